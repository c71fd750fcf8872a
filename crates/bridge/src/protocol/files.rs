//! The protocol of the worker that downloads and stores models.

use serde::{Deserialize, Serialize};

use super::Protocol;
use crate::DownloadError;
use crate::hub::{Offer, Repository};

/// Name of the worker's module, for `worker-loader.js`.
pub const MODULE: &str = "worker_files";

/// The protocol of the worker that downloads and stores models.
#[derive(Debug, Clone, Copy)]
pub enum Files {}

impl Protocol for Files {
    type Request = Request;
    type Response = Response;
    type Error = DownloadError;
    type Event = Event;
}

/// Requests of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Looks up a repository. Answered by [`Response::Found`].
    Look {
        /// The hub's address.
        hub: String,
        /// `OWNER/NAME`.
        repository: String,
        /// See [`Place::revision`](crate::hub::Place::revision).
        revision: Option<String>,
    },
    /// Lists the stored models. Answered by [`Response::Kept`].
    List,
    /// Downloads a model, or resumes its download. Answered by [`Response::Ready`]; [`Event::Progress`] belongs to
    /// it. One download runs at a time, and others wait for its end. [`Stop`] lists the reasons to abort it.
    Get(Offer),
    /// Opens a stored model. Answered by [`Response::Ready`].
    Open {
        /// [`Offer::key`], or a repository's name for any complete model from it.
        key: String,
    },
    /// Deletes a stored model, even while it is being downloaded. Answered by [`Response::Kept`].
    Remove {
        /// [`Offer::key`].
        key: String,
    },
}

/// Why a download is aborted: the reason given to its `AbortSignal`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// What has arrived is kept.
    Pause,
    /// What has arrived is deleted.
    Cancel,
}

impl Stop {
    /// The string for the signal's reason.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Cancel => "cancel",
        }
    }

    /// Reads a signal's reason. Any reason but that of [`Stop::Cancel`] keeps what has arrived.
    pub fn from_reason(reason: Option<&str>) -> Self {
        if reason == Some(Self::Cancel.reason()) { Self::Cancel } else { Self::Pause }
    }
}

/// Responses of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// A repository's contents. Its name may differ from the one asked for, as the hub follows renames.
    Found(Repository),
    /// All stored models, complete or in part; `None` where the browser stores nothing for this page.
    Kept(Option<Vec<Kept>>),
    /// A complete model. Payload: the weights, a `File`.
    Ready {
        /// Which model.
        offer: Offer,
        /// Text of its `config.json`, where it has one.
        config: Option<String>,
        /// Text of its `preprocessor_config.json`, where it has one.
        preprocessor: Option<String>,
        /// Whether it is stored for the next visit.
        kept: bool,
    },
}

/// Events of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// Progress of the download of the [`Request::Get`] that this event belongs to.
    Progress(DownloadProgress),
    /// The stored models have changed; as in [`Response::Kept`].
    Kept(Option<Vec<Kept>>),
    /// The stored models may have changed, but could not be listed.
    NotListed(DownloadError),
}

/// Progress of a download.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DownloadProgress {
    /// Bytes that have arrived.
    pub bytes: u64,
    /// All bytes, where that is known.
    pub total: Option<u64>,
    /// Bytes a second, once that is known.
    pub bytes_per_second: Option<f64>,
    /// Seconds left, once that is known.
    pub seconds_left: Option<f64>,
    /// What is going on.
    pub stage: DownloadStage,
}

/// Stages of a download.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DownloadStage {
    /// Bytes arrive.
    Arriving,
    /// The connection broke; the next try is being waited for.
    Waiting,
    /// Everything has arrived, and its checksum is being compared.
    Checking,
}

/// A model in the browser's storage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Which model.
    pub offer: Offer,
    /// Bytes that have arrived.
    pub bytes: u64,
    /// All bytes, where that is known.
    pub total: Option<u64>,
    /// Whether it has arrived completely and its checksum was right.
    pub complete: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_cancelled_download_is_thrown_away() {
        for stop in [Stop::Pause, Stop::Cancel] {
            assert_eq!(Stop::from_reason(Some(stop.reason())), stop);
        }
        assert_eq!(Stop::from_reason(None), Stop::Pause);
        assert_eq!(Stop::from_reason(Some("TimeoutError")), Stop::Pause);
    }
}
