//! How close a word sounds to a digit, by its phones as flite names them.

/// The phones of the digits, as flite's voice rms says them.
const DIGITS: [&[&str]; 10] = [
    &["z", "ih", "r", "ow"],
    &["w", "ah", "n"],
    &["t", "uw"],
    &["th", "r", "iy"],
    &["f", "ao", "r"],
    &["f", "ay", "v"],
    &["s", "ih", "k", "s"],
    &["s", "eh", "v", "ax", "n"],
    &["ey", "t"],
    &["n", "ay", "n"],
];

/// Pairs of similar sounds: the same but for the voice, both through the nose, or neighbouring vowels.
const SIMILAR: [(&str, &str); 25] = [
    ("p", "b"),
    ("t", "d"),
    ("k", "g"),
    ("f", "v"),
    ("th", "dh"),
    ("s", "z"),
    ("sh", "zh"),
    ("ch", "jh"),
    ("f", "th"),
    ("v", "dh"),
    ("m", "n"),
    ("n", "ng"),
    ("m", "ng"),
    ("r", "l"),
    ("r", "er"),
    ("iy", "ih"),
    ("ih", "eh"),
    ("ih", "ax"),
    ("eh", "ae"),
    ("eh", "ey"),
    ("ah", "ax"),
    ("ah", "aa"),
    ("aa", "ao"),
    ("ao", "ow"),
    ("uw", "uh"),
];

/// Whether some part of a word is close to a digit: whether less than half of the digit's sounds have to be replaced,
/// left out or added to make it that part. Replacing a sound by a similar one counts half.
pub(in super::super) fn is_close_to_a_digit(phones: &[&str]) -> bool {
    // Distances are counted in halves of a sound.
    DIGITS.iter().any(|digit| halves_to_nearest_part(digit, phones) < digit.len())
}

/// The edit distance, in halves of a sound, of the part of `phones` that is nearest to `digit`.
fn halves_to_nearest_part(digit: &[&str], phones: &[&str]) -> usize {
    // The distance of the digit's beginning to the nearest part that ends before each phone; a part may begin anywhere.
    let mut nearest = vec![0; phones.len() + 1];
    for (count, sound) in digit.iter().enumerate() {
        let mut next = vec![2 * (count + 1)];
        for (index, phone) in phones.iter().enumerate() {
            let replaced = nearest[index] + halves(sound, phone);
            next.push(replaced.min(nearest[index + 1] + 2).min(next[index] + 2));
        }
        nearest = next;
    }
    nearest.into_iter().min().unwrap_or_default()
}

/// What replacing a sound by another counts, in halves.
fn halves(one: &str, other: &str) -> usize {
    match one == other {
        true => 0,
        false if SIMILAR.contains(&(one, other)) || SIMILAR.contains(&(other, one)) => 1,
        false => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_close(phones: &str) -> bool {
        is_close_to_a_digit(&phones.split(' ').collect::<Vec<_>>())
    }

    #[test]
    fn digits_and_words_with_one_in_them_are_close() {
        assert!(DIGITS.iter().all(|digit| is_close_to_a_digit(digit)));
        assert!(is_close("s ih k s t iy n") && is_close("ax l ow n w ah n"));
    }

    #[test]
    fn half_of_a_digits_sounds_is_the_limit() {
        // One of three, "mine", counts half, and "line" one; "knee" differs from "nine" in two.
        assert_eq!(halves_to_nearest_part(DIGITS[9], &["m", "ay", "n"]), 1);
        assert_eq!(halves_to_nearest_part(DIGITS[9], &["l", "ay", "n"]), 2);
        assert!(is_close("m ay n") && is_close("l ay n") && !is_close("n iy"));
        // "do" differs from "two" by a voice, "the" by one sound of two and a voice.
        assert!(is_close("d uw") && !is_close("dh ax") && !is_close("sh uw"));
    }

    #[test]
    fn a_sound_left_out_or_added_counts_whole() {
        assert_eq!(halves_to_nearest_part(DIGITS[7], &["s", "eh", "v", "n"]), 2);
        assert_eq!(halves_to_nearest_part(DIGITS[1], &["w", "ah", "l", "n"]), 2);
        assert_eq!(halves_to_nearest_part(DIGITS[1], &[]), 6);
    }
}
