//! Brings files to a new class: waits until the classes are open, adds one, and gives it the files.

use std::collections::VecDeque;

use crate::view::teach::command::TeachCommand;
use bridge::protocol::teach_state::{ClassId, RoomState};

/// Files on their way to new classes, each with a class of its own. `F` is the type of a file.
#[derive(Debug, Clone)]
pub struct Bringing<F> {
    /// The files of each class, in the order in which they were brought.
    files: VecDeque<Vec<F>>,
    /// The classes that there were before the new one for the first of them.
    before: Option<Vec<ClassId>>,
}

impl<F> Default for Bringing<F> {
    fn default() -> Self {
        Self { files: VecDeque::new(), before: None }
    }
}

impl<F> Bringing<F> {
    /// These files belong to a new class, once there is one; those that were brought before come first.
    pub fn bring(&mut self, files: Vec<F>) {
        self.files.push_back(files);
    }

    /// What is to be done next; `room` has the classes while they are open.
    pub fn next(&mut self, room: Option<&RoomState>) -> Option<TeachCommand<F>> {
        self.files.front()?;
        let room = room?;
        let Some(before) = &self.before else {
            self.before = Some(room.classes.iter().map(|class| class.id).collect());
            return Some(TeachCommand::Add);
        };
        let class = room.classes.iter().map(|class| class.id).find(|id| !before.contains(id))?;
        self.before = None;
        Some(TeachCommand::AddFiles(class, self.files.pop_front()?))
    }

    /// The person has closed the classes, or no class could be added: the files go nowhere, rather than to a class that is
    /// added later.
    pub fn give_up(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bridge::protocol::teach_state::{ClassState, Kept, ReportState};

    fn room(ids: &[u32]) -> RoomState {
        let class = |id: &u32| ClassState {
            id: ClassId(*id),
            name: format!("Class {id}"),
            is_background: false,
            count: 0,
            bursts: Vec::new(),
            on: true,
            learns: None,
            unreadable: 0,
            has_sight: false,
            has_sound: false,
            relies_on_sight: false,
            relies_on_sound: false,
        };
        RoomState {
            classes: ids.iter().map(class).collect(),
            can_undo: false,
            report: ReportState::default(),
            has_scene: false,
            unread: 0,
            samples: 0,
            kept: Kept::Here,
        }
    }

    #[test]
    fn files_wait_for_their_class() {
        let mut bringing = Bringing::default();
        assert_eq!(bringing.next(Some(&room(&[1, 2]))), None, "there is nothing to bring");
        bringing.bring(vec!["clap.wav"]);
        assert_eq!(bringing.next(None), None, "the classes are not open yet");
        assert_eq!(bringing.next(Some(&room(&[1, 2]))), Some(TeachCommand::Add));
        assert_eq!(bringing.next(Some(&room(&[1, 2]))), None, "the class is on its way");
        let command = bringing.next(Some(&room(&[1, 2, 3])));
        assert_eq!(command, Some(TeachCommand::AddFiles(ClassId(3), vec!["clap.wav"])));
        assert_eq!(bringing.next(Some(&room(&[1, 2, 3]))), None);
    }

    #[test]
    fn a_second_moment_waits_for_the_class_of_the_first() {
        let mut bringing = Bringing::default();
        bringing.bring(vec!["clap.wav"]);
        assert_eq!(bringing.next(Some(&room(&[1]))), Some(TeachCommand::Add));
        bringing.bring(vec!["bell.wav"]);
        let first = bringing.next(Some(&room(&[1, 2])));
        assert_eq!(first, Some(TeachCommand::AddFiles(ClassId(2), vec!["clap.wav"])));
        assert_eq!(bringing.next(Some(&room(&[1, 2]))), Some(TeachCommand::Add));
        let second = bringing.next(Some(&room(&[1, 2, 3])));
        assert_eq!(second, Some(TeachCommand::AddFiles(ClassId(3), vec!["bell.wav"])));
    }

    #[test]
    fn giving_up_leaves_nothing_behind() {
        let mut bringing = Bringing::default();
        bringing.bring(vec!["clap.wav"]);
        bringing.next(Some(&room(&[1])));
        bringing.give_up();
        assert_eq!(bringing.next(Some(&room(&[1, 2]))), None);
    }
}
