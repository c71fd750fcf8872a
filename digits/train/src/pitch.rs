//! Changes the pitch of a word: higher, lower, or with hardly any voicing, by the same vocal tract.

use std::f32::consts::TAU;

use rand::Rng;

use tvlt::processor::audio::mel::centres;

/// Below this frequency, in hertz, voicing is recognised by harmonics.
const VOICED_BELOW: f32 = 1000.0;

/// Above this frequency, in hertz, hiss has more energy than a voice.
const HISS_ABOVE: f32 = 3500.0;

/// Harmonics closer than this, in hertz, are not resolved by the spectrogram's window of 46 ms.
const RESOLVED: f32 = 60.0;

/// Sound this much quieter than the loudest moment counts as room noise, not as voice: 20 dB, in the spectrogram's
/// units.
const QUIETER: f32 = 0.5;

/// Changes the pitch, but not tempo or vocal tract. Where the `[rows, mels]` spectrogram is voiced, the fine
/// structure of each row is smoothed away and replaced by harmonics of 65 to 300 Hz, which glide by up to a third.
/// They are as strong as the original ones, or weaker.
pub(super) fn shift_pitch(rng: &mut impl Rng, spectrogram: &mut [f32], mels: usize) {
    let hertz: Vec<f32> = centres(mels).map(|hertz| hertz as f32).collect();
    let below = |limit: f32| hertz.iter().position(|hertz| *hertz >= limit).unwrap_or(mels).max(1);
    let (voiced, hiss) = (below(VOICED_BELOW), below(HISS_ABOVE).min(mels - 1));
    let pitch = 65.0 * 4.6f32.powf(rng.random());
    let glide = rng.random_range(-0.33..0.33f32);
    let strength = rng.random_range(0.0..1.2f32);
    // As wide as the distance of a high voice's harmonics.
    let blur = rng.random_range(100.0..250.0f32);
    let width: Vec<f32> = (0..mels)
        .map(|mel| hertz[(mel + 1).min(mels - 1)] - hertz[mel.saturating_sub(1)])
        .map(|two| (two / 2.0).max(1.0))
        .collect();
    let rows = (spectrogram.len() / mels).max(1);
    let mean = |part: &[f32]| part.iter().sum::<f32>() / part.len() as f32;
    let loudest = spectrogram.chunks_exact(mels).map(|row| mean(&row[..voiced])).fold(-1.0, f32::max);
    let mut smooth = vec![0.0; mels];
    for (row, values) in spectrogram.chunks_exact_mut(mels).enumerate() {
        let voice = mean(&values[..voiced]);
        if voice < mean(&values[hiss..]) + 0.15 || voice < loudest - QUIETER {
            continue;
        }
        for (mel, smooth) in smooth.iter_mut().enumerate() {
            let reach = (blur / width[mel]) as usize;
            let around = &values[mel.saturating_sub(reach)..(mel + reach + 1).min(mels)];
            *smooth = mean(around);
        }
        let fine = values[..voiced].iter().zip(&smooth).map(|(value, smooth)| (value - smooth).powi(2));
        let fine = (fine.sum::<f32>() / voiced as f32).sqrt() * std::f32::consts::SQRT_2 * strength;
        let pitch = pitch * (glide * (row as f32 / rows as f32 - 0.5) * 2.0).exp();
        for (mel, value) in values.iter_mut().enumerate() {
            // A triangular mel filter as wide as the distance of the harmonics does not resolve them; its response is
            // approximately a squared sinc.
            let shown = (-(1.9 * width[mel] / pitch).powi(2) - (RESOLVED / pitch).powi(2)).exp();
            let harmonics = fine * shown * (TAU * hertz[mel] / pitch).cos();
            *value = (smooth[mel] + harmonics).clamp(-1.0, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    const MELS: usize = 128;

    /// A spectrogram row of a voice of `pitch` hertz with a sloping spectrum.
    fn voice(pitch: f32) -> Vec<f32> {
        centres(MELS)
            .enumerate()
            .map(|(mel, hertz)| {
                let hertz = hertz as f32;
                let harmonics = if hertz < 1500.0 { 0.2 * (TAU * hertz / pitch).cos() } else { 0.0 };
                0.5 - mel as f32 / MELS as f32 + harmonics
            })
            .collect()
    }

    #[test]
    fn the_mouth_stays_and_the_pitch_does_not() {
        let mut rng = ChaCha8Rng::seed_from_u64(4);
        let own = voice(140.0);
        let coarse = |row: &[f32]| -> Vec<f32> {
            row.chunks(32).map(|part| part.iter().sum::<f32>() / part.len() as f32).collect()
        };
        let mut changed = 0;
        for _ in 0..40 {
            let mut row = own.clone();
            shift_pitch(&mut rng, &mut row, MELS);
            for (a, b) in coarse(&row).iter().zip(coarse(&own)) {
                assert!((a - b).abs() < 0.06, "{a} instead of {b}");
            }
            let apart = row[..32].iter().zip(&own).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            changed += usize::from(apart > 0.1);
        }
        assert!(changed > 30, "{changed}");
    }

    #[test]
    fn a_hiss_and_silence_stay_as_they_are() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let hiss: Vec<f32> = (0..MELS).map(|mel| mel as f32 / 200.0 + 0.1 * (mel % 3) as f32).collect();
        let silence = vec![-1.0; MELS];
        for own in [hiss, silence] {
            let mut row = own.clone();
            shift_pitch(&mut rng, &mut row, MELS);
            assert_eq!(row, own);
        }
    }
}
