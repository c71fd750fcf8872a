//! Which languages are held out.

use super::{super::Split, item::Item};

/// Languages held out in all games, as one person may speak in several: Spanish with Galician, Portuguese, Greek,
/// Italian, Hungarian and Hebrew.
const HELD_OUT: [&str; 9] = ["es", "gl", "pt", "pt_BR", "el", "it", "hu", "he", "ga"];

/// English has one speaker a game or accent, who are known to be different people. Held out are those of Tux Paint, who say
/// the held-out digits, and KLettres' American.
const ENGLISH_HELD_OUT: [(&str, &str); 3] = [("tuxpaint", "en"), ("tuxpaint", "en_GB"), ("klettres", "en")];

/// The side of the split.
pub(super) fn split(item: &Item) -> Split {
    let language = item.language.as_str();
    let held_out = HELD_OUT.contains(&language) || ENGLISH_HELD_OUT.contains(&(item.game, language));
    if held_out { Split::HeldOut } else { Split::Train }
}
