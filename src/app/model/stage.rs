//! The states of the page's model, and of the hub panel.

use super::files::{ModelFiles, Picked};
use crate::models::entry::ModelEntry;
use bridge::hub::{Offer, Place, Repository};

/// The model that is to run.
#[derive(Debug, Clone)]
pub enum Chosen<B> {
    /// The model that the address requests, or that ran last, or the default.
    Opening,
    /// A model that the site hosts, by its id; `None` for the default.
    Site(Option<String>),
    /// The person's own files.
    Own(Vec<Picked<B>>),
    /// A model of the hub whose files have arrived.
    Hub {
        /// Its description.
        entry: Box<ModelEntry>,
        /// Its files.
        files: ModelFiles<B>,
        /// Its key, if the browser stores it; it is remembered once the model has loaded.
        kept: Option<String>,
    },
}

/// Stages of the chosen model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// The list of models is being fetched.
    Listing,
    /// The model that the page opens with is being opened from the browser's storage.
    Opening {
        /// The key, or the repository.
        key: String,
        /// Whether it is the one that ran last.
        remembered: bool,
    },
    /// Its files are being fetched from the site, or read from the person's machine.
    Fetching,
    /// Its files could not be fetched or read.
    Failed,
    /// The workers have its files.
    Loading,
    /// A worker has loaded it.
    Proved,
}

/// What the person is doing with the hub, independently of the model that runs.
#[derive(Debug, Clone, PartialEq)]
pub enum Desk {
    /// Nothing.
    Closed,
    /// Types a repository's name; the field starts with this text.
    Naming(String),
    /// Waits for the hub's description of a repository.
    Looking(Place),
    /// Chooses from several models of a repository.
    Found(Repository),
    /// Decides on an offer.
    Offered(Offer),
    /// Has a download, running or not.
    Downloading {
        /// The model.
        offer: Offer,
        /// Its number; events of an older download are dropped.
        download: u32,
        /// Its state.
        progress: Progress,
    },
}

/// States of a download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It runs.
    Running,
    /// It is paused.
    Paused,
    /// It is still running, and will be deleted.
    Cancelled,
}
