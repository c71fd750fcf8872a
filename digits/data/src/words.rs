//! The spoken words, digits and others, and how many voices say each.

mod distance;

pub(super) use self::distance::is_close_to_a_digit;
use super::Split;

/// Names of the digits.
pub(super) const DIGITS: [&str; 10] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// Words said by all voices of speech programs, an eighth of the neural ones and a quarter of the rule-based ones.
const OTHERS: [&str; 16] = [
    "yes", "no", "hello", "stop", "left", "right", "up", "down", "house", "water", "happy", "blue",
    "computer", "window", "and", "the",
];

/// Words that sound similar to a digit, said by as many voices as [`MORE_OTHERS`]. They are never trained on: a model
/// that has learnt that "mine" is not a digit rejects an unfamiliar voice's "nine". They are only used for evaluation.
const NEAR_DIGITS: [&str; 25] = [
    "hero", "under", "shoe", "who", "tree", "free", "door", "more", "fire", "hive", "fine", "sick", "fix",
    "kicks", "heaven", "fever", "several", "evening", "late", "paint", "mine", "line", "night", "over",
    "river",
];

/// Words that are each said by a fifth of the speech programs' voices, and by fewer of the others.
const MORE_OTHERS: [&str; 39] = [
    "good morning",
    "good evening",
    "thank you",
    "please",
    "sorry",
    "what",
    "where",
    "why",
    "how are you",
    "okay",
    "maybe",
    "never",
    "always",
    "today",
    "tomorrow",
    "yesterday",
    "morning",
    "people",
    "music",
    "picture",
    "camera",
    "letter",
    "number",
    "paper",
    "table",
    "red",
    "green",
    "yellow",
    "black",
    "white",
    "mother",
    "father",
    "friend",
    "apple",
    "coffee",
    "open",
    "close",
    "start",
    "this is a test",
];

/// Everyday words, each said by a few voices of every kind, so that a model hears many different words. They were
/// chosen so that, in flite's pronunciation, no part of one is close to a digit: it differs from every digit in at
/// least half of the digit's sounds, where similar sounds count half.
const VOCABULARY: &str = include_str!("words/vocabulary.txt");

/// "One in this many voices": no voice.
const NOBODY: usize = usize::MAX;

/// For each kind of voice, one in how many says a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OneIn {
    /// espeak-ng's, flite's and festival's.
    pub(super) programs: usize,
    /// Neural ones.
    pub(super) neural: usize,
    /// The rule-based synthesiser's.
    pub(super) formant: usize,
    /// gnuspeech's.
    pub(super) gnuspeech: usize,
    /// Pico's.
    pub(super) pico: usize,
}

/// A word or a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// The digit, if it is one.
    pub(super) digit: Option<usize>,
    /// How many voices say it.
    pub(super) one_in: OneIn,
    /// The only side of the split that it is on; `None` for both.
    pub(super) only: Option<Split>,
}

/// All words that synthesisers say: first the digits, then [`OTHERS`], then the rarer ones. Every fifth word of
/// [`VOCABULARY`] is held out and said by Pico; the others, and `more`, are said only by voices that are trained on.
pub(super) fn words(more: &[String]) -> impl Iterator<Item = Word<'_>> {
    let all = OneIn { programs: 1, neural: 1, formant: 1, gnuspeech: 1, pico: 1 };
    let many = OneIn { programs: 1, neural: 8, formant: 4, gnuspeech: 4, pico: 3 };
    let some = OneIn { programs: 5, neural: 25, formant: 20, gnuspeech: 20, pico: 15 };
    // Primes, so that neighbouring words get different voices.
    let few = OneIn { programs: 23, neural: 97, formant: 101, gnuspeech: 23, pico: NOBODY };
    // Larger ones, as these words are many: three voices say each, on average.
    let fewest = OneIn { programs: 131, neural: NOBODY, formant: 997, gnuspeech: 283, pico: NOBODY };
    // Pico's voices are held out as completely as these words are.
    let held_out = OneIn { programs: NOBODY, neural: NOBODY, formant: NOBODY, gnuspeech: NOBODY, pico: 7 };
    let word = |text, one_in, only| Word { text, digit: None, one_in, only };
    let digits = DIGITS.iter().enumerate();
    digits
        .map(move |(digit, text)| Word { text, digit: Some(digit), one_in: all, only: None })
        .chain(OTHERS.into_iter().map(move |text| word(text, many, None)))
        .chain(NEAR_DIGITS.into_iter().map(move |text| word(text, some, Some(Split::HeldOut))))
        .chain(MORE_OTHERS.into_iter().map(move |text| word(text, some, None)))
        .chain(vocabulary().map(move |(split, text)| {
            word(text, if split == Split::Train { few } else { held_out }, Some(split))
        }))
        .chain(more.iter().map(move |text| word(text, fewest, Some(Split::Train))))
}

/// The words of [`VOCABULARY`] and their side of the split.
fn vocabulary() -> impl Iterator<Item = (Split, &'static str)> {
    let split = |number: usize| if number % 5 == 4 { Split::HeldOut } else { Split::Train };
    VOCABULARY.split_whitespace().enumerate().map(move |(number, word)| (split(number), word))
}

/// The held-out words of [`VOCABULARY`], which are evaluated separately from trained words.
pub(super) fn held_out() -> impl Iterator<Item = &'static str> {
    vocabulary().filter(|(split, _)| *split == Split::HeldOut).map(|(_, word)| word)
}

/// Whether this is one of the words that are [`held_out`].
pub(super) fn is_unmet(text: &str) -> bool {
    held_out().any(|word| word == text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_word_is_there_twice() {
        let all: Vec<&str> = words(&[]).map(|word| word.text).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        let words: Vec<&str> = vocabulary().map(|(_, word)| word).collect();
        assert!(words.iter().all(|word| word.bytes().all(|letter| letter.is_ascii_lowercase())));
        let held_out = held_out().count();
        assert!(words.len() > 600 && held_out == words.len() / 5);
        assert!(words[3..5].iter().map(|word| is_unmet(word)).eq([false, true]) && !is_unmet("hero"));
    }
}
