//! Orders of the page's model.

use super::files::Picked;
use crate::models::entry::ModelEntry;
use bridge::hub::Offer;

/// What the runner is to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Order<B> {
    /// Fetch the list of models; answered by [`Event::Listed`](super::Event::Listed).
    List {
        /// Returned with the answer.
        attempt: u32,
    },
    /// Fetch this model from the site; answered by [`Event::Fetched`](super::Event::Fetched).
    Fetch {
        /// Returned with the answer.
        attempt: u32,
        /// The model.
        entry: ModelEntry,
    },
    /// Read the texts among these files; answered by [`Event::Read`](super::Event::Read).
    Read {
        /// Returned with the answer.
        attempt: u32,
        /// The person's files.
        files: Vec<Picked<B>>,
    },
    /// Stop the workers and start new ones.
    Restart,
    /// Give the model's files to the workers that wait for them.
    Load,

    /// Ask the hub for the description of a repository.
    Look {
        /// The hub's address.
        hub: String,
        /// `OWNER/NAME`.
        repository: String,
        /// See [`Place::revision`](bridge::hub::Place::revision).
        revision: Option<String>,
    },
    /// List the stored models.
    ListKept,
    /// Download a model, or resume its download.
    Get {
        /// Returned in the events about it.
        download: u32,
        /// The model.
        offer: Offer,
    },
    /// Stop the download and keep what has arrived.
    Pause,
    /// Stop the download and delete what has arrived.
    Cancel,
    /// Open a stored model.
    Open {
        /// [`Offer::key`], or a repository's name for any complete model from it.
        key: String,
    },
    /// Delete a stored model.
    Remove {
        /// [`Offer::key`].
        key: String,
    },
    /// Ask the browser not to evict this page's storage.
    Persist,

    /// Remember for the next visit which model of the hub ran; `None` for none.
    Remember(Option<String>),
    /// Remove the model's name from the page's address.
    ForgetAddress,

    /// Clear the last model's results and its chosen clip length.
    Forget,
    /// Clear what was said of the last model.
    Settle,
    /// Show what the page is waiting for.
    Wait {
        /// A sentence for the person.
        sentence: String,
        /// The share that is done, where that is known.
        share: Option<f64>,
    },
    /// Add a sentence about something that differs from what the address requests.
    Remark(String),
    /// Show why there is no model, and offer another try.
    Fail(String),
}
