//! Opens the project that is kept on the device, so that nothing of it is lost: what this version of the page cannot
//! read stays as it is.

use std::collections::BTreeMap;

use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::Kept;
use tvlt::teach::prior::Prior;

use super::project::{KeptSample, Key, Origin, Project};
use super::room::Room;

/// All that is stored but the pictures and sounds.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    /// The text of the [`Project`]; `None` where none is stored.
    pub project: Option<String>,
    /// The samples.
    pub samples: BTreeMap<Key, KeptSample>,
    /// How many samples this version cannot read.
    pub unreadable: usize,
}

/// An opened project.
#[derive(Debug)]
pub struct Opened {
    /// Its classes. [`Room::kept`] says whether anything may be written to the storage.
    pub room: Room,
    /// The project as it is stored, where samples that it does not list may be removed from the storage.
    pub listed: Option<Project>,
}

/// Opens what is stored. `is_alone` says that no other tab writes to the storage.
///
/// # Errors
/// [`TeachError::Model`], where the prior's parts do not fit together.
pub fn open(
    stored: Result<Stored, TeachError>,
    is_alone: bool,
    origin: Origin,
    prior: &Prior,
) -> Result<Opened, TeachError> {
    let read = stored.and_then(|Stored { project, samples, unreadable }| {
        let project = project.map(|text| serde_json::from_str::<Project>(&text)).transpose();
        Ok((project.map_err(|_| TeachError::OtherVersion)?, samples, unreadable))
    });
    let (mut room, listed, kept) = match read {
        Ok((Some(project), samples, unreadable)) => {
            let room = Room::open(origin, prior, &project, samples)?;
            let is_whole = unreadable + room.left_out() == 0;
            let kept = if is_whole { Kept::Here } else { Kept::InMemory(TeachError::OtherVersion) };
            (room, Some(project), kept)
        }
        // Samples without a list of them are nobody's, but no reason to remove them.
        Ok((None, ..)) => (Room::new(origin, prior)?, None, Kept::Here),
        Err(error) => (Room::new(origin, prior)?, None, Kept::InMemory(error)),
    };
    room.kept = if is_alone { kept } else { Kept::InMemory(TeachError::OpenElsewhere) };
    let listed = listed.filter(|_| room.kept == Kept::Here);
    Ok(Opened { room, listed })
}
