//! Words and rules of freezing the moment and of switching a sense off.

use tvlt::live::{Senses, Tools};

/// Elements that use the space key themselves while they have the focus, as a CSS selector.
pub const USES_SPACE: &str = "button, input, select, textarea, summary, a[href], video, audio, \
    [contenteditable], [tabindex]:not([tabindex='-1'])";

/// The choices of what the model gets, in the order of the switch.
pub const CHOICES: [Senses; 3] = [Senses::Sight, Senses::Sound, Senses::Both];

/// A choice's name in the page's attributes.
pub fn choice(senses: Senses) -> &'static str {
    match senses {
        Senses::Sight => "sight",
        Senses::Sound => "sound",
        Senses::Both => "both",
    }
}

/// A choice's name for people.
pub fn label(senses: Senses) -> &'static str {
    match senses {
        Senses::Sight => "Sight",
        Senses::Sound => "Sound",
        Senses::Both => "Both",
    }
}

/// What an answer is from, where that is one sense.
pub fn alone(senses: Senses) -> Option<&'static str> {
    match senses {
        Senses::Sight => Some("with sight alone"),
        Senses::Sound => Some("with sound alone"),
        Senses::Both => None,
    }
}

/// What the switch does now, in a sentence.
pub fn explains(senses: Senses) -> &'static str {
    match senses {
        Senses::Both => "The model gets picture and sound. Give it one alone to see which of them decided.",
        Senses::Sight => "The sound is switched off: answer and filled-in picture come from sight alone.",
        Senses::Sound => "The picture is switched off: answer and filled-in sound come from sound alone.",
    }
}

/// Why there is no match of sound and picture, where a sense is switched off.
pub fn no_match(senses: Senses) -> Option<&'static str> {
    match senses {
        Senses::Sight => Some("with sight alone there is nothing to compare"),
        Senses::Sound => Some("with sound alone there is nothing to compare"),
        Senses::Both => None,
    }
}

/// What the status says of a source that plays; `playing` is what it says without tools.
pub fn status(playing: &str, tools: Tools) -> String {
    let playing = if tools.held { "Frozen: this moment stays until you go on." } else { playing };
    match tools.senses {
        Senses::Both => playing.to_owned(),
        Senses::Sight => format!("{playing} The sound is switched off."),
        Senses::Sound => format!("{playing} The picture is switched off."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_says_what_is_frozen_and_what_is_off() {
        let plain = Tools::default();
        assert_eq!(status("Playing.", plain), "Playing.");
        let sight = Tools { senses: Senses::Sight, ..plain };
        assert_eq!(status("Playing.", sight), "Playing. The sound is switched off.");
        let frozen = status("Playing.", Tools { held: true, ..sight });
        assert!(frozen.starts_with("Frozen") && frozen.ends_with("The sound is switched off."));
    }

    #[test]
    fn only_a_single_sense_explains_a_missing_match() {
        for senses in CHOICES {
            let is_single = senses != Senses::Both;
            assert_eq!((alone(senses).is_some(), no_match(senses).is_some()), (is_single, is_single));
        }
    }
}
