//! What stands under the picker of models, and what a person can ask for there: plain types.

use bridge::hub::{Offer, Repository};

/// The picker's value for a repository that is not in the list.
pub const OTHER: &str = "*";

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
