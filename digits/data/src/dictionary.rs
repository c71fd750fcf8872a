//! Further words to train on, chosen from Debian's list of American words when the data is gathered: a model that has
//! heard thousands of different words that are no digits takes fewer new ones for digits.

use std::{collections::BTreeSet, path::Path};

use super::{
    DataError,
    packages::{number_of, unpack},
    pronunciations::pronunciations,
    read,
    words::{held_out, is_close_to_a_digit, words},
};

/// Debian's package of the words, and the list in it.
pub(super) const PACKAGE: &str = "wamerican";
const LIST: &str = "usr/share/dict/american-english";

/// Number of words chosen.
const COUNT: usize = 4000;

/// Number of letters of a word: about as short as digits are, but for abbreviations.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=8;

/// Number of words pronounced at once.
const BATCH: usize = 1000;

/// Endings that make a form of a word.
const ENDINGS: [&str; 24] = [
    "s", "es", "ed", "d", "ing", "er", "ers", "or", "est", "r", "st", "y", "ly", "ies", "ied", "ier", "ness",
    "ment", "ful", "less", "able", "ion", "ish", "en",
];

/// Words in a pseudo-random order, [`COUNT`] of them: none that is close to a digit, none of the words that are chosen
/// already or a form of one, and none that has to do with a held-out word.
///
/// # Errors
/// [`DataError`] where the list cannot be fetched or its words cannot be pronounced.
pub(super) fn more_words(root: &Path) -> Result<Vec<String>, DataError> {
    let list = read(&unpack(root, PACKAGE)?.join(LIST))?;
    let list = String::from_utf8_lossy(&list);
    let mut candidates = candidates(list.lines());
    candidates.sort_by_key(|word| number_of(word));
    let mut chosen = Vec::new();
    for batch in candidates.chunks(BATCH) {
        let pronunciations = pronunciations(root, batch.iter().copied())?;
        let is_far = |word: &&&str| !is_close_to_a_digit(&pronunciations[**word].names().collect::<Vec<_>>());
        chosen.extend(batch.iter().filter(is_far).map(|word| (*word).to_owned()));
        if chosen.len() >= COUNT {
            break;
        }
    }
    chosen.truncate(COUNT);
    Ok(chosen)
}

/// Words of ordinary letters and length, one of each family, that are new and have nothing to do with a held-out word.
fn candidates<'a>(list: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let held_out: Vec<(&str, String)> = held_out().map(|word| (word, family(word))).collect();
    let mut families: BTreeSet<String> =
        words(&[]).flat_map(|word| word.text.split(' ')).map(|word| family(word).to_owned()).collect();
    let ordinary =
        |word: &&str| LETTERS.contains(&word.len()) && word.bytes().all(|letter| letter.is_ascii_lowercase());
    list.filter(ordinary)
        .filter(|word| {
            let family = family(word);
            let unmet = held_out.iter().any(|(unmet, of)| *of == family || contains(word, unmet));
            !unmet && families.insert(family)
        })
        .collect()
}

/// What the forms of a word have in common: "stop" for "stopping", "bak" for "baker", "happi" for "happier".
fn family(word: &str) -> String {
    let ending = ENDINGS.iter().filter(|ending| word.ends_with(*ending) && word.len() >= ending.len() + 3);
    let cut = ending.map(|ending| ending.len()).max().unwrap_or_default();
    let stem = word[..word.len() - cut].trim_end_matches(['e', 'y', 'i']);
    let bytes = stem.as_bytes();
    let doubled = bytes.len() > 3 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
    stem[..stem.len() - usize::from(doubled)].to_owned()
}

/// Whether one word begins with the other, or contains it where it has four letters at least.
fn contains(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    long.starts_with(short) || (short.len() >= 4 && long.contains(short))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_one_family() {
        for (one, other) in [
            ("stop", "stopping"),
            ("bake", "bakers"),
            ("happy", "happiest"),
            ("carry", "carried"),
            ("dance", "dancing"),
        ] {
            assert_eq!(family(one), family(other));
        }
        assert_ne!(family("carpet"), family("carbon"));
        assert!(contains("any", "anyway") && contains("basketball", "ball"));
        assert!(!contains("carpet", "market") && !contains("pan", "japan"));
    }

    #[test]
    fn held_out_words_and_their_forms_are_never_chosen() {
        let unmet: Vec<&str> = held_out().collect();
        let forms: Vec<String> =
            unmet.iter().flat_map(|word| ["", "s", "ing", "er"].map(|end| format!("{word}{end}"))).collect();
        let list = forms.iter().map(String::as_str).chain(["zucchini", "computers", "McIntyre", "x-ray"]);
        assert_eq!(candidates(list), ["zucchini"]);
    }

    #[test]
    fn a_family_has_one_word() {
        assert_eq!(
            candidates(["gallop", "galloped", "galloping", "zigzag"].into_iter()),
            ["gallop", "zigzag"]
        );
    }
}
