//! Cuts the quiet sounds at the ends of a word off, as noise gates of browsers and programs that trim recordings do:
//! through a telephone line, "six" is left with hardly more than its vowel, as an s is mostly above 4 kHz.

use std::f32::consts::TAU;

use rand::Rng;

/// Highest frequency, in hertz, that the gate hears.
const HEARD_BELOW: f32 = 3600.0;

/// Samples over which loudness is taken: 10 ms at 44.1 kHz.
const MOMENT: usize = 441;

/// Shortest word that is left, in moments.
const SHORTEST: usize = 8;

/// What is left of `word`, mono at 44.1 kHz, where both ends are cut that are quieter than a random threshold, 8 to
/// 34 dB below the loudest moment.
pub(super) fn gated<'a>(rng: &mut impl Rng, word: &'a [i16]) -> &'a [i16] {
    let below = rng.random_range(8.0..34.0f32);
    // A gate opens a little early, or late, and closes a little late.
    let (early, late) = (rng.random_range(0..3), rng.random_range(0..8));
    let loudness = loudness(word);
    let loudest = loudness.iter().fold(0.0f32, |most, value| most.max(*value));
    let threshold = loudest * 10f32.powf(-below / 10.0);
    let heard = |value: &f32| *value > threshold;
    let (Some(first), Some(last)) = (loudness.iter().position(heard), loudness.iter().rposition(heard))
    else {
        return word;
    };
    let (first, last) = (first.saturating_sub(early), (last + 1 + late).min(loudness.len()));
    if last < first + SHORTEST {
        return word;
    }
    &word[first * MOMENT..(last * MOMENT).min(word.len())]
}

/// The energy of each moment below [`HEARD_BELOW`], by two one-pole low-pass filters.
fn loudness(word: &[i16]) -> Vec<f32> {
    let share = 1.0 - (-TAU * HEARD_BELOW / 44_100.0).exp();
    let (mut once, mut twice) = (0.0f32, 0.0f32);
    let moment = |samples: &[i16]| {
        samples
            .iter()
            .map(|sample| {
                once += share * (f32::from(*sample) - once);
                twice += share * (once - twice);
                twice * twice
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
        let mut cut = 0;
        for _ in 0..50 {
            let left = gated(&mut rng, &word);
            assert!(left.len() >= 8820, "{}", left.len());
            cut += usize::from(left.len() < 14_000);
        }
        assert!(cut > 20, "{cut}");
    }

    #[test]
    fn silence_and_the_shortest_words_stay() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        assert!(gated(&mut rng, &[]).is_empty());
        assert_eq!(gated(&mut rng, &[0; 5000]).len(), 5000);
        assert_eq!(gated(&mut rng, &six()[9000..9800]).len(), 800);
    }
}
