//! The panel under the picker of models, and the commands that it can give, as plain types.

use bridge::hub::{Offer, Repository};

/// The picker's value for "any other repository".
pub const OTHER: &str = "*";

/// The panel under the picker.
#[derive(Debug, Clone, PartialEq)]
pub enum Panel {
    /// Nothing.
    Closed,
    /// A field for a repository's name, with its initial text.
    Name(String),
    /// The hub is being asked about a repository.
    Looking(String),
    /// A repository with several models, to choose one.
    Found(Repository),
    /// A model, with its size and licence.
    Offer(Offer),
    /// A download.
    Transfer {
        /// The model.
        offer: Offer,
        /// Whether it is paused.
        paused: bool,
    },
}

/// Commands of the person about models of the hub.
#[derive(Debug, Clone, PartialEq)]
pub enum HubCommand {
    /// The picker's choice: an id of the list, the key of a stored model, or [`OTHER`].
    Choose(String),
    /// Look up a repository, by its name or address.
    Look(String),
    /// Choose one of several weights files of the repository that was looked up.
    Pick(String),
    /// Download the offered model.
    Download,
    /// Pause the download.
    Pause,
    /// Resume the download.
    Resume,
    /// Stop the download and delete what has arrived.
    Cancel,
    /// Close the panel.
    Close,
    /// Run a stored model, or resume its download.
    Use(String),
    /// Delete a stored model.
    Remove(String),
    /// List the stored models.
    List,
}
