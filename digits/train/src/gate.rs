//! Weakens or cuts the quiet sounds of a word, as noise gates and expanders of browsers and telephones do, and programs
//! that trim recordings: through a telephone line, "six" is left with hardly more than its vowel, as an s is mostly
//! above 4 kHz, and "zero" may lose its z.

use std::borrow::Cow;
use std::f32::consts::TAU;
use std::ops::Range;

use rand::Rng;

/// Samples over which loudness is taken: 10 ms at 44.1 kHz.
const MOMENT: usize = 441;

/// Shortest word that is left, in moments.
const SHORTEST: usize = 8;

/// What is left of `word`, mono at 44.1 kHz: its ends are cut where they are quieter than a random threshold, 8 to 34 dB
/// below the loudest moment, or every moment below the threshold is weakened, or both.
pub(super) fn gated<'a>(rng: &mut impl Rng, word: &'a [i16]) -> Cow<'a, [i16]> {
    // A gate hears a band: vowels always, their lowest harmonics and hisses not always.
    let (above, below) = (60.0 * 8f32.powf(rng.random()), 600.0 * 7.5f32.powf(rng.random()));
    let loudness = loudness(word, above, below);
    let way = rng.random::<f32>();
    let left = if way < 0.7 { ends_cut(rng, word, &loudness) } else { 0..word.len() };
    if way < 0.4 {
        Cow::Borrowed(&word[left])
    } else {
        let mut weakened = expanded(rng, word, &loudness);
        weakened.truncate(left.end);
        weakened.drain(..left.start);
        Cow::Owned(weakened)
    }
}

/// A random threshold for moments of this loudness.
fn threshold(rng: &mut impl Rng, loudness: &[f32]) -> f32 {
    let below = rng.random_range(8.0..34.0f32);
    loudness.iter().fold(0.0f32, |most, value| most.max(*value)) * 10f32.powf(-below / 10.0)
}

/// The samples from the first to the last moment above a random threshold.
fn ends_cut(rng: &mut impl Rng, word: &[i16], loudness: &[f32]) -> Range<usize> {
    let threshold = threshold(rng, loudness);
    // A gate opens a little early, or late, and closes a little late.
    let (early, late) = (rng.random_range(0..3), rng.random_range(0..8));
    let heard = |value: &f32| *value > threshold;
    let (Some(first), Some(last)) = (loudness.iter().position(heard), loudness.iter().rposition(heard))
    else {
        return 0..word.len();
    };
    let (first, last) = (first.saturating_sub(early), (last + 1 + late).min(loudness.len()));
    if last < first + SHORTEST {
        return 0..word.len();
    }
    first * MOMENT..(last * MOMENT).min(word.len())
}

/// The word through a downward expander: what is below a random threshold by some decibels is weakened by 0.5 to 3 times
/// as many, at most by 40.
fn expanded(rng: &mut impl Rng, word: &[i16], loudness: &[f32]) -> Vec<i16> {
    let threshold = threshold(rng, loudness).max(f32::MIN_POSITIVE);
    let steepness = rng.random_range(0.5..3.0f32);
    let gains: Vec<f32> = loudness
        .iter()
        // Energies: the root of their ratio is that of amplitudes.
        .map(|value| (value / threshold).min(1.0).powf(0.5 * steepness).max(0.01))
        .collect();
    let gain = |moment: usize| gains[moment.min(gains.len() - 1)];
    word.iter()
        .enumerate()
        .map(|(at, value)| {
            // From the middle of one moment to that of the next.
            let place = (at as f32 / MOMENT as f32 - 0.5).max(0.0);
            let (moment, share) = (place as usize, place.fract());
            let gain = gain(moment) * (1.0 - share) + gain(moment + 1) * share;
            (f32::from(*value) * gain) as i16
        })
        .collect()
}

/// The energy of each moment between two frequencies in hertz, by two one-pole high-pass filters and two low-pass ones.
fn loudness(word: &[i16], above: f32, below: f32) -> Vec<f32> {
    let share = |hertz: f32| 1.0 - (-TAU * hertz / 44_100.0).exp();
    let (above, below) = (share(above), share(below));
    let mut held = [0.0f32; 4];
    let moment = |samples: &[i16]| {
        samples
            .iter()
            .map(|sample| {
                let mut value = f32::from(*sample);
                for low in &mut held[..2] {
                    *low += above * (value - *low);
                    value -= *low;
                }
                for low in &mut held[2..] {
                    *low += below * (value - *low);
                    value = *low;
                }
                value * value
            })
            .sum::<f32>()
            / samples.len() as f32
    };
    word.chunks(MOMENT).map(moment).collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// A hiss of 12 kHz, a vowel of 200 Hz, the hiss again; 0.2 s each, equally loud.
    fn six() -> Vec<i16> {
        let tone = |hertz: f32| {
            (0..8820).map(move |at| ((TAU * hertz * at as f32 / 44_100.0).sin() * 10_000.0) as i16)
        };
        tone(12_000.0).chain(tone(200.0)).chain(tone(12_000.0)).collect()
    }

    #[test]
    fn a_gate_cuts_hisses_off_and_leaves_the_vowel() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let word = six();
        let loudness = loudness(&word, 80.0, 3600.0);
        let mut cut = 0;
        for _ in 0..50 {
            let left = ends_cut(&mut rng, &word, &loudness);
            assert!(left.start <= 8820 && left.end >= 17_640, "{left:?}");
            cut += usize::from(left.len() < 14_000);
        }
        assert!(cut > 20, "{cut}");
    }

    #[test]
    fn an_expander_weakens_hisses_and_leaves_the_vowel() {
        let mut rng = ChaCha8Rng::seed_from_u64(4);
        let word = six();
        let loudness = loudness(&word, 80.0, 3600.0);
        let peak = |samples: &[i16]| samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
        let mut weak = 0;
        for _ in 0..50 {
            let left = expanded(&mut rng, &word, &loudness);
            assert_eq!(left.len(), word.len());
            assert_eq!(left[9500..17_000], word[9500..17_000]);
            let hiss = peak(&left[1000..8000]);
            assert!((90..=10_000).contains(&hiss), "{hiss}");
            weak += usize::from(hiss < 8000);
        }
        assert!(weak > 15, "{weak}");
    }

    #[test]
    fn a_gate_that_hears_vowels_alone_hears_neither_a_hum_nor_a_hiss() {
        let tone = |hertz: f32| -> Vec<i16> {
            (0..8820).map(|at| ((TAU * hertz * at as f32 / 44_100.0).sin() * 10_000.0) as i16).collect()
        };
        // Decibels below a vowel's harmonic at 500 Hz, once the filters have settled.
        let quieter = |hertz: f32| {
            let heard = |hertz: f32| loudness(&tone(hertz), 400.0, 800.0)[15];
            10.0 * (heard(500.0) / heard(hertz)).log10()
        };
        assert!((10.0..20.0).contains(&quieter(120.0)), "{}", quieter(120.0));
        assert!((20.0..40.0).contains(&quieter(5000.0)), "{}", quieter(5000.0));
    }

    #[test]
    fn silence_and_the_shortest_words_stay() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let word = six();
        for _ in 0..20 {
            assert!(gated(&mut rng, &[]).is_empty());
            assert_eq!(*gated(&mut rng, &[0; 5000]), [0; 5000]);
            assert_eq!(gated(&mut rng, &word[9000..9800]).len(), 800);
            assert!(gated(&mut rng, &word).len() >= 8820);
        }
    }
}
