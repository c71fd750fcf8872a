//! The status, and what is broken.

use super::shown::Shown;

/// The status, and what is broken.
#[derive(Clone, Copy, Default)]
pub struct StatusState {
    /// The status.
    pub status: Shown<Status>,
    /// What is broken; `None` when all is well.
    pub problem: Shown<Option<Problem>>,
}

impl StatusState {
    /// Shows what goes on, without a progress bar.
    pub fn say(&self, sentence: impl Into<String>) {
        self.status.set(Status { sentence: sentence.into(), wait: None });
    }

    /// Shows what the page is waiting for.
    pub fn wait(&self, sentence: impl Into<String>, wait: Wait) {
        self.status.set(Status { sentence: sentence.into(), wait: Some(wait) });
    }

    /// Shows what is broken with the model or the workers; `retry` says whether loading them again may help.
    pub fn fail(&self, message: impl Into<String>, retry: bool) {
        self.problem.set(Some(Problem { message: message.into(), retry, about_source: false }));
    }

    /// Shows what is wrong with the source.
    pub fn fail_source(&self, message: impl Into<String>) {
        self.problem.set(Some(Problem { message: message.into(), retry: false, about_source: true }));
    }

    /// Adds a sentence about something that differs from what the address requests.
    pub fn remark(&self, sentence: &str) {
        let before = self.problem.get_untracked();
        let before = before.map(|problem| problem.message + " ").unwrap_or_default();
        self.fail(before + sentence, false);
    }

    /// Clears the problem: it is solved, or the person has dismissed it.
    pub fn settle(&self) {
        self.problem.set(None);
    }

    /// Clears a problem of the last source, as another one is tried.
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
    /// A sentence for the person.
    pub sentence: String,
    /// Progress, while the page is waiting.
    pub wait: Option<Wait>,
}

/// Progress of a wait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wait {
    /// The progress is unknown.
    Unknown,
    /// Share that is done, 0 to 1.
    Share(f64),
}

impl Wait {
    /// The progress for this share, or unknown.
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
    /// Whether it concerns the source (camera, microphone or file), so that opening another one clears it.
    pub about_source: bool,
}
