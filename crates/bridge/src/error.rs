//! Errors of looking up, downloading and storing models.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a model was not found, downloaded or stored. Each is a sentence for the person.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum DownloadError {
    /// The text is not a repository's name.
    #[error("“{0}” is no repository’s name. It has the form owner/name, as in ZinengTang/tvlt-base.")]
    Name(String),
    /// The hub has no such repository or revision, or does not show it.
    #[error("The hub shows no repository {0}. Check its name; private repositories cannot be opened here.")]
    NoRepository(String),
    /// The repository is gated: the hub asks for an account or an agreement first.
    #[error(
        "{0} is not open to everyone: its owner asks for an account or an agreement. Download the file on the hub’s own page and open it here with “Open model file”."
    )]
    Gated(String),
    /// There is nothing in the repository that this program reads.
    #[error("{0} holds no weights that this page reads (.safetensors, .bin, .ckpt, .pt or .pth).")]
    NoWeights(String),
    /// The weights are in several files.
    #[error(
        "The weights in {0} are in several files, which this page does not download. Download them all on the hub’s own page, with their index (.index.json) and config.json, and open them together here with “Open model file”."
    )]
    Sharded(String),
    /// The hub's description is not JSON of the expected form.
    #[error("What the hub says of {0} cannot be read; try again later.")]
    Listing(String),
    /// The hub has no such file (any more).
    #[error("The hub has no {0} any more. Look the repository up again.")]
    NoFile(String),
    /// The hub refused or failed.
    #[error("The hub did not deliver {what} (it answers {status}). Try again later.")]
    Status {
        /// What was asked for.
        what: String,
        /// HTTP status.
        status: u16,
    },
    /// The connection broke too often.
    #[error(
        "The connection to the hub broke ({0}). What has arrived is kept: go on when the connection is back."
    )]
    Connection(String),
    /// The hub was not reached.
    #[error("The hub could not be reached ({0}). Check the connection and try again.")]
    Unreachable(String),
    /// A web page arrived in place of the file.
    #[error("A web page came in the place of {0}; perhaps this network asks for a login first.")]
    Html(String),
    /// The file does not have the length that the hub lists.
    #[error(
        "{what} has {got} bytes where {expected} were promised. What arrived was thrown away; try again later."
    )]
    Length {
        /// Which file.
        what: String,
        /// Bytes that the hub lists.
        expected: u64,
        /// Bytes that the host offers or sent.
        got: u64,
    },
    /// The file is not the one that the hub lists.
    #[error("{0} arrived damaged: its checksum is not the one the hub lists. It was thrown away; try again.")]
    Checksum(String),
    /// The browser has no room.
    #[error(
        "There is no room for this model: {needed} more MB are needed, and the browser has {free} MB left for this page. Remove a model below, or free space on this machine, and go on."
    )]
    Full {
        /// Megabytes that are missing.
        needed: u64,
        /// Megabytes that the browser offers.
        free: u64,
    },
    /// Another tab is writing the same file.
    #[error("Another tab is downloading this model. Wait for it, or close it.")]
    Taken,
    /// The browser's storage fails in another way.
    #[error("The browser’s storage failed: {0}. Try again; a restart of the browser may help.")]
    Storage(String),
    /// The stored model is gone: the browser or the person has removed it.
    #[error("{0} is no longer in this browser’s storage. Download it again.")]
    Gone(String),
}
