//! Decides when the model is asked for the next part of the work on the open questions: after each update, one part at
//! a time, so that updates go on.

use crate::view::tools::command::Opened;
use tvlt::live::{AttentionQuery, Explored, Exploring};

/// How long one part should take beside updates, in milliseconds.
const BESIDE_UPDATES_MS: f64 = 12.0;

/// The same while the moment is held, when updates do not change.
const HELD_MS: f64 = 60.0;

/// The open questions.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    /// The patch that is asked about.
    pub query: Option<AttentionQuery>,
    in_flight: bool,
    done: bool,
}

impl Questions {
    /// Something that answers depend on has changed.
    pub fn changed(&mut self) {
        self.done = false;
    }

    /// The next part of the work after an update; `None` where there is nothing to do.
    pub fn after_update(&mut self, opened: Opened, held: bool) -> Option<Exploring> {
        let attention = self.query.filter(|_| opened.attention);
        let asks = opened.relied_on || opened.delay || attention.is_some();
        if !asks || self.in_flight || (held && self.done) {
            return None;
        }
        self.in_flight = true;
        Some(Exploring {
            relied_on: opened.relied_on,
            match_curve: opened.delay,
            attention,
            budget_ms: if held { HELD_MS } else { BESIDE_UPDATES_MS },
        })
    }

    /// The answer to the part in flight; `None` where there was none.
    pub fn answered(&mut self, explored: Option<&Explored>) {
        self.in_flight = false;
        self.done = explored.is_some_and(|explored| explored.done);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_at_a_time_and_none_when_all_is_answered() {
        let mut questions = Questions::default();
        assert_eq!(questions.after_update(Opened::default(), false), None);
        let opened = Opened { relied_on: true, ..Opened::default() };
        let part = questions.after_update(opened, false).unwrap();
        assert!(part.relied_on && !part.match_curve && part.attention.is_none());
        assert_eq!(questions.after_update(opened, false), None, "one is in flight");
        questions.answered(Some(&Explored { done: true, ..Explored::default() }));
        assert_eq!(questions.after_update(opened, true), None, "all about this moment is answered");
        questions.changed();
        assert!(questions.after_update(opened, true).unwrap().budget_ms > part.budget_ms);
        questions.answered(None);
        assert!(questions.after_update(opened, false).is_some(), "asked again after a failure");
    }
}
