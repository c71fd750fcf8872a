//! What the page knows of the hub, and what a person can ask for there.

use leptos::prelude::*;

use crate::models::index::ModelIndex;
use bridge::hub::{Offer, Repository};
use bridge::protocol::files::{DownloadProgress, Kept};

/// The picker's value for a repository that is not in the list.
pub const OTHER: &str = "*";

/// The state of the hub's part of the page. Copying it copies handles to the same signals.
#[derive(Clone, Copy)]
pub struct HubState {
    /// The site's list of models, once it is there.
    pub index: RwSignal<Option<ModelIndex>>,
    /// What stands under the picker.
    pub panel: RwSignal<Panel>,
    /// How far the download is.
    pub progress: RwSignal<Option<DownloadProgress>>,
    /// What did not work; empty where all is well.
    pub note: RwSignal<String>,
    /// What this browser keeps; `None` until that is known.
    pub kept: RwSignal<Option<Vec<Kept>>>,
    /// Whether the browser keeps models at all.
    pub keeps: RwSignal<bool>,
}

impl HubState {
    /// Nothing is known yet.
    pub fn new() -> Self {
        Self {
            index: RwSignal::new(None),
            panel: RwSignal::new(Panel::Closed),
            progress: RwSignal::new(None),
            note: RwSignal::new(String::new()),
            kept: RwSignal::new(None),
            keeps: RwSignal::new(true),
        }
    }

    /// What to call a model.
    pub fn name(&self, offer: &Offer) -> String {
        self.index
            .with(|index| index.as_ref().map_or_else(|| offer.key(), |index| index.describe(offer).name))
    }

    /// A model that is wholly kept, by its key.
    pub fn kept_whole(&self, key: &str) -> Option<Kept> {
        self.kept.with_untracked(|kept| {
            kept.iter().flatten().find(|kept| kept.complete && kept.offer.key() == key).cloned()
        })
    }
}

impl Default for HubState {
    fn default() -> Self {
        Self::new()
    }
}

/// What stands under the picker.
#[derive(Debug, Clone, PartialEq)]
pub enum Panel {
    /// Nothing.
    Closed,
    /// A field for a repository's name, with what stands in it at first.
    Name(String),
    /// The hub is asked about a repository.
    Looking(String),
    /// A repository with several models, to choose one.
    Found(Repository),
    /// A model, with its size and licence.
    Offer(Offer),
    /// A download.
    Transfer {
        /// Of what.
        offer: Offer,
        /// Whether it stands still.
        paused: bool,
    },
}

/// What a person asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum HubCommand {
    /// The picker's choice: an id of the list, the key of a kept model, or [`OTHER`].
    Choose(String),
    /// What there is in a repository, by its name or address.
    Look(String),
    /// One of several weights files of the repository that was looked up.
    Pick(String),
    /// Download what is offered.
    Download,
    /// Stop the download for now.
    Pause,
    /// Go on with the download.
    Resume,
    /// Stop the download and throw away what has arrived.
    Cancel,
    /// No model of the hub after all.
    Close,
    /// Run a kept model, or go on with its download.
    Use(String),
    /// Throw a kept model away.
    Remove(String),
    /// See what is kept.
    List,
}
