//! Which texts name a digit.

use std::collections::{BTreeMap, BTreeSet};

/// English words for digits.
const DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// English words that sound the same as a digit, or are said for one.
const SOUND_THE_SAME: [&str; 9] = ["o", "oh", "won", "to", "too", "for", "fore", "ate", "twos"];

/// Words for "one" that are articles too, and are said before most names of things; none sounds like an English digit.
const ARTICLES: [&str; 6] = ["un", "en", "een", "eén", "um", "ένα"];

/// Words for digits by language.
#[derive(Debug, Default)]
pub(super) struct Numerals(BTreeMap<String, BTreeSet<String>>);

impl Numerals {
    /// Adds what a digit is called in a language.
    pub(super) fn learn(&mut self, language: &str, text: &str) {
        // The last word, as some languages put an article before it.
        let Some(word) = words(text).pop().filter(|word| !ARTICLES.contains(&word.as_str())) else { return };
        self.0.entry(language.to_owned()).or_default().insert(word);
    }

    /// Whether a text in this language has a numeral, a word for a digit, or an English one; where the language is
    /// English, also a word that sounds the same.
    pub(super) fn are_in(&self, text: &str, language: &str) -> bool {
        let own = self.0.get(language);
        text.chars().any(char::is_numeric)
            || words(text).iter().any(|word| {
                DIGITS.contains(&word.as_str())
                    || own.is_some_and(|own| own.contains(word))
                    || (language.starts_with("en") && SOUND_THE_SAME.contains(&word.as_str()))
            })
    }
}

/// The words of a text in small letters, without what stands between them.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_found_in_english_in_numerals_and_in_the_language_itself() {
        let mut numerals = Numerals::default();
        for (language, text) in
            [("da", "To."), ("ru", "Пять."), ("gd", "A còig."), ("fr", "Un."), ("fr", "Six.")]
        {
            numerals.learn(language, text);
        }
        for (text, language) in [
            ("Two flowers.", "en"),
            ("The sign for the number 5.", "en"),
            ("A cake for you", "en_GB"),
            ("O", "en"),
            ("To huse", "da"),
            ("ПЯТЬ домов", "ru"),
            ("còig", "gd"),
            ("un six", "fr"),
            ("Nine", "ca"),
            ("A ٣", "ar"),
        ] {
            assert!(numerals.are_in(text, language), "{text}");
        }
        for (text, language) in
            [("A stone.", "en"), ("Un chat.", "fr"), ("To huse", "ru"), ("A còmhla", "gd"), ("to", "fr")]
        {
            assert!(!numerals.are_in(text, language), "{text}");
        }
    }
}
