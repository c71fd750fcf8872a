//! Simulates a microphone and the path from it to the page: noise, a narrow band, a low sampling rate.

use rand::Rng;

/// Noise: none, or white to brown, with or without hum.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise {
    /// Of the noise's one-pole filter: 0 is white, near 1 is brown.
    pole: f32,
    scale: f32,
    hum: f32,
    /// Radians a sample, of the hum and of the swelling.
    turn: f32,
    slow: f32,
    swell: f32,
}

impl Noise {
    /// Random noise beside words and sounds of this `loudness`, or (`speaks` is false) by itself.
    pub(super) fn random(rng: &mut impl Rng, loudness: f32, speaks: bool, level: f32) -> Self {
        let gain = if speaks {
            // 55 to 10 dB below the word's peak.
            let below = 55.0 - 45.0 * level * rng.random::<f32>();
            0.7 * loudness * 10f32.powf(-below / 20.0)
        } else {
            10f32.powf(rng.random_range(-5.0..-0.7))
        };
        let gain = if rng.random_bool(0.15) { 0.0 } else { gain };
        let pole = if rng.random_bool(0.4) { 0.0 } else { rng.random_range(0.5..0.995f32) };
        let scale = gain * (1.0 - pole * pole).sqrt() * 1.7;
        let hum = if rng.random_bool(0.2) { gain * rng.random_range(0.2..2.0) } else { 0.0 };
        let hertz = if rng.random_bool(0.7) {
            rng.random_range(50.0..60.0f32)
        } else {
            rng.random_range(80.0..4000.0)
        };
        let turn = std::f32::consts::TAU * hertz / 44_100.0;
        let swell = rng.random_range(0.0..0.8f32);
        let slow = std::f32::consts::TAU * rng.random_range(0.3..6.0f32) / 44_100.0;
        Self { pole, scale, hum, turn, slow, swell: if speaks { 0.0 } else { swell } }
    }

    /// Scales to `loudness` and adds noise.
    pub(super) fn add(&self, rng: &mut impl Rng, pcm: &mut [f32], loudness: f32) {
        let mut held = 0.0;
        for (index, value) in pcm.iter_mut().enumerate() {
            held = self.pole * held + (rng.random::<f32>() * 2.0 - 1.0) * self.scale;
            let mut sound = held;
            if self.hum > 0.0 {
                sound += self.hum * (self.turn * index as f32).sin();
            }
            if self.swell > 0.0 {
                sound *= 1.0 + self.swell * (self.slow * index as f32).sin();
            }
            *value = (*value * loudness + sound).clamp(-1.0, 1.0);
        }
    }
}

/// The band of a laptop or a cheap microphone: a one-pole high-pass and a two-pole low-pass filter.
pub(super) fn band(rng: &mut impl Rng, pcm: &mut [f32]) {
    let low = rng.random_range(20.0..350.0f32);
    let high = 3000.0 * 6f32.powf(rng.random());
    let share = |hertz: f32| 1.0 - (-std::f32::consts::TAU * hertz / 44_100.0).exp();
    let (low, high) = (share(low), share(high));
    let (mut base, mut first, mut second) = (0.0, 0.0, 0.0);
    for value in pcm {
        base += low * (*value - base);
        first += high * (*value - base - first);
        second += high * (first - second);
        *value = second;
    }
}

/// A telephone line or a low sampling rate: a low-pass at about 3 to 8 kHz (a Butterworth filter of order 6), and a
/// high-pass at 60 to 300 Hz.
pub(super) fn line(rng: &mut impl Rng, pcm: &mut [f32]) {
    let turn = std::f32::consts::TAU * 3000.0 * 2.7f32.powf(rng.random()) / 44_100.0;
    let low = 1.0 - (-std::f32::consts::TAU * rng.random_range(60.0..300.0f32) / 44_100.0).exp();
    let (sin, cos) = turn.sin_cos();
    // Three second-order sections, by their Q.
    let sections = [0.5176, std::f32::consts::FRAC_1_SQRT_2, 1.9319].map(|sharpness: f32| {
        let alpha = sin / (2.0 * sharpness);
        let scale = 1.0 / (1.0 + alpha);
        [0.5 * (1.0 - cos) * scale, -2.0 * cos * scale, (1.0 - alpha) * scale]
    });
    let (mut base, mut held) = (0.0, [[0.0f32; 2]; 3]);
    for value in pcm {
        base += low * (*value - base);
        let mut sample = *value - base;
        for ([gain, back, further], state) in sections.iter().zip(&mut held) {
            let scaled = gain * sample;
            let out = scaled + state[0];
            state[0] = 2.0 * scaled - back * out + state[1];
            state[1] = scaled - further * out;
            sample = out;
        }
        *value = sample;
    }
}

/// A cheap device that resamples from a lower rate by linear interpolation, which leaves faint mirror images
/// (aliases) of the voice above its band.
pub(super) fn coarse(rng: &mut impl Rng, pcm: &mut [f32]) {
    // 14.7 to 8.8 kHz.
    let times = rng.random_range(3..=5usize);
    let kept: Vec<f32> = pcm.iter().copied().step_by(times).collect();
    for (at, part) in pcm.chunks_mut(times).enumerate() {
        let next = kept.get(at + 1).copied().unwrap_or(0.0);
        for (step, value) in part.iter_mut().enumerate() {
            *value = kept[at] + (next - kept[at]) * step as f32 / times as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn a_line_passes_speech_and_stops_hiss() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut passed = |hertz: f32| {
            let turn = std::f32::consts::TAU * hertz / 44_100.0;
            let mut pcm: Vec<f32> = (0..8000).map(|i| (turn * i as f32).sin()).collect();
            line(&mut rng, &mut pcm);
            pcm[4000..].iter().fold(0.0f32, |peak, value| peak.max(value.abs()))
        };
        assert!((passed(1500.0) - 1.0).abs() < 0.1);
        assert!(passed(16_000.0) < 0.05);
    }

    #[test]
    fn straight_lines_keep_a_voice_and_add_its_image() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let turn = std::f32::consts::TAU * 1000.0 / 44_100.0;
        for _ in 0..10 {
            let tone: Vec<f32> = (0..8000).map(|i| (turn * i as f32).sin()).collect();
            let mut pcm = tone.clone();
            coarse(&mut rng, &mut pcm);
            let error = pcm.iter().zip(&tone).map(|(a, b)| (a - b).powi(2)).sum::<f32>() / 4000.0;
            assert!(error > 1e-6 && error < 0.02, "{error}");
        }
    }
}
