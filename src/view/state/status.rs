//! The status, and what is broken.

use super::shown::Shown;
use crate::view::problems::{About, Problems};

/// The status, and what is broken.
#[derive(Clone, Copy, Default)]
pub struct StatusState {
    /// The status.
    pub status: Shown<Status>,
    /// What is broken.
    pub problems: Shown<Problems>,
}

impl StatusState {
    /// Shows what goes on, without a progress bar.
    pub fn say(&self, sentence: impl Into<String>) {
        self.status.set(Status { sentence: sentence.into(), wait: None });
    }

    /// Shows what the page is waiting for. Where no worker has started, files that still come lead to nothing, and the
    /// status stays.
    pub fn wait(&self, sentence: impl Into<String>, wait: Wait) {
        if !self.lacks_model() {
            self.status.set(Status { sentence: sentence.into(), wait: Some(wait) });
        }
    }

    /// Shows why no model runs, with a button for another try.
    pub fn no_model(&self, why: String) {
        self.change(|problems| problems.no_model(why));
    }

    /// A model is being loaded.
    pub fn model_loads(&self) {
        self.change(Problems::model_loads);
    }

    /// Clears what was said of the last model.
    pub fn settle_model(&self) {
        self.change(Problems::settle_model);
    }

    /// Adds a sentence about something that differs from what the address requests or the person chose.
    pub fn remark(&self, sentence: String) {
        self.change(|problems| problems.remark(sentence));
    }

    /// Shows what is wrong with the source.
    pub fn source_fails(&self, why: String) {
        self.change(|problems| problems.source_fails(why));
    }

    /// Clears a problem of the last source, as another one is tried.
    pub fn settle_source(&self) {
        self.change(Problems::settle_source);
    }

    /// The person has dismissed the sentence about this.
    pub fn dismiss(&self, about: About) {
        self.change(|problems| problems.dismiss(about));
    }

    /// Whether no model runs, and none is being loaded.
    pub fn lacks_model(&self) -> bool {
        self.problems.with_untracked(Problems::lacks_model)
    }

    fn change(&self, change: impl FnOnce(&mut Problems)) {
        let mut problems = self.problems.get_untracked();
        change(&mut problems);
        self.problems.set_if_new(problems);
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

    /// The share that is done, if it is known.
    pub fn share(self) -> Option<f64> {
        match self {
            Self::Unknown => None,
            Self::Share(share) => Some(share),
        }
    }
}
