//! Errors of requests, of workers and of messages.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a request has no response.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum RequestError<E> {
    /// The worker could not fulfil the request.
    #[error("{0}")]
    Refused(E),
    /// The page aborted the request.
    #[error("it was stopped")]
    Aborted,
    /// The request or the response could not be sent or read.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The worker dropped the request without an answer, which is a bug.
    #[error("it was left without an answer")]
    Unanswered,
    /// The worker did not start, or has stopped, and all its requests with it.
    #[error(transparent)]
    Worker(#[from] WorkerError),
}

/// Why a worker did not start, or has stopped.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum WorkerError {
    /// The browser did not start the worker.
    #[error("this browser does not start background workers: {0}")]
    NoWorkers(String),
    /// Its module did not load or start.
    #[error("its program did not load ({0})")]
    NotStarted(String),
    /// Its module is of another version than the page.
    #[error("the page and its worker are of different versions")]
    OtherVersion,
    /// It stopped by itself.
    #[error("{0}")]
    Crashed(String),
    /// It did not answer in time.
    #[error("it did not answer for {seconds} seconds")]
    Silent {
        /// How long the page has waited.
        seconds: u32,
    },
    /// The page has stopped it.
    #[error("the page has stopped it")]
    Gone,
}

impl WorkerError {
    /// A sentence for the person; `worker` is the worker's name in it, as in "The CPU worker".
    pub fn sentence(&self, worker: &str) -> String {
        match self {
            Self::NoWorkers(why) => format!("This browser does not start background workers: {why}."),
            Self::NotStarted(why) => {
                format!("{worker} did not load ({why}). Check the connection and reload the page.")
            }
            Self::OtherVersion => {
                "The page and its worker are of different versions. Reload the page.".to_owned()
            }
            Self::Crashed(_) | Self::Silent { .. } | Self::Gone => format!("{worker} stopped: {self}."),
        }
    }
}

/// What can go wrong with a message.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum WireError {
    /// The message could not be serialised.
    #[error("a message could not be written: {0}")]
    Write(String),
    /// The browser refused to send it, for instance because an object of it was transferred before.
    #[error("the browser did not send a message: {0}")]
    Post(String),
    /// What arrived is not `{ message, payload }`.
    #[error("a message arrived that is not one of this program's")]
    Foreign,
    /// The JSON is not one of the expected messages.
    #[error(
        "a message could not be read; page and worker may be of different versions, reload the page: {0}"
    )]
    Read(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_stopped_is_named() {
        let silent = WorkerError::Silent { seconds: 20 };
        assert_eq!(
            silent.sentence("The CPU worker"),
            "The CPU worker stopped: it did not answer for 20 seconds."
        );
        // `www/worker-loader.js` writes this text.
        let written: WorkerError = serde_json::from_str(r#"{"NotStarted":"404"}"#).unwrap();
        assert_eq!(written, WorkerError::NotStarted("404".into()));
    }
}
