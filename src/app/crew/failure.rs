//! Failures of a worker: the kind, and a sentence.

use bridge::fault::{RequestError, WorkerError};
use bridge::protocol::Backend;
use bridge::protocol::model_error::ModelError;
use bridge::words::sentence;

/// A failure of a worker that runs the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What failed; decides what the page does.
    pub kind: FailureKind,
    /// A sentence: what happened and what to do.
    pub message: String,
    /// A report of many lines on a weights file that does not load; empty otherwise.
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
    /// The worker crashed.
    Crashed,
}

impl Failure {
    /// A failure without a report.
    pub fn new(kind: FailureKind, message: String) -> Self {
        Self { kind, message, report: String::new() }
    }

    /// The device was lost; `words` is the browser's message.
    pub fn device_lost(words: &str) -> Self {
        Self::new(FailureKind::DeviceLost, format!("The GPU was lost ({words})."))
    }

    /// The worker on `backend` did not start, or has stopped.
    pub fn of_worker(backend: Backend, error: &WorkerError) -> Self {
        let kind = match error {
            WorkerError::NoWorkers(_) | WorkerError::NotStarted(_) | WorkerError::OtherVersion => {
                FailureKind::Module
            }
            WorkerError::Crashed(_) | WorkerError::Silent { .. } | WorkerError::Gone => FailureKind::Crashed,
        };
        Self::new(kind, error.sentence(&format!("The {} worker", backend.name())))
    }

    /// A request failed, but the worker goes on. `lost` is the kind for a request or a response that could not be
    /// sent or read. `None` where there is nothing to do: the page has aborted the request itself, or the worker
    /// has stopped, which is reported once for all of its requests.
    pub fn of_request(error: &RequestError<ModelError>, lost: FailureKind) -> Option<Self> {
        match error {
            RequestError::Refused(error) => Some(error.into()),
            RequestError::Wire(_) | RequestError::Unanswered => {
                Some(Self::new(lost, format!("Something did not reach the model: {error}.")))
            }
            RequestError::Aborted | RequestError::Worker(_) => None,
        }
    }
}

impl From<&ModelError> for Failure {
    fn from(error: &ModelError) -> Self {
        let (kind, report) = match error {
            ModelError::Weights { report, .. } => (FailureKind::Weights, report.clone()),
            ModelError::NoModel | ModelError::Missing(_) => (FailureKind::Weights, String::new()),
            ModelError::Device(_) => (FailureKind::Device, String::new()),
            ModelError::Picture(_)
            | ModelError::Noise
            | ModelError::Sound(_)
            | ModelError::Budget(_)
            | ModelError::Update(_)
            | ModelError::Inputs(_) => (FailureKind::Update, String::new()),
        };
        Self { kind, message: sentence(&error.to_string()), report }
    }
}

/// Whether the features of a sample were refused because of the sample itself: its picture or its sound cannot be used, or
/// has not arrived. Any other failure says nothing about the sample.
pub fn is_of_the_sample(error: &RequestError<ModelError>) -> bool {
    matches!(error, RequestError::Refused(ModelError::Inputs(_) | ModelError::Missing(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_weights_come_with_what_is_known_of_them() {
        let error = ModelError::Weights { why: "it has holes".into(), report: "a.b: missing".into() };
        let failure = Failure::of_request(&RequestError::Refused(error), FailureKind::Crashed);
        let (kind, message) = (FailureKind::Weights, "It has holes.".to_owned());
        assert_eq!(failure, Some(Failure { kind, message, report: "a.b: missing".into() }));
    }

    #[test]
    fn a_failed_update_is_no_failure_of_the_worker() {
        for error in [ModelError::Update("no".into()), ModelError::Noise, ModelError::Sound("no".into())] {
            assert_eq!(Failure::from(&error).kind, FailureKind::Update);
        }
    }

    #[test]
    fn a_device_that_fails_says_nothing_about_a_sample() {
        let of_the_sample = |error| is_of_the_sample(&RequestError::Refused(error));
        assert!(of_the_sample(ModelError::Inputs("too short".into())));
        assert!(of_the_sample(ModelError::Missing("the picture".into())));
        for error in
            [ModelError::Update("lost".into()), ModelError::NoModel, ModelError::Device("lost".into())]
        {
            assert!(!of_the_sample(error.clone()), "{error}");
        }
        assert!(!is_of_the_sample(&RequestError::Unanswered));
    }

    #[test]
    fn a_worker_that_stops_is_told_of_once() {
        let silent = WorkerError::Silent { seconds: 20 };
        let failure = Failure::of_worker(Backend::Cpu, &silent);
        assert_eq!(failure.kind, FailureKind::Crashed);
        assert_eq!(failure.message, "The CPU worker stopped: it did not answer for 20 seconds.");
        assert_eq!(Failure::of_request(&RequestError::Worker(silent), FailureKind::Crashed), None);
    }
}
