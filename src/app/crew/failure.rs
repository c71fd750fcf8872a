//! A failure of a worker that runs the model, as the crew decides by it.

use bridge::fault::WorkerError;
use bridge::protocol::Backend;
use bridge::protocol::model_error::ModelError;
use bridge::words::sentence;

/// A failure of a worker that runs the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What failed.
    pub kind: FailureKind,
    /// A sentence for the person: what happened and what to do.
    pub message: String,
    /// What is known of a weights file that does not load, many lines; empty otherwise.
    pub report: String,
}

/// What failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// What a worker was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// To load the model, or to answer the known input.
    Begin,
    /// An update.
    Update,
    /// Anything else.
    Other,
}

impl Failure {
    /// The worker of `backend` does not work (any more).
    pub fn stopped(backend: Backend, error: &WorkerError) -> Self {
        let kind = match error {
            WorkerError::NoWorkers(_) | WorkerError::NotStarted(_) | WorkerError::OtherVersion => {
                FailureKind::Module
            }
            WorkerError::Crashed(_) | WorkerError::Silent { .. } | WorkerError::Gone => FailureKind::Crashed,
        };
        let message = error.sentence(&format!("The {} worker", backend.name()));
        Self { kind, message, report: String::new() }
    }

    /// A worker has refused what it was asked for.
    pub fn refused(asked: Asked, error: ModelError) -> Self {
        let message = sentence(&error.to_string());
        let kind = match &error {
            ModelError::Weights { .. } => FailureKind::Weights,
            ModelError::Device(_) => FailureKind::Device,
            // Without weights nothing goes on; without one picture it does.
            ModelError::Missing(_) | ModelError::NoModel if asked == Asked::Begin => FailureKind::Weights,
            _ => FailureKind::Update,
        };
        let report = if let ModelError::Weights { report, .. } = error { report } else { String::new() };
        Self { kind, message, report }
    }

    /// The device was lost, in the browser's words.
    pub fn device_lost(words: &str) -> Self {
        let message = format!("The GPU was lost ({words}).");
        Self { kind: FailureKind::DeviceLost, message, report: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_worker_lacks_at_its_beginning_is_graver_than_later() {
        let missing = || ModelError::Missing("the weights".into());
        assert_eq!(Failure::refused(Asked::Begin, missing()).kind, FailureKind::Weights);
        assert_eq!(Failure::refused(Asked::Update, missing()).kind, FailureKind::Update);
        assert_eq!(
            Failure::refused(Asked::Other, missing()).message,
            "The weights did not arrive; reload the page."
        );
    }

    #[test]
    fn a_worker_that_never_ran_is_told_from_one_that_stopped() {
        let stopped = |error| Failure::stopped(Backend::Cpu, &error);
        assert_eq!(stopped(WorkerError::NotStarted("404".into())).kind, FailureKind::Module);
        let silent = stopped(WorkerError::Silent { seconds: 20 });
        assert_eq!(silent.kind, FailureKind::Crashed);
        assert_eq!(silent.message, "The CPU worker stopped: it did not answer for 20 seconds.");
    }

    #[test]
    fn broken_weights_come_with_what_is_known_of_them() {
        let error = ModelError::Weights { why: "a tensor is missing".into(), report: "tensors".into() };
        let failure = Failure::refused(Asked::Begin, error);
        assert_eq!((failure.kind, failure.report.as_str()), (FailureKind::Weights, "tensors"));
    }
}
