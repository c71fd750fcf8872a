//! A rule-based formant synthesiser, whose seed makes the speaker. It uses no recorded voice.
//!
//! A word's phones ([`phones`]) are turned into segments by a speaker's rules ([`speaker`], [`pronounce`],
//! [`plan`]) and the segments into smooth tracks ([`tracks`]), which drive a glottal source, noise
//! ([`source`]) and formant resonators ([`synth`]). It follows D. Klatt, "Software for a cascade/parallel
//! formant synthesizer", J. Acoust. Soc. Am. 67 (1980), and D. and L. Klatt, "Analysis, synthesis, and
//! perception of voice quality variations among female and male talkers", J. Acoust. Soc. Am. 87 (1990),
//! called Klatt 1980 and Klatt 1990 below.

mod phones;
mod plan;
mod pronounce;
mod source;
mod speaker;
mod synth;
mod tracks;

use self::{phones::Phone, speaker::Speaker};
use super::{DataError, packages::number_of};

/// Sampling rate in hertz, the same as espeak-ng's.
pub(super) const RATE: u32 = 22_050;

/// The same as a float.
const RATE_F: f32 = RATE as f32;

/// How a text is pronounced.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pronunciation(Vec<Phone>);

impl Pronunciation {
    /// Parses flite's names of phones, separated by spaces.
    pub(super) fn parse(names: &str) -> Result<Self, DataError> {
        let spoken = names.split_whitespace().filter(|name| *name != "pau");
        let phones: Vec<Phone> = spoken
            .map(|name| {
                phones::phone(name).ok_or_else(|| DataError::Form(format!("no phone is called \"{name}\"")))
            })
            .collect::<Result<_, _>>()?;
        if phones.is_empty() {
            return Err(DataError::Form("flite gave no phones".into()));
        }
        Ok(Self(phones))
    }

    /// flite's names of its phones.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().map(|phone| phone.name)
    }
}

/// Synthesises the word as the speaker of this seed says it, at [`RATE`], with samples in [-1, 1].
pub(super) fn say(pronunciation: &Pronunciation, seed: u64) -> Vec<f32> {
    let speaker = Speaker::new(seed);
    let segments = plan::plan(&pronunciation.0, &speaker);
    // Each word has its own random numbers.
    synth::synthesise(&segments, &speaker, number_of(&pronunciation.names().collect::<String>()))
}

/// The point `share` of the way from `one` to `other`.
fn blend(one: [f32; 3], other: [f32; 3], share: f32) -> [f32; 3] {
    std::array::from_fn(|index| one[index] + (other[index] - one[index]) * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// flite's pronunciations of the digits, and of words with rarer phones.
    const RECORDED: [&str; 20] = [
        "pau z ih r ow pau",
        "pau w ah n pau",
        "pau t uw pau",
        "pau th r iy pau",
        "pau f ao r pau",
        "pau f ay v pau",
        "pau s ih k s pau",
        "pau s eh v ax n pau",
        "pau ey t pau",
        "pau n ay n pau",
        "pau y eh s pau",
        "pau hh ax l ow pau",
        "pau hh aw aa r y uw pau",
        "pau g uh d m ao r n ih ng pau",
        "pau k ax m p y uw t er pau",
        "pau p ih k ch er pau",
        "pau dh ax pau",
        "pau sh uw pau",
        "pau b l ae k pau",
        "pau jh oy zh pau",
    ];

    fn recorded() -> Vec<Pronunciation> {
        RECORDED.iter().map(|names| Pronunciation::parse(names).expect("known phones")).collect()
    }

    #[test]
    fn a_seed_is_a_speaker() {
        for word in recorded() {
            assert_eq!(say(&word, 7), say(&word, 7));
            assert_ne!(say(&word, 7), say(&word, 8));
        }
    }

    #[test]
    fn words_are_whole_clear_and_of_a_length() {
        for seed in 0..60 {
            for (number, (word, names)) in recorded().iter().zip(RECORDED).enumerate() {
                let longest = if number < 10 { 1.5 } else { 2.0 };
                let samples = say(word, seed);
                let peak = samples.iter().fold(0.0f32, |peak, value| peak.max(value.abs()));
                assert!(samples.iter().all(|value| value.is_finite()), "{names} by {seed}");
                assert!(peak > 0.2 && peak < 1.0, "{names} by {seed}: peak {peak}");
                let seconds = samples.len() as f32 / RATE_F;
                assert!((0.2..longest).contains(&seconds), "{names} by {seed}: {seconds} s");
                let rms =
                    (samples.iter().map(|value| value * value).sum::<f32>() / samples.len() as f32).sqrt();
                assert!(rms > 0.01, "{names} by {seed}: {rms}");
            }
        }
    }

    #[test]
    fn unknown_phones_are_refused() {
        assert!(Pronunciation::parse("pau n qq pau").is_err());
        assert!(Pronunciation::parse("pau").is_err());
    }
}
