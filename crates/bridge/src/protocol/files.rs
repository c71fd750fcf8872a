//! What the page and the worker that downloads say to each other. The form on the wire is that of
//! [`crate::protocol::model`].

use serde::{Deserialize, Serialize};

use crate::hub::{Offer, Repository};
use crate::protocol::failure::Failure;
use crate::protocol::progress::Progress;

/// What the page asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// What there is in a repository. Answered by [`Tell::Looked`].
    Look {
        /// The hub's address.
        hub: String,
        /// `OWNER/NAME`.
        repository: String,
    },
    /// What is kept. Answered by [`Tell::Kept`].
    List,
    /// Get a model, or go on with it. Answered by [`Tell::Coming`] again and again, then by [`Tell::Ready`],
    /// [`Tell::Halted`] or [`Tell::Refused`].
    Get(Offer),
    /// Stop the download and keep what has arrived.
    Pause,
    /// Stop the download and throw away what has arrived.
    Cancel,
    /// A model that is kept. Answered by [`Tell::Ready`].
    Open {
        /// [`Offer::key`], or a repository for any whole model of it.
        key: String,
    },
    /// Throw a kept model away. Answered by [`Tell::Kept`].
    Remove {
        /// [`Offer::key`].
        key: String,
    },
}

/// What the worker tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Tell {
    /// The module runs. Its first message.
    Hello {
        /// [`crate::protocol::PROTOCOL_VERSION`].
        version: u32,
    },
    /// Its module is on the way.
    Progress(Progress),
    /// A repository's contents.
    Looked {
        /// The repository as it was asked for; the hub may know it by another name now.
        asked: String,
        /// What there is.
        repository: Repository,
    },
    /// All that is kept, whole or in part; `None` where the browser keeps nothing for this page.
    Kept(Option<Vec<Kept>>),
    /// A download goes on.
    Coming {
        /// [`Offer::key`].
        key: String,
        /// How far it is.
        coming: Coming,
    },
    /// It was stopped by the person.
    Halted {
        /// [`Offer::key`].
        key: String,
    },
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
    /// What was asked for did not work.
    Refused {
        /// The repository, or the model's key, that was asked for; `None` where it was about none.
        about: Option<String>,
        /// Whether that is not kept here (any more).
        gone: bool,
        /// A sentence: what happened and what to do.
        message: String,
    },
    /// The worker itself does not work (any more).
    Failed(Failure),
}

/// How far a download has come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coming {
    /// Bytes that are there.
    pub bytes: u64,
    /// All bytes, where that is known.
    pub total: Option<u64>,
    /// Bytes a second, once that is known.
    pub bytes_per_second: Option<f64>,
    /// Seconds left, once that is known.
    pub seconds_left: Option<f64>,
    /// What goes on.
    pub stage: ComingStage,
}

/// What goes on in a download.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ComingStage {
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
