//! Names of classes: what they can be, and which are alike.

use thiserror::Error;

/// What is said of all that is none of the classes, so that no class can be called so.
pub const UNKNOWN: &str = "unknown";

/// Why a class cannot have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameFault {
    /// There is nothing in it that can be seen.
    #[error("it has no character that can be seen")]
    Empty,
    /// It is too long.
    #[error("it has more than {most} characters")]
    Long {
        /// The most.
        most: usize,
    },
    /// It has a slash or a control character in it, so that no folder can be called so.
    #[error("it has a slash, a backslash or a line break in it")]
    Sign,
    /// It begins with a dot, which hides a folder.
    #[error("it begins with a dot")]
    Dot,
    /// It is [`UNKNOWN`].
    #[error("that is what is said of all that is no class")]
    Unknown,
}

/// The name without spaces at its ends, if it can be a class's and a folder's. `most` is the most characters that it may
/// have.
///
/// # Errors
/// [`NameFault`].
pub fn checked(name: &str, most: usize) -> Result<&str, NameFault> {
    let name = name.trim();
    if !name.chars().any(is_seen) {
        Err(NameFault::Empty)
    } else if name.chars().count() > most {
        Err(NameFault::Long { most })
    } else if name.chars().any(|letter| letter.is_control() || matches!(letter, '/' | '\\')) {
        Err(NameFault::Sign)
    } else if name.starts_with('.') {
        Err(NameFault::Dot)
    } else if alike(name, UNKNOWN) {
        Err(NameFault::Unknown)
    } else {
        Ok(name)
    }
}

/// Whether two names look the same to people, but for capital and small letters.
pub fn alike(one: &str, other: &str) -> bool {
    let seen = |name: &str| name.trim().chars().filter(|letter| !is_ignored(*letter)).collect::<String>();
    seen(one).to_lowercase() == seen(other).to_lowercase()
}

/// Whether a character can be seen.
fn is_seen(letter: char) -> bool {
    !(letter.is_whitespace() || letter.is_control() || is_ignored(letter))
}

/// Whether a character is not drawn by itself: Unicode's `Default_Ignorable_Code_Point`, and the empty pattern of
/// Braille.
fn is_ignored(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_cannot_see_or_tell_apart_is_no_name() {
        assert_eq!(checked("  Größe 42 ", 10), Ok("Größe 42"));
        for empty in ["", "  ", "\u{200b}\u{feff}", "\u{3164} "] {
            assert_eq!(checked(empty, 10), Err(NameFault::Empty), "{empty:?}");
        }
        assert_eq!(checked("Unk\u{ad}nown", 10), Err(NameFault::Unknown));
        assert_eq!(checked("x/y", 10), Err(NameFault::Sign));
        assert_eq!(checked(".x", 10), Err(NameFault::Dot));
        assert_eq!(checked("12345678901", 10), Err(NameFault::Long { most: 10 }));
        assert!(alike("Mug", "mug\u{200b}") && !alike("mug", "mugs"));
    }
}
