//! The glottal source and noise.

use std::f32::consts::TAU;

use rand::Rng;

use super::{
    RATE_F,
    speaker::{Speaker, normal},
    tracks::FRAME,
};

/// Width of the pitch's peak, as a share of the word.
const PEAK_WIDTH: f32 = 0.2;

/// Share of the word in which a creaky voice creaks.
const CREAK: f32 = 0.25;

/// Lowest pitch in hertz.
const LOWEST: f32 = 45.0;

/// The voice with a mean power of 1, and the opening of the glottis.
pub(super) struct Voice {
    /// Derivative of the glottal flow, to which the sound radiated from the lips is proportional.
    pub(super) flow: Vec<f32>,
    /// Share of the aspiration that passes the glottis, 0.5 to 1.
    pub(super) opening: Vec<f32>,
}

/// The pitch in hertz at a place in the word, 0 to 1, at a time in seconds.
fn pitch(speaker: &Speaker, place: f32, seconds: f32) -> f32 {
    let contour = speaker.contour;
    let peak = (-((place - contour.peak_at) / PEAK_WIDTH).powi(2)).exp();
    let creak = ((place - 1.0 + CREAK) / CREAK).clamp(0.0, 1.0);
    let vibrato = 1.0 + contour.vibrato * (TAU * contour.vibrato_hertz * seconds).sin();
    let moved = 1.0 + contour.peak * peak - contour.fall * (place - 0.3);
    (speaker.pitch * moved * (1.0 - contour.creak * creak) * vibrato).max(LOWEST)
}

/// Generates `frames` frames of voice.
///
/// Each pulse of flow is `x^2 - x^3` while the glottis is open (KLGLOTT88 of Klatt 1990, after A. Rosenberg),
/// so that its derivative jumps where the glottis closes; this jump is band-limited.
pub(super) fn voice(speaker: &Speaker, frames: usize, rng: &mut impl Rng) -> Voice {
    let count = frames * FRAME;
    let mut flow = vec![0.0f32; count];
    let mut opening = vec![0.5f32; count];
    let (mut period, mut height, mut time) = (0.0f32, 1.0f32, 0.0f32);
    let mut closed = true;
    for sample in 0..count {
        if time >= period {
            time -= period;
            let hertz = pitch(speaker, sample as f32 / count as f32, sample as f32 / RATE_F);
            period = RATE_F / hertz * normal(rng, 1.0, speaker.jitter);
            height = normal(rng, 1.0, speaker.shimmer);
            closed = false;
        }
        let open = speaker.open_quotient * period;
        let share = time / open;
        if share < 1.0 {
            flow[sample] += height * (2.0 * share - 3.0 * share * share);
            opening[sample] = 1.0;
        } else if !closed {
            // The flow's derivative jumps from -height to 0: a step whose corners are rounded by a polynomial
            // (V. Valimaki and A. Huovilainen, "Antialiasing oscillators in subtractive synthesis", 2007).
            closed = true;
            let late = (time - open).clamp(0.0, 1.0);
            flow[sample] -= height * 0.5 * (1.0 - late) * (1.0 - late);
            if let Some(previous) = sample.checked_sub(1) {
                flow[previous] += height * 0.5 * late * late;
            }
        }
        time += 1.0;
    }
    tilt(&mut flow, speaker.tilt_hertz);
    let power = flow.iter().map(|value| value * value).sum::<f32>() / count.max(1) as f32;
    let gain = 1.0 / power.sqrt().max(1e-6);
    for value in &mut flow {
        *value *= gain;
    }
    Voice { flow, opening }
}

/// Spectral tilt (Klatt 1980's TL): a one-pole low-pass filter.
fn tilt(flow: &mut [f32], hertz: f32) {
    let pole = (-TAU * hertz / RATE_F).exp();
    let mut state = 0.0;
    for value in flow {
        state = (1.0 - pole) * *value + pole * state;
        *value = state;
    }
}

/// White noise with a mean power of 1.
pub(super) fn noise(rng: &mut impl Rng) -> f32 {
    rng.random_range(-1.732..1.732)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn pulses_come_at_the_pitch() {
        let plain = Speaker::plain();
        let mut speaker = Speaker { jitter: 0.0, shimmer: 0.0, pitch: 200.0, ..plain };
        (speaker.contour.fall, speaker.contour.peak, speaker.contour.vibrato) = (0.0, 0.0, 0.0);
        let voice = voice(&speaker, 200, &mut ChaCha8Rng::seed_from_u64(1));
        let pulses = voice.opening.windows(2).filter(|pair| pair[0] < pair[1]).count() as f32;
        let seconds = voice.flow.len() as f32 / RATE_F;
        assert!((pulses / seconds - 200.0).abs() < 3.0, "{pulses} in {seconds} s");
    }
}
