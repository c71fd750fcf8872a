//! The neural speakers: Kokoro's voices and blends of them, and the single voices of Piper's and hibari's packages.

use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::super::Split;

/// Kokoro's English voices that are trained on. The first letter of a name is the accent, the second the sex.
const ENGLISH: &str = "af_alloy af_aoede af_bella af_heart af_jessica af_kore af_nicole af_nova af_river af_sarah am_adam \
    am_echo am_eric am_fenrir am_liam am_onyx am_puck am_santa bf_alice bf_isabella bf_lily bm_daniel \
    bm_fable bm_george";

/// Its English voices that are held out.
const HELD_OUT: &str = "af_sky am_michael bf_emma bm_lewis";

/// Its voices of other languages, which speak English with an English voice's pace and pitch.
const FOREIGN: &str = "ef_dora em_alex em_santa ff_siwis hf_alpha hf_beta hm_omega hm_psi if_sara im_nicola jf_alpha \
    jf_gongitsune jf_nezumi jf_tebukuro jm_kumo pf_dora pm_alex pm_santa zf_xiaobei zf_xiaoni zf_xiaoxiao \
    zf_xiaoyi zm_yunjian zm_yunxi zm_yunxia zm_yunyang";

/// Number of blends of Kokoro's voices.
const BLENDS: u64 = 200;

/// Number of variants of Piper's joe, and of hibari's heart.
const WAYS: u64 = 40;

/// Voices and their weights.
type Blend = Vec<(&'static str, f32)>;

/// A speaker of a neural synthesiser.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Speaker {
    /// Kokoro, with the timbre of some voices and the pace and pitch of others.
    Kokoro { timbre: Blend, manner: Blend, speed: f32 },
    /// Piper's joe, with the randomness of the sound and of the durations.
    Piper { noise: f32, noise_w: f32, speed: f32 },
    /// hibari's heart.
    Hibari { seed: u64, speed: f32 },
}

impl Speaker {
    /// The settings for `say.py`, beside text and path.
    pub(super) fn job(&self) -> Value {
        match self {
            Self::Kokoro { timbre, manner, speed } => {
                let british = manner.iter().any(|(voice, weight)| voice.starts_with('b') && *weight > 0.5);
                json!({ "engine": "kokoro", "british": british, "timbre": timbre, "manner": manner, "speed": speed })
            }
            Self::Piper { noise, noise_w, speed } => {
                json!({ "engine": "piper", "noise": noise, "noise_w": noise_w, "speed": speed })
            }
            Self::Hibari { seed, speed } => json!({ "engine": "hibari", "seed": seed, "speed": speed }),
        }
    }
}

/// All speakers: the side of the split, a name that begins with the engine, and the speaker.
pub(in super::super) fn speakers() -> Vec<(Split, String, Speaker)> {
    let mut all = Vec::new();
    let held_out = HELD_OUT.split(' ').map(|voice| (voice, Split::HeldOut));
    let trained = trained().into_iter().map(|voice| (voice, Split::Train));
    for (number, (voice, split)) in held_out.chain(trained).enumerate() {
        let mut rng = ChaCha8Rng::seed_from_u64(number as u64);
        // Voices of other languages have no English pace and pitch of their own.
        let manner = if FOREIGN.contains(voice) { english(&mut rng) } else { voice };
        let speed = speed(&mut rng);
        let speaker = Speaker::Kokoro { timbre: vec![(voice, 1.0)], manner: vec![(manner, 1.0)], speed };
        all.push((split, format!("kokoro-{voice}"), speaker));
    }
    for number in 0..BLENDS {
        let mut rng = ChaCha8Rng::seed_from_u64(1000 + number);
        let speaker =
            Speaker::Kokoro { timbre: timbre(&mut rng), manner: manner(&mut rng), speed: speed(&mut rng) };
        all.push((Split::Train, format!("kokoro-blend-{number}"), speaker));
    }
    for number in 0..WAYS {
        let mut rng = ChaCha8Rng::seed_from_u64(2000 + number);
        let (noise, noise_w) = (rng.random_range(0.4..1.0), rng.random_range(0.5..1.1));
        let speaker = Speaker::Piper { noise, noise_w, speed: speed(&mut rng) };
        all.push((Split::Train, format!("piper-joe-{number}"), speaker));
        let speaker = Speaker::Hibari { seed: number, speed: speed(&mut rng) };
        all.push((Split::Train, format!("hibari-heart-{number}"), speaker));
    }
    all
}

/// A blend of two voices, or a point slightly beyond one of them.
fn timbre(rng: &mut ChaCha8Rng) -> Blend {
    two(rng, &trained(), -0.3..0.5)
}

/// The trained voices of all languages.
fn trained() -> Vec<&'static str> {
    ENGLISH.split(' ').chain(FOREIGN.split(' ')).collect()
}

/// A blend of two English voices of the same accent, so that words have one pronunciation.
fn manner(rng: &mut ChaCha8Rng) -> Blend {
    let accent = &english(rng)[..1];
    let voices: Vec<&'static str> = ENGLISH.split(' ').filter(|voice| voice.starts_with(accent)).collect();
    two(rng, &voices, 0.0..0.5)
}

fn two(rng: &mut ChaCha8Rng, voices: &[&'static str], share: std::ops::Range<f32>) -> Blend {
    let share = rng.random_range(share);
    let chosen: Vec<&'static str> = voices.choose_multiple(rng, 2).copied().collect();
    chosen.into_iter().zip([1.0 - share, share]).collect()
}

fn english(rng: &mut ChaCha8Rng) -> &'static str {
    let voices: Vec<&'static str> = ENGLISH.split(' ').collect();
    voices[rng.random_range(0..voices.len())]
}

/// A speed from a quarter slower to a third faster than the voice's own.
fn speed(rng: &mut ChaCha8Rng) -> f32 {
    rng.random_range(-0.29f32..0.29).exp()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_held_out_voice_is_in_a_trained_speaker() {
        let mut names = BTreeSet::new();
        for (split, name, speaker) in speakers() {
            assert!(names.insert(name.clone()), "{name} twice");
            if let Speaker::Kokoro { timbre, manner, .. } = speaker {
                for (voice, _) in timbre.iter().chain(&manner) {
                    assert_eq!(HELD_OUT.contains(voice), split == Split::HeldOut, "{name}: {voice}");
                }
                for blend in [timbre, manner] {
                    let sum: f32 = blend.iter().map(|(_, weight)| weight).sum();
                    assert!((sum - 1.0).abs() < 1e-6);
                }
            }
        }
    }

    #[test]
    fn speakers_are_the_same_every_time() {
        assert_eq!(speakers(), speakers());
    }
}
