//! What happens to the page's model.

use super::files::{ModelFiles, Picked};
use crate::view::panel::HubCommand;
use bridge::hub::{Offer, Repository};
use bridge::protocol::files::{DownloadProgress, Kept};

/// What the person does, and what the site, the worker that downloads and the workers that run the model bring.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<B> {
    /// The person asks something about models of the hub, or chooses one in the picker.
    Asked(HubCommand),
    /// The person has picked files of their own.
    Own(Vec<Picked<B>>),
    /// The person wants the page's own model again.
    Default,
    /// The person wants another try.
    Retry,
    /// The workers have to start anew, with the same model.
    Anew,

    /// The list of models has come, as JSON, or a sentence on why not.
    Listed {
        /// Of the order.
        attempt: u32,
        /// The list.
        list: Result<String, String>,
    },
    /// The site's weights are on the way.
    Fetching {
        /// Of the order.
        attempt: u32,
        /// Bytes that are there.
        done: f64,
        /// All bytes; 0 where that is not known.
        total: f64,
    },
    /// The site's files are there, or a sentence on why not.
    Fetched {
        /// Of the order.
        attempt: u32,
        /// The files.
        files: Result<ModelFiles<B>, String>,
    },
    /// The person's files are read: the text of each that is a text, in their order; or a sentence on why not.
    Read {
        /// Of the order.
        attempt: u32,
        /// The texts.
        texts: Result<Vec<Option<String>>, String>,
    },

    /// All that the browser keeps; `None` where it keeps nothing for this page.
    Kept(Option<Vec<Kept>>),
    /// The hub has said what is in a repository.
    Looked {
        /// The repository as it was asked for.
        asked: String,
        /// What there is.
        repository: Repository,
    },
    /// A download goes on.
    Coming {
        /// Of the order.
        download: u32,
        /// How far it is.
        coming: DownloadProgress,
    },
    /// A download has stopped because the person wanted it.
    Halted {
        /// Of the order.
        download: u32,
    },
    /// A model of the hub is there.
    Arrived {
        /// Which.
        offer: Offer,
        /// Its files.
        files: ModelFiles<B>,
        /// Whether it stays for the next visit.
        kept: bool,
    },
    /// The worker that downloads could not do what it was asked for.
    Refused {
        /// The repository, or the model's key, that was asked for; `None` where it was about none.
        about: Option<String>,
        /// Whether that is not kept here (any more).
        gone: bool,
        /// A sentence: what happened and what to do.
        message: String,
    },
    /// The worker that downloads has stopped, and all that it was asked for with it; a sentence says why.
    Stopped(String),

    /// A worker has loaded the model.
    Loaded {
        /// Its classes.
        labels: Vec<String>,
    },
}
