//! Says what goes on, while the page is not waiting for a model.

use std::cell::RefCell;

use super::standing::Standing;
use crate::capture::now_ms;
use crate::view::activity::Activity;
use crate::view::state::StatusState;

/// The usual status sentence, as [`Standing`] decides it.
pub struct StatusRunner {
    state: StatusState,
    standing: RefCell<Standing>,
}

impl StatusRunner {
    /// Without a note.
    pub fn new(state: StatusState) -> Self {
        Self { state, standing: RefCell::default() }
    }

    /// Shows a sentence about something that has happened, and keeps it for a while before the usual sentence.
    pub fn note(&self, sentence: String) {
        self.state.say(sentence.clone());
        self.standing.borrow_mut().note(sentence, now_ms());
    }

    /// Whether a note has been shown long enough at `now_ms`, so that it is removed.
    pub fn expires(&self, now_ms: f64) -> bool {
        self.standing.borrow_mut().expire(now_ms)
    }

    /// A model is being loaded: what was said of the last one no longer holds.
    pub fn model_loads(&self) {
        self.standing.take();
        self.state.model_loads();
    }

    /// Shows the usual sentence; `playing` says what a running source plays. While a model is being loaded, which the
    /// status shows with its progress, nothing changes; `answers` is whether a worker is active.
    pub fn say(&self, activity: Activity, playing: &str, answers: bool) {
        let waits = self.state.status.with_untracked(|status| status.wait.is_some());
        let lacks_model = self.state.lacks_model();
        if waits && !answers && !lacks_model {
            return;
        }
        let sentence = self.standing.borrow().sentence(activity, playing, lacks_model);
        self.state.say(sentence);
    }
}
