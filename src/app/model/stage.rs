//! Where the page's model and a model of the hub are on their ways.

use super::files::{ModelFiles, Picked};
use crate::models::entry::ModelEntry;
use bridge::hub::{Offer, Place, Repository};

/// Which model shall run.
#[derive(Debug, Clone)]
pub enum Chosen<B> {
    /// What the address asks for, or what ran last, or the default.
    Opening,
    /// One that the site carries, by its id; `None` for the default.
    Site(Option<String>),
    /// Files of the person's own.
    Own(Vec<Picked<B>>),
    /// One of the hub, whose files are here.
    Hub {
        /// What it is called.
        entry: Box<ModelEntry>,
        /// Its files.
        files: ModelFiles<B>,
        /// Its key, where the browser keeps it: to be remembered once it has loaded.
        kept: Option<String>,
    },
}

/// How far the chosen model is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// The list of models is on the way.
    Listing,
    /// The model that the page opens with is asked from what the browser keeps.
    Opening {
        /// The key, or the repository.
        key: String,
        /// Whether it is the one that ran last.
        remembered: bool,
    },
    /// Its files are fetched from the site, or read from the person's machine.
    Fetching,
    /// Its files are not there.
    Failed,
    /// The workers have its files.
    Loading,
    /// A worker has loaded it.
    Proved,
}

/// What the person does with the hub. Goes on beside the model that runs.
#[derive(Debug, Clone, PartialEq)]
pub enum Desk {
    /// Nothing.
    Closed,
    /// Names a repository; this stands in the field at first.
    Naming(String),
    /// Waits for what the hub says of a place.
    Looking(Place),
    /// Has several models of a repository to choose from.
    Found(Repository),
    /// Has an offer to think about.
    Offered(Offer),
    /// Has a download.
    Downloading {
        /// Of what.
        offer: Offer,
        /// Its number: what an older one still brings is dropped.
        download: u32,
        /// How it is.
        progress: Progress,
    },
}

/// How a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It runs.
    Running,
    /// It stands still.
    Paused,
    /// It runs still, and will be thrown away.
    Cancelled,
}
