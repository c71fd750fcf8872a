//! A failure, in words for the person.

use serde::{Deserialize, Serialize};

/// A failure, in words for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What failed, for the page's decision.
    pub kind: FailureKind,
    /// A sentence: what happened and what to do.
    pub message: String,
    /// What is known of a weights file that does not load, many lines; empty otherwise.
    #[serde(default)]
    pub report: String,
}

impl Failure {
    /// A failure of which no more is known than a sentence.
    pub fn new(kind: FailureKind, message: String) -> Self {
        Self { kind, message, report: String::new() }
    }
}

/// What failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailureKind {
    /// The worker's module did not load or start.
    Module,
    /// The model's files are missing or broken.
    Weights,
    /// There is no usable device.
    Device,
    /// The device was lost while it ran; the worker must be started anew.
    DeviceLost,
    /// One update failed; the next may work.
    Update,
    /// The worker stopped without a word.
    Crashed,
}

/// An error's words as a sentence: upper case first, a full stop last.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    let stop = if words.ends_with(['.', '…', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}
