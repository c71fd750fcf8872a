//! The worker's state, shared by the tasks that answer requests, save and report.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use super::media::Media;
use super::store::Store;
use crate::teach::room::Room;
use crate::teach::taught::Taught;
use bridge::protocol::teach::{Event, Teach};
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{RoomState, SampleId};
use bridge::serve::{Call, Events};
use tvlt::teach::prior::Prior;

/// The worker's state. No part is borrowed across an await.
pub struct Shared {
    /// Sends events.
    pub events: Events<Teach>,
    /// The classes; `None` before the first opening.
    pub room: RefCell<Option<Room>>,
    /// Heads that were taught before, while looks are about them.
    pub taught: RefCell<Option<Taught>>,
    /// What the model brings for teaching.
    pub prior: RefCell<Option<Prior>>,
    /// Pictures and sounds that are not stored yet, and small pictures.
    pub media: Media,
    /// The storage, where this tab writes to it or at least reads from it.
    pub store: RefCell<Option<Rc<Store>>>,
    /// Whether no other tab writes to it, as this one has the lock.
    pub is_alone: Cell<bool>,
    /// Whether this tab writes to it.
    pub writes: Cell<bool>,
    /// Samples that are to be stored.
    pub dirty: RefCell<BTreeSet<SampleId>>,
    /// Whether a write is under way, and whether another is to follow.
    pub saving: Cell<bool>,
    /// See `saving`.
    pub save_again: Cell<bool>,
    /// Whether the report is being computed.
    pub reporting: Cell<bool>,
    /// When a sample came last, in milliseconds.
    pub taught_ms: Cell<f64>,
    /// Whether a project is being opened.
    pub opening: Cell<bool>,
    /// The newest look that is not answered yet.
    pub look: RefCell<Option<Call<Teach>>>,
}

impl Shared {
    /// The state before a project is open.
    pub fn new(events: Events<Teach>) -> Self {
        Self {
            events,
            room: RefCell::default(),
            taught: RefCell::default(),
            prior: RefCell::default(),
            media: Media::default(),
            store: RefCell::default(),
            is_alone: Cell::new(false),
            writes: Cell::new(false),
            dirty: RefCell::default(),
            saving: Cell::new(false),
            save_again: Cell::new(false),
            reporting: Cell::new(false),
            taught_ms: Cell::new(f64::NEG_INFINITY),
            opening: Cell::new(false),
            look: RefCell::default(),
        }
    }

    /// Does something with the classes.
    ///
    /// # Errors
    /// [`TeachError::NotOpen`], and what `act` returns.
    pub fn with<T>(&self, act: impl FnOnce(&mut Room) -> Result<T, TeachError>) -> Result<T, TeachError> {
        self.room.borrow_mut().as_mut().ok_or(TeachError::NotOpen).and_then(act)
    }

    /// The state for the page.
    ///
    /// # Errors
    /// [`TeachError::NotOpen`].
    pub fn state(&self) -> Result<RoomState, TeachError> {
        self.with(|room| Ok(room.solved_state()))
    }

    /// Lets go of the pictures and sounds of samples that nothing brings back any more.
    pub fn forget_lost(&self) {
        // Without a project there are no samples.
        if let Ok(keys) = self.with(|room| Ok(room.forget_lost())) {
            keys.into_iter().for_each(|key| self.media.forget(key));
        }
    }

    /// Sends the page the state, if a project is open.
    pub fn tell_state(&self) {
        if let Ok(state) = self.state() {
            self.events.tell(Event::Room(state));
        }
    }
}
