//! The person's own classes.

use std::collections::BTreeMap;

use super::shown::Shown;
use crate::view::teach::thumb::Thumb;
use crate::view::teach::words;
use bridge::protocol::teach::TaughtAnswer;
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{ClassId, ClassState, Kept, RoomState};

/// The person's own classes.
#[derive(Clone, Copy, Default)]
pub struct TeachState {
    /// Whether the person has opened them, so that they are what the page answers with.
    pub open: Shown<bool>,
    /// The classes and the report on them; `None` until the worker has opened them.
    pub room: Shown<Option<RoomState>>,
    /// What the last updates show; `None` while there is no answer.
    pub answer: Shown<Option<TaughtAnswer>>,
    /// The class that is being recorded, and the seconds left where that ends by itself.
    pub recording: Shown<Option<(ClassId, Option<u32>)>>,
    /// Small pictures of each class's newest samples, newest first.
    pub strips: Shown<BTreeMap<ClassId, Vec<Thumb>>>,
    /// Whether the scene is another one than the recorded background.
    pub scene_changed: Shown<bool>,
    /// What has just been done, in a sentence.
    pub done: Shown<String>,
    /// What failed, in a sentence; empty where nothing did.
    pub note: Shown<String>,
    /// What goes on, with the share that is done, where that is known.
    pub working: Shown<Option<(String, Option<f64>)>>,
}

impl TeachState {
    /// Reads the classes, tracked; `None` until they are open.
    pub fn of_room<T>(&self, read: impl FnOnce(&RoomState) -> T) -> Option<T> {
        self.room.with(|room| room.as_ref().map(read))
    }

    /// Reads a class, tracked; `None` where there is no such class.
    pub fn of_class<T>(&self, id: ClassId, read: impl FnOnce(&ClassState) -> T) -> Option<T> {
        self.room.with(|room| room.as_ref()?.classes.iter().find(|class| class.id == id).map(read))
    }

    /// Whether there is something to delete for good, tracked: also what was deleted but still lies on the device, and what
    /// another version of the page has left there, although nothing of it is shown.
    pub fn can_forget(&self) -> bool {
        let is_there =
            |room: &RoomState| !room.is_new || room.kept == Kept::InMemory(TeachError::OtherVersion);
        self.of_room(is_there).unwrap_or_default()
    }

    /// What to do next, in a sentence; empty where there is nothing. Tracked.
    pub fn next_step(&self) -> &'static str {
        let changed = self.scene_changed.get();
        self.of_room(|room| words::next_step(room, changed)).unwrap_or_default()
    }

    /// The names of the classes that answers are about, in the order of their cards, tracked.
    pub fn labels(&self) -> Vec<String> {
        let is_answer = |class: &&ClassState| class.on && !class.is_background && class.count > 0;
        let names = |room: &RoomState| {
            room.classes.iter().filter(is_answer).map(|class| class.name.clone()).collect()
        };
        self.of_room(names).unwrap_or_default()
    }

    /// The class that the last updates show, tracked.
    pub fn winner(&self) -> Option<String> {
        self.answer.with(|answer| answer.as_ref()?.winner.clone())
    }

    /// Whether the last updates show none of the classes, tracked.
    pub fn is_unknown(&self) -> bool {
        self.answer.with(|answer| answer.as_ref().is_some_and(|answer| answer.unknown))
    }

    /// Shows whether the person's own classes are open.
    pub fn show_open(&self, open: bool) {
        self.open.set_if_new(open);
    }

    /// Shows the classes.
    pub fn show_room(&self, room: Option<&RoomState>) {
        if self.room.with_untracked(|old| old.as_ref() != room) {
            self.room.set(room.cloned());
        }
    }

    /// Shows what an update shows.
    pub fn show_answer(&self, answer: Option<TaughtAnswer>) {
        self.answer.set_if_new(answer);
    }

    /// Shows which class is being recorded.
    pub fn show_recording(&self, recording: Option<(ClassId, Option<u32>)>) {
        self.recording.set_if_new(recording);
    }

    /// Shows whether the scene is another one than the recorded background.
    pub fn show_scene_changed(&self, changed: bool) {
        self.scene_changed.set_if_new(changed);
    }

    /// Shows small pictures of a class.
    pub fn show_strip(&self, class: ClassId, thumbs: Vec<Thumb>) {
        let mut strips = self.strips.get_untracked();
        strips.insert(class, thumbs);
        self.strips.set(strips);
    }

    /// Shows what has been done, what failed, and what goes on.
    pub fn show_words(&self, done: &str, note: &str, working: Option<(String, Option<f64>)>) {
        self.done.set_if_new(done.to_owned());
        self.note.set_if_new(note.to_owned());
        self.working.set_if_new(working);
    }
}
