//! What the page says when nothing is being waited for.

use crate::view::activity::Activity;

/// How long a note stays, in milliseconds.
const NOTE_MS: f64 = 10_000.0;

/// The usual sentence, and a note that stands before it for a while.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// The note, and since when it stands, in milliseconds.
    note: Option<(String, f64)>,
}

impl Standing {
    /// Something worth a word has happened, at `now_ms`.
    pub fn note(&mut self, sentence: String, now_ms: f64) {
        self.note = Some((sentence, now_ms));
    }

    /// All goes well at `now_ms`: a note that has stood long enough goes. Whether there was one.
    pub fn expire(&mut self, now_ms: f64) -> bool {
        self.note.take_if(|(_, since_ms)| now_ms - *since_ms > NOTE_MS).is_some()
    }

    /// The sentence; `playing` says what a source that runs plays.
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
