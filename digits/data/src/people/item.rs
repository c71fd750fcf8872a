//! A recording of a game in which somebody says something.

use std::path::PathBuf;

/// A recording, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// The game: "tuxpaint", "klettres" or "ktuberling".
    pub(super) game: &'static str,
    /// The language, as the game calls it.
    pub(super) language: String,
    /// A name of its own within game and language.
    pub(super) name: String,
    /// The recording.
    pub(super) path: PathBuf,
    /// What is said, in one language or several, with the languages' names.
    pub(super) texts: Vec<(String, String)>,
    /// What it sounds like, as an English text: where English is spoken, and for single syllables.
    pub(super) sounds_like: Option<String>,
}
