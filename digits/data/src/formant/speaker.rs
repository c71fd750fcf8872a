//! A speaker, made from a seed: vocal tract, voice and habits.

use std::f32::consts::TAU;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{super::packages::number_of, phones::Phone};

/// The pitch contour of a word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Contour {
    /// Share by which the pitch falls from beginning to end; negative where it rises.
    pub(super) fall: f32,
    /// Share by which the pitch rises at its peak.
    pub(super) peak: f32,
    /// Position of the peak in the word, 0 to 1.
    pub(super) peak_at: f32,
    /// Share by which the pitch drops in the last quarter of the word, for a creaky voice.
    pub(super) creak: f32,
    /// Depth of vibrato, as a share of the pitch.
    pub(super) vibrato: f32,
    /// Rate of vibrato in hertz.
    pub(super) vibrato_hertz: f32,
}

/// A speaker. Factors are relative to the normal value; 1 is normal.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Speaker {
    /// The seed from which the rest is derived.
    pub(super) seed: u64,
    /// Factors of F1 to F3; a shorter vocal tract has higher formants.
    pub(super) throat: [f32; 3],
    /// Factor of F4 and above.
    pub(super) upper_throat: f32,
    /// Factor of all bandwidths.
    pub(super) bandwidth: f32,
    /// Factor of bandwidths in nasals and next to them.
    pub(super) nasal_bandwidth: f32,
    /// Mean pitch in hertz.
    pub(super) pitch: f32,
    /// Pitch contour.
    pub(super) contour: Contour,
    /// Standard deviation of a glottal period, as a share of it.
    pub(super) jitter: f32,
    /// Standard deviation of a pulse's height, as a share of it.
    pub(super) shimmer: f32,
    /// Share of a period in which the glottis is open.
    pub(super) open_quotient: f32,
    /// Frequency in hertz above which the voice falls by another 6 dB per octave.
    pub(super) tilt_hertz: f32,
    /// Breathiness: amplitude of aspiration relative to the voice.
    pub(super) breath: f32,
    /// Whether aspiration replaces the voice.
    pub(super) whispers: bool,
    /// Factor of all durations.
    pub(super) tempo: f32,
    /// Factor of the transition time from one target to the next.
    pub(super) glide: f32,
    /// Factor of the duration of a word's last phone.
    pub(super) last: f32,
    /// Factor of the loudness of frication.
    pub(super) frication: f32,
    /// Factor of the breath after a stop.
    pub(super) aspiration: f32,
    /// Factor of the distance of vowels from the neutral vowel.
    pub(super) vowel_spread: f32,
    /// Factor of vowels' F2, for a habitually advanced tongue.
    pub(super) fronting: f32,
    /// Share of a diphthong's movement that is made.
    pub(super) diphthongs: f32,
    /// Strength of an r that no vowel follows.
    pub(super) rhoticity: f32,
    /// Whether a stop at a word's end is released.
    pub(super) releases: bool,
    /// Share of its voicing that a fricative keeps at a word's end.
    pub(super) final_voice: f32,
    /// Whether "zero" has the vowel of "see", and "four" nearly that of "so".
    pub(super) tense_before_r: bool,
    /// Standard deviation of the deviations from a phone's targets, as a share of the targets.
    pub(super) carelessness: f32,
    /// Peak amplitude of the sound, of at most 1.
    pub(super) level: f32,
}

/// A speaker's habit with one phone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Habit {
    /// Factors of F1 to F3.
    pub(super) formants: [f32; 3],
    /// Factor of the duration.
    pub(super) duration: f32,
}

/// Share of speakers that whisper.
const WHISPERERS: f64 = 0.04;

/// Largest deviation of a phone's duration from the normal one, as a share of it.
const DURATION_SPREAD: f32 = 0.25;

impl Speaker {
    /// The speaker of this seed.
    pub(super) fn new(seed: u64) -> Self {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        // A man, a woman or a child: formants about as in G. Peterson and H. Barney, "Control methods used in a
        // study of the vowels", J. Acoust. Soc. Am. 24 (1952), relative to a man's.
        let (throat, pitch) = match rng.random_range(0..100) {
            0..42 => (normal(rng, 1.0, 0.04), log_uniform(rng, 80.0, 160.0)),
            42..84 => (normal(rng, 1.16, 0.04), log_uniform(rng, 160.0, 260.0)),
            _ => (normal(rng, 1.28, 0.05), log_uniform(rng, 230.0, 330.0)),
        };
        let own = [0.06, 0.045, 0.035];
        Self {
            seed,
            throat: own.map(|deviation| throat * normal(rng, 1.0, deviation)),
            upper_throat: throat * normal(rng, 1.0, 0.03),
            bandwidth: log_uniform(rng, 0.75, 1.5),
            nasal_bandwidth: log_uniform(rng, 0.7, 1.5),
            pitch,
            contour: contour(rng),
            jitter: log_uniform(rng, 0.002, 0.02),
            shimmer: log_uniform(rng, 0.01, 0.1),
            open_quotient: rng.random_range(0.42..0.8),
            tilt_hertz: log_uniform(rng, 1200.0, 9000.0),
            breath: log_uniform(rng, 0.006, 0.2),
            whispers: rng.random_bool(WHISPERERS),
            tempo: log_uniform(rng, 0.85, 1.5),
            glide: log_uniform(rng, 0.65, 1.4),
            last: rng.random_range(1.1..1.6),
            frication: log_uniform(rng, 0.5, 1.7),
            aspiration: log_uniform(rng, 0.6, 1.7),
            vowel_spread: rng.random_range(0.88..1.1),
            fronting: normal(rng, 1.0, 0.04),
            // Some speakers hardly make the movement, as in the south of the United States.
            diphthongs: if rng.random_bool(0.15) {
                rng.random_range(0.45..0.75)
            } else {
                rng.random_range(0.75..1.15)
            },
            // Three of four speakers are rhotic.
            rhoticity: if rng.random_bool(0.25) {
                rng.random_range(0.0..0.2)
            } else {
                rng.random_range(0.6..1.1)
            },
            releases: rng.random_bool(0.75),
            final_voice: rng.random_range(0.3..1.0),
            tense_before_r: rng.random_bool(0.5),
            carelessness: rng.random_range(0.01..0.06),
            level: log_uniform(rng, 0.35, 0.9),
        }
    }

    /// This speaker's habit with a phone, the same in every word.
    pub(super) fn habit(&self, phone: &Phone) -> Habit {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(number_of(phone.name));
        Habit {
            formants: std::array::from_fn(|_| normal(&mut rng, 1.0, self.carelessness)),
            duration: 1.0 + rng.random_range(-DURATION_SPREAD..DURATION_SPREAD),
        }
    }

    /// A man without habits of his own, for tests.
    #[cfg(test)]
    pub(super) fn plain() -> Self {
        Self {
            seed: 0,
            throat: [1.0; 3],
            upper_throat: 1.0,
            bandwidth: 1.0,
            nasal_bandwidth: 1.0,
            pitch: 115.0,
            contour: Contour {
                fall: 0.25,
                peak: 0.1,
                peak_at: 0.35,
                creak: 0.0,
                vibrato: 0.01,
                vibrato_hertz: 5.0,
            },
            jitter: 0.006,
            shimmer: 0.05,
            open_quotient: 0.6,
            tilt_hertz: 3500.0,
            breath: 0.04,
            whispers: false,
            tempo: 1.0,
            glide: 1.0,
            last: 1.35,
            frication: 1.0,
            aspiration: 1.0,
            vowel_spread: 1.0,
            fronting: 1.0,
            diphthongs: 1.0,
            rhoticity: 1.0,
            releases: true,
            final_voice: 1.0,
            tense_before_r: false,
            carelessness: 0.0,
            level: 0.7,
        }
    }
}

/// A pitch contour, falling more often than rising or flat, as in words said alone.
fn contour(rng: &mut impl Rng) -> Contour {
    let fall = match rng.random_range(0..100) {
        0..55 => rng.random_range(0.1..0.5),
        55..75 => rng.random_range(-0.05..0.1),
        _ => rng.random_range(-0.45..-0.05),
    };
    Contour {
        fall,
        peak: rng.random_range(-0.1..0.35),
        peak_at: rng.random_range(0.1..0.75),
        creak: if rng.random_bool(0.12) { rng.random_range(0.2..0.5) } else { 0.0 },
        vibrato: rng.random_range(0.0..0.025),
        vibrato_hertz: rng.random_range(3.5..7.0),
    }
}

/// A normally distributed number, by the Box-Muller transform, within two and a half standard deviations.
pub(super) fn normal(rng: &mut impl Rng, mean: f32, deviation: f32) -> f32 {
    let radius = (-2.0 * (1.0 - rng.random::<f32>()).ln()).sqrt();
    mean + deviation * (radius * (TAU * rng.random::<f32>()).cos()).clamp(-2.5, 2.5)
}

/// A log-uniformly distributed number.
fn log_uniform(rng: &mut impl Rng, least: f32, most: f32) -> f32 {
    least * (most / least).powf(rng.random())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{super::phones::phone, *};

    #[test]
    fn habits_are_a_speakers_own() {
        let vowel = phone("iy").expect("a phone");
        assert_eq!(Speaker::new(3).habit(&vowel), Speaker::new(3).habit(&vowel));
        assert_ne!(Speaker::new(3).habit(&vowel), Speaker::new(4).habit(&vowel));
        assert_ne!(Speaker::new(3).habit(&vowel), Speaker::new(3).habit(&phone("ih").expect("a phone")));
    }

    #[test]
    fn speakers_differ_in_every_way() {
        let speakers: Vec<Speaker> = (0..320).map(Speaker::new).collect();
        let whispers = speakers.iter().filter(|speaker| speaker.whispers).count();
        assert!((4..30).contains(&whispers), "{whispers} whisper");
        let holds_back = speakers.iter().filter(|speaker| !speaker.releases).count();
        assert!((40..140).contains(&holds_back), "{holds_back} do not release");
        let pitches: BTreeSet<u32> = speakers.iter().map(|speaker| speaker.pitch.to_bits()).collect();
        assert_eq!(pitches.len(), speakers.len());
    }
}
