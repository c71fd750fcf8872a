//! Sentences for the person.

/// An error's text as a sentence, with a capital letter first and a full stop last.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    let stop = if words.ends_with(['.', '…', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}
