//! What the page does next about its model.

use super::files::Picked;
use crate::models::entry::ModelEntry;
use bridge::hub::Offer;

/// What the page does next about its model.
#[derive(Debug, Clone, PartialEq)]
pub enum Order<B> {
    /// Fetch the list of models; answered by [`Event::Listed`](super::Event::Listed).
    List {
        /// Given back with the answer.
        attempt: u32,
    },
    /// Fetch this model from the site; answered by [`Event::Fetched`](super::Event::Fetched).
    Fetch {
        /// Given back with the answer.
        attempt: u32,
        /// The model.
        entry: ModelEntry,
    },
    /// Read the texts among these files; answered by [`Event::Read`](super::Event::Read).
    Read {
        /// Given back with the answer.
        attempt: u32,
        /// The person's files.
        files: Vec<Picked<B>>,
    },
    /// Stop the workers and start them anew.
    Restart,
    /// Give the model's files to the workers that wait for them.
    Load,

    /// Ask the hub what is in a repository.
    Look {
        /// The hub's address.
        hub: String,
        /// `OWNER/NAME`.
        repository: String,
    },
    /// Ask what the browser keeps.
    ListKept,
    /// Download a model, or go on with it.
    Get {
        /// Given back with what comes of it.
        download: u32,
        /// The model.
        offer: Offer,
    },
    /// Stop the download and keep what has arrived.
    Pause,
    /// Stop the download and throw away what has arrived.
    Cancel,
    /// Open a model that is kept.
    Open {
        /// [`Offer::key`], or a repository for any whole model of it.
        key: String,
    },
    /// Throw a kept model away.
    Remove {
        /// [`Offer::key`].
        key: String,
    },
    /// Ask the browser not to clear away by itself what it keeps for this page.
    Persist,

    /// Keep in mind for the next visit which model of the hub ran; `None` for none.
    Remember(Option<String>),
    /// Take the model's name out of the page's address.
    ForgetAddress,

    /// Take back what the last model has shown, and how much of the seconds it was to take.
    Forget,
    /// What was broken is not any more.
    Settle,
    /// Say what is being waited for.
    Wait {
        /// For the person.
        sentence: String,
        /// The share that is done, where that is known.
        share: Option<f64>,
    },
    /// Add a sentence about something that is not as the address asks.
    Remark(String),
    /// Say why there is no model, and offer another try.
    Fail(String),
}
