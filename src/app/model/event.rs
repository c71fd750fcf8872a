//! Events of the page's model.

use super::files::{ModelFiles, Picked};
use crate::view::panel::HubCommand;
use bridge::hub::{Offer, Repository};
use bridge::protocol::files::{DownloadProgress, Kept};

/// Actions of the person, and answers of the site, the download worker and the workers that run the model.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<B> {
    /// A command of the person about models of the hub, or a choice in the picker.
    Asked(HubCommand),
    /// The person has picked files of their own.
    Own(Vec<Picked<B>>),
    /// The person wants the page's own model again.
    Default,
    /// The person wants another try.
    Retry,
    /// The workers have to be started anew, with the same model.
    Anew,

    /// The list of models as JSON, or a sentence on why it is missing.
    Listed {
        /// Number from the order.
        attempt: u32,
        /// The list.
        list: Result<String, String>,
    },
    /// The site's weights are being fetched.
    Fetching {
        /// Number from the order.
        attempt: u32,
        /// Bytes that have arrived.
        done: f64,
        /// All bytes; 0 where that is not known.
        total: f64,
    },
    /// The site's files, or a sentence on why they are missing.
    Fetched {
        /// Number from the order.
        attempt: u32,
        /// The files.
        files: Result<ModelFiles<B>, String>,
    },
    /// The texts of those of the person's files that are texts, in order, or a sentence on why they cannot be read.
    Read {
        /// Number from the order.
        attempt: u32,
        /// The texts.
        texts: Result<Vec<Option<String>>, String>,
    },

    /// All models that the browser stores; `None` where it stores nothing for this page.
    Kept(Option<Vec<Kept>>),
    /// The hub has described a repository.
    Looked {
        /// The repository's name in the request.
        asked: String,
        /// The description.
        repository: Repository,
    },
    /// A download has made progress.
    Coming {
        /// Number from the order.
        download: u32,
        /// Its progress.
        coming: DownloadProgress,
    },
    /// A download has stopped, as the person wanted.
    Halted {
        /// Number from the order.
        download: u32,
    },
    /// A model of the hub has arrived.
    Arrived {
        /// Which model.
        offer: Offer,
        /// Its files.
        files: ModelFiles<B>,
        /// Whether it is stored for the next visit.
        kept: bool,
    },
    /// A request to the download worker failed.
    Refused {
        /// The repository or the model's key that the request concerned, if any.
        about: Option<String>,
        /// Whether the model is not stored, or no longer.
        gone: bool,
        /// A sentence: what happened and what to do.
        message: String,
    },
    /// The download worker has stopped, and all its requests with it; a sentence says why.
    Stopped(String),

    /// A worker has loaded the model.
    Loaded {
        /// Its classes.
        labels: Vec<String>,
    },
}
