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

    /// The status sentence; `playing` says what a running source plays, and `lacks_model` whether no model runs and none
    /// is being loaded.
    pub fn sentence(&self, activity: Activity, playing: &str, lacks_model: bool) -> String {
        let usual = match (activity, lacks_model) {
            (Activity::Idle, false) => "Ready. Start the camera, or play the sample clip.",
            (Activity::Idle, true) => "The model does not run.",
            (Activity::Opening, _) => "Opening camera and microphone: the browser may ask whether it may.",
            (Activity::Running, false) => playing,
            (Activity::Paused, false) => "Paused while this tab is hidden.",
            (Activity::Running | Activity::Paused, true) => {
                "The model does not run, so picture and sound are not used."
            }
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
        assert!(standing.sentence(Activity::Idle, "", false).starts_with("Ready."));
        standing.note("It was started again.".into(), 1000.0);
        let running = |standing: &Standing| standing.sentence(Activity::Running, "Playing.", false);
        assert_eq!(running(&standing), "It was started again. Playing.");
        assert!(!standing.expire(2000.0));
        assert!(standing.expire(11_001.0));
        assert!(!standing.expire(20_000.0), "it has gone already");
        assert_eq!(running(&standing), "Playing.");
    }

    #[test]
    fn without_a_model_nothing_is_said_to_be_watched() {
        let standing = Standing::default();
        for activity in [Activity::Idle, Activity::Running, Activity::Paused] {
            let sentence = standing.sentence(activity, "Watching the camera.", true);
            assert!(
                sentence.starts_with("The model does not run") && !sentence.contains("Watching"),
                "{sentence}"
            );
        }
        let opening = standing.sentence(Activity::Opening, "", true);
        assert!(opening.contains("the browser may ask"), "{opening}");
    }
}
