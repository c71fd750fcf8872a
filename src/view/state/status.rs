//! What goes on, and what is broken.

use super::shown::Shown;

/// What goes on, and what is broken.
#[derive(Clone, Copy, Default)]
pub struct StatusState {
    /// What goes on.
    pub status: Shown<Status>,
    /// What is broken; `None` when all is well.
    pub problem: Shown<Option<Problem>>,
}

impl StatusState {
    /// Says what goes on, without a progress bar.
    pub fn say(&self, sentence: impl Into<String>) {
        self.status.set(Status { sentence: sentence.into(), wait: None });
    }

    /// Says what is being waited for.
    pub fn wait(&self, sentence: impl Into<String>, wait: Wait) {
        self.status.set(Status { sentence: sentence.into(), wait: Some(wait) });
    }

    /// Says what is broken with model or workers; `retry` where loading them anew may help.
    pub fn fail(&self, message: impl Into<String>, retry: bool) {
        self.problem.set(Some(Problem { message: message.into(), retry, about_source: false }));
    }

    /// Says what is wrong with the source.
    pub fn fail_source(&self, message: impl Into<String>) {
        self.problem.set(Some(Problem { message: message.into(), retry: false, about_source: true }));
    }

    /// Adds a sentence about something that is not as the address asks.
    pub fn remark(&self, sentence: &str) {
        let before = self.problem.get_untracked();
        let before = before.map(|problem| problem.message + " ").unwrap_or_default();
        self.fail(before + sentence, false);
    }

    /// All is well again, or the person has read what is not.
    pub fn settle(&self) {
        self.problem.set(None);
    }

    /// Another source is tried: what was wrong with the last one says nothing any more.
    pub fn settle_source(&self) {
        if self.problem.with_untracked(|problem| problem.as_ref().is_some_and(|problem| problem.about_source))
        {
            self.settle();
        }
    }
}

/// A sentence about what goes on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Status {
    /// For the person.
    pub sentence: String,
    /// How far a wait has come, where there is one to wait for.
    pub wait: Option<Wait>,
}

/// How far a wait has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wait {
    /// Nobody knows.
    Unknown,
    /// Share that is done, 0 to 1.
    Share(f64),
}

impl Wait {
    /// A wait of which this share is done, where that is known.
    pub fn of(share: Option<f64>) -> Self {
        share.map_or(Self::Unknown, Self::Share)
    }
}

/// A sentence about what is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What happened and what to do.
    pub message: String,
    /// Whether another try may help.
    pub retry: bool,
    /// Whether it is camera, microphone or file that fails, so that opening another settles it.
    pub about_source: bool,
}
