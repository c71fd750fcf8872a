//! The resonators: a cascade for voicing and aspiration, and parallel ones for frication.

use std::f32::consts::PI;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{
    RATE, RATE_F,
    phones::NOISE_BANDS,
    plan::Segment,
    source::{noise, voice},
    speaker::Speaker,
    tracks::{FRAME, Tracks, at},
};

/// F4 and above in hertz, and their bandwidths: Klatt 1980's, and above F6 one for each 1000 Hz, as a tube
/// of 17.5 cm has them.
const UPPER: [(f32, f32); 8] = [
    (3300.0, 250.0),
    (3850.0, 300.0),
    (4900.0, 500.0),
    (5900.0, 600.0),
    (6900.0, 700.0),
    (7900.0, 800.0),
    (8900.0, 900.0),
    (9900.0, 1000.0),
];

/// Limit for formants in hertz. Above it, the digital resonators themselves have the effect of the missing ones.
const HIGHEST: f32 = 10_300.0;

/// Bandwidths in hertz of the resonators of frication: F2 to F6, and two bands.
const NOISE_BANDWIDTHS: [f32; NOISE_BANDS - 1] = [120.0, 180.0, 250.0, 300.0, 900.0, 1200.0, 1800.0];

/// Frequencies of the two bands above the formants, in hertz.
const NOISE_ABOVE: [f32; 2] = [6300.0, 8200.0];

/// Largest factor by which F6 is raised in frication.
const NOISE_THROAT: f32 = 1.2;

/// A resonator of this bandwidth in hertz passes noise at its level. Wider ones pass less, so that all give the same
/// power.
const NOISE_UNIT: f32 = 450.0;

/// Amplitude of noise that bypasses the resonators.
const BYPASS: f32 = 0.2;

/// Amplitude of frication relative to the voice.
const FRICATION: f32 = 0.6;

/// Factor of frication's amplitude during voicing.
const VOICED_FRICATION: f32 = 0.6;

/// Amplitude of the cascade's output.
const CASCADE: f32 = 0.55;

/// Amplitude of aspiration in a whisper.
const WHISPER: f32 = 0.35;

/// Frequency of the nasal resonance in hertz, and its bandwidth (Klatt 1980's FNP and BNP).
const NOSE: (f32, f32) = (270.0, 100.0);

/// Distance in hertz of the nasal antiresonance above the resonance while the nose is open (FNZ is 450 Hz).
const NOSE_SPREAD: f32 = 180.0;

/// Silence before and after, in seconds.
const SILENCE: f32 = 0.06;

/// A second-order resonator, or its inverse with [`Filter::notch`]: two past values and three coefficients.
#[derive(Debug, Clone, Copy, Default)]
struct Filter {
    gain: f32,
    back: [f32; 2],
    past: [f32; 2],
}

impl Filter {
    /// Sets frequency and bandwidth in hertz, with a gain of 1 at 0 Hz (Klatt 1980's resonator).
    fn set(&mut self, hertz: f32, bandwidth: f32) {
        let radius = (-PI * bandwidth / RATE_F).exp();
        self.back = [2.0 * radius * (2.0 * PI * hertz / RATE_F).cos(), -radius * radius];
        self.gain = 1.0 - self.back[0] - self.back[1];
    }

    fn resonate(&mut self, input: f32) -> f32 {
        let output = self.gain * input + self.back[0] * self.past[0] + self.back[1] * self.past[1];
        self.past = [output, self.past[0]];
        output
    }

    /// The inverse of [`Filter::resonate`] (Klatt 1980's antiresonator).
    fn notch(&mut self, input: f32) -> f32 {
        let output = (input - self.back[0] * self.past[0] - self.back[1] * self.past[1]) / self.gain;
        self.past = [input, self.past[0]];
        output
    }

    /// A band-pass filter with a gain of 1 at its centre: the same poles, applied to the difference of the input and
    /// the input two samples earlier.
    fn band(&mut self, input: f32, before: f32) -> f32 {
        let gain = 0.5 * (1.0 + self.back[1]);
        let output = gain * (input - before) + self.back[0] * self.past[0] + self.back[1] * self.past[1];
        self.past = [output, self.past[0]];
        output
    }
}

/// The word's samples, with their peak at the speaker's level.
pub(super) fn synthesise(segments: &[Segment], speaker: &Speaker, stream: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(speaker.seed);
    rng.set_stream(stream);
    let tracks = Tracks::new(segments, speaker);
    let voice = voice(speaker, tracks.len(), &mut rng);
    let upper: Vec<(f32, f32)> = UPPER
        .iter()
        .map(|(hertz, width)| (hertz * speaker.upper_throat, width * speaker.bandwidth))
        .filter(|(hertz, _)| *hertz < HIGHEST)
        .collect();
    let mut cascade: Vec<Filter> = vec![Filter::default(); 3 + upper.len()];
    for (filter, (hertz, width)) in cascade.iter_mut().skip(3).zip(&upper) {
        filter.set(*hertz, *width);
    }
    let (mut nose, mut against_nose) = (Filter::default(), Filter::default());
    let mut bands = [Filter::default(); NOISE_BANDS - 1];
    let mut heard = [[0.0f32; 2]; NOISE_BANDS - 1];
    let pause = vec![0.0; (SILENCE * RATE as f32) as usize];
    let mut samples = pause.clone();
    for frame in 0..tracks.len() {
        let formants: [f32; 3] = std::array::from_fn(|index| tracks.formants[index][frame]);
        for (index, filter) in cascade.iter_mut().take(3).enumerate() {
            filter.set(formants[index], tracks.bandwidths[index][frame]);
        }
        nose.set(NOSE.0, NOSE.1);
        against_nose.set(NOSE.0 + NOSE_SPREAD * tracks.nasality[frame], NOSE.1);
        let places = noise_places(formants, speaker.upper_throat);
        for ((filter, hertz), width) in bands.iter_mut().zip(places).zip(NOISE_BANDWIDTHS) {
            filter.set(hertz, width);
        }
        for sample in frame * FRAME..(frame + 1) * FRAME {
            let voicing = at(&tracks.voicing, sample);
            let breath = at(&tracks.aspiration, sample);
            let through = if speaker.whispers {
                noise(&mut rng) * (breath + WHISPER * voicing)
            } else {
                let breathy = breath + speaker.breath * voicing * voice.opening[sample];
                voice.flow[sample] * voicing + noise(&mut rng) * breathy
            };
            let mut sound = against_nose.notch(nose.resonate(through));
            for filter in &mut cascade {
                sound = filter.resonate(sound);
            }
            sound *= CASCADE;
            let voiced = if voicing > 0.05 { VOICED_FRICATION } else { 1.0 };
            let fresh = noise(&mut rng) * FRICATION * voiced;
            for (band, filter) in bands.iter_mut().enumerate() {
                let input = fresh * at(&tracks.noise[band], sample);
                let made = filter.band(input, heard[band][1]) * (NOISE_UNIT / NOISE_BANDWIDTHS[band]).sqrt();
                heard[band] = [input, heard[band][0]];
                // Neighbouring bands alternate in sign, so that they do not cancel between their centres (Klatt 1980).
                sound += if band % 2 == 0 { -made } else { made };
            }
            sound += BYPASS * fresh * at(&tracks.noise[NOISE_BANDS - 1], sample);
            samples.push(sound);
        }
    }
    samples.extend(pause);
    let peak = samples.iter().fold(1e-6f32, |peak, value| peak.max(value.abs()));
    samples.iter_mut().for_each(|value| *value *= speaker.level / peak);
    samples
}

/// Frequencies of the frication resonators, in hertz.
fn noise_places(formants: [f32; 3], throat: f32) -> [f32; NOISE_BANDS - 1] {
    let [above, far_above] = NOISE_ABOVE;
    [
        formants[1],
        formants[2],
        UPPER[0].0 * throat,
        UPPER[1].0 * throat,
        UPPER[2].0 * throat.min(NOISE_THROAT),
        above,
        far_above,
    ]
}

#[cfg(test)]
mod tests {
    use super::{
        super::{phones::phone, plan::plan},
        *,
    };

    /// Amplitude of one frequency in a sound.
    fn strength(samples: &[f32], hertz: f32) -> f32 {
        let angle = 2.0 * PI * hertz / RATE_F;
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (index, value) in samples.iter().enumerate() {
            real += value * (angle * index as f32).cos();
            imaginary += value * (angle * index as f32).sin();
        }
        real.hypot(imaginary)
    }

    /// The strongest frequency within a range, in a long vowel.
    fn strongest(name: &str, between: std::ops::Range<u32>) -> f32 {
        let vowel = phone(name).expect("a phone");
        let segments = plan(&[super::super::phones::Phone { millis: 500.0, ..vowel }], &Speaker::plain());
        let samples = synthesise(&segments, &Speaker::plain(), 0);
        let middle = &samples[4000..8000];
        let candidates = between.step_by(10).map(|hertz| hertz as f32);
        candidates
            .max_by(|one, other| strength(middle, *one).total_cmp(&strength(middle, *other)))
            .unwrap_or(0.0)
    }

    #[test]
    fn vowels_have_their_formants() {
        // To within one harmonic of the voice, 115 Hz.
        assert!((strongest("iy", 150..1000) - 300.0).abs() < 115.0);
        assert!((strongest("iy", 1000..2600) - 2040.0).abs() < 115.0);
        assert!((strongest("aa", 400..1000) - 700.0).abs() < 115.0);
        assert!((strongest("aa", 1000..2000) - 1220.0).abs() < 115.0);
    }

    #[test]
    fn an_s_hisses_high() {
        let segments = plan(&[phone("s").expect("a phone")], &Speaker::plain());
        let samples = synthesise(&segments, &Speaker::plain(), 0);
        let power = |between: std::ops::Range<u32>| -> f32 {
            between.step_by(25).map(|hertz| strength(&samples, hertz as f32).powi(2)).sum()
        };
        assert!(power(4000..9000) > 20.0 * power(100..3000));
    }
}
