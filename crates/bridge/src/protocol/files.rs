//! What the page and the worker that gets and keeps models say to each other.

use serde::{Deserialize, Serialize};

use super::Protocol;
use crate::DownloadError;
use crate::hub::{Offer, Repository};

/// The worker's module, as `worker-loader.js` takes it.
pub const MODULE: &str = "worker_files";

/// The protocol of the worker that gets and keeps models.
#[derive(Debug, Clone, Copy)]
pub enum Files {}

impl Protocol for Files {
    type Request = Request;
    type Response = Response;
    type Error = DownloadError;
    type Event = Event;
}

/// What the page asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// What there is in a repository. Answered by [`Response::Found`].
    Look {
        /// The hub's address.
        hub: String,
        /// `OWNER/NAME`.
        repository: String,
    },
    /// What is kept. Answered by [`Response::Kept`].
    List,
    /// Get a model, or go on with it. Answered by [`Response::Ready`]; [`Event::Progress`] belongs to it. One
    /// download runs at a time: another one waits until it has ended. [`Stop`] names the reasons to abort it.
    Get(Offer),
    /// A model that is kept. Answered by [`Response::Ready`].
    Open {
        /// [`Offer::key`], or a repository for any whole model of it.
        key: String,
    },
    /// Throw a kept model away, also while it is on its way. Answered by [`Response::Kept`].
    Remove {
        /// [`Offer::key`].
        key: String,
    },
}

/// Why a download is aborted: the reason of its `AbortSignal`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// What has arrived is kept.
    Pause,
    /// What has arrived is thrown away.
    Cancel,
}

impl Stop {
    /// The signal's reason.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Cancel => "cancel",
        }
    }

    /// What a signal's reason means: nothing is thrown away unless that was said.
    pub fn from_reason(reason: Option<&str>) -> Self {
        if reason == Some(Self::Cancel.reason()) { Self::Cancel } else { Self::Pause }
    }
}

/// What the worker answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// A repository's contents. The hub may know it by another name than it was asked for.
    Found(Repository),
    /// All that is kept, whole or in part; `None` where the browser keeps nothing for this page.
    Kept(Option<Vec<Kept>>),
    /// A model is there. Payload: the weights, a `File`.
    Ready {
        /// Which.
        offer: Offer,
        /// Text of its `config.json`, where it has one.
        config: Option<String>,
        /// Text of its `preprocessor_config.json`, where it has one.
        preprocessor: Option<String>,
        /// Whether it stays for the next visit.
        kept: bool,
    },
}

/// What the worker tells by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// How far the download of a [`Request::Get`] is, to which it belongs.
    Progress(DownloadProgress),
    /// What is kept has changed; as in [`Response::Kept`].
    Kept(Option<Vec<Kept>>),
    /// What is kept may have changed, and could not be listed.
    NotListed(DownloadError),
}

/// How far a download is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DownloadProgress {
    /// Bytes that are there.
    pub bytes: u64,
    /// All bytes, where that is known.
    pub total: Option<u64>,
    /// Bytes a second, once that is known.
    pub bytes_per_second: Option<f64>,
    /// Seconds left, once that is known.
    pub seconds_left: Option<f64>,
    /// What goes on.
    pub stage: DownloadStage,
}

/// What goes on in a download.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DownloadStage {
    /// Bytes arrive.
    Arriving,
    /// The connection broke; it is tried again.
    Waiting,
    /// All is there and its checksum is compared.
    Checking,
}

/// A model in the browser's storage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What it is.
    pub offer: Offer,
    /// Bytes that are there.
    pub bytes: u64,
    /// All bytes, where that is known.
    pub total: Option<u64>,
    /// Whether all of it is there and right.
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
