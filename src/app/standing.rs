//! The status sentence while the page is not waiting for anything.

use crate::view::activity::Activity;

/// How long a note is shown, in milliseconds.
const NOTE_MS: f64 = 10_000.0;

/// The usual status sentence, with a note before it for a while.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// The note, and the time since when it is shown, in milliseconds.
    note: Option<(String, f64)>,
}

impl Standing {
    /// Shows a note from `now_ms` on.
    pub fn note(&mut self, sentence: String, now_ms: f64) {
        self.note = Some((sentence, now_ms));
    }

    /// Removes a note that has been shown long enough at `now_ms`. Returns whether there was one.
    pub fn expire(&mut self, now_ms: f64) -> bool {
        self.note.take_if(|(_, since_ms)| now_ms - *since_ms > NOTE_MS).is_some()
    }

    /// The status sentence; `playing` says what a running source plays.
    pub fn sentence(&self, activity: Activity, playing: &str) -> String {
        let usual = match activity {
            Activity::Idle => "Ready. Start the camera, or play the sample clip.",
            Activity::Opening => "Opening camera and microphone: the browser may ask whether it may.",
            Activity::Running => playing,
            Activity::Paused => "Paused while this tab is hidden.",
        };
        match &self.note {
            Some((note, _)) => format!("{note} {usual}"),
            None => usual.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_stands_a_while_before_the_usual_sentence() {
        let mut standing = Standing::default();
        assert!(standing.sentence(Activity::Idle, "").starts_with("Ready."));
        standing.note("It was started again.".into(), 1000.0);
        assert_eq!(standing.sentence(Activity::Running, "Playing."), "It was started again. Playing.");
        assert!(!standing.expire(2000.0));
        assert!(standing.expire(11_001.0));
        assert!(!standing.expire(20_000.0), "it has gone already");
        assert_eq!(standing.sentence(Activity::Running, "Playing."), "Playing.");
    }
}
