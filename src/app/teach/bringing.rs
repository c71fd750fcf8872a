//! Brings what waits for the classes to be open: a ZIP is taken in, and files become samples of a new class of their own,
//! which is added first.

use std::collections::VecDeque;

use crate::view::teach::command::TeachCommand;
use bridge::protocol::teach_state::{ClassId, RoomState};

/// What waits for the classes to be open. `F` is the type of a file.
#[derive(Debug, Clone)]
pub struct Bringing<F> {
    /// In the order in which it was brought.
    brought: VecDeque<Brought<F>>,
    /// The classes that there were before the new one for the first files.
    before: Option<Vec<ClassId>>,
}

#[derive(Debug, Clone)]
enum Brought<F> {
    /// Files of a new class.
    Files(Vec<F>),
    /// A ZIP, and whether it replaces what there is.
    Zip(F, bool),
}

impl<F> Default for Bringing<F> {
    fn default() -> Self {
        Self { brought: VecDeque::new(), before: None }
    }
}

impl<F> Bringing<F> {
    /// These files belong to a new class, once there is one; what was brought before comes first.
    pub fn bring(&mut self, files: Vec<F>) {
        self.brought.push_back(Brought::Files(files));
    }

    /// What is to be done at once for a command: a ZIP that comes before the classes are open waits for that, and opens
    /// them.
    pub fn keep(&mut self, command: TeachCommand<F>, is_open: bool) -> TeachCommand<F> {
        match command {
            TeachCommand::Import { zip, replace } if !is_open => {
                self.brought.push_back(Brought::Zip(zip, replace));
                TeachCommand::Open
            }
            command => command,
        }
    }

    /// What is to be done next; `room` has the classes while they are open.
    pub fn next(&mut self, room: Option<&RoomState>) -> Option<TeachCommand<F>> {
        let room = room?;
        match self.brought.pop_front()? {
            Brought::Zip(zip, replace) => Some(TeachCommand::Import { zip, replace }),
            Brought::Files(files) => {
                let mut ids = room.classes.iter().map(|class| class.id);
                let new = self.before.as_ref().map(|before| ids.find(|id| !before.contains(id)));
                if let Some(Some(class)) = new {
                    self.before = None;
                    return Some(TeachCommand::AddFiles(class, files));
                }
                self.brought.push_front(Brought::Files(files));
                // The class is on its way where there is a list of those before it.
                new.is_none().then(|| {
                    self.before = Some(ids.collect());
                    TeachCommand::Add
                })
            }
        }
    }

    /// Whether a ZIP waits.
    pub fn has_zip(&self) -> bool {
        self.brought.iter().any(|brought| matches!(brought, Brought::Zip(..)))
    }

    /// The worker has stopped: a class that was being added does not come any more, and another one is asked for once the
    /// classes are open again.
    pub fn begin_again(&mut self) {
        self.before = None;
    }

    /// The person has closed the classes, they cannot be opened, or no class could be added: what was brought goes nowhere,
    /// rather than to a class that is added later.
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
            is_new: false,
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

    #[test]
    fn a_zip_opens_the_classes_and_waits_until_they_are_open() {
        let import = |zip| TeachCommand::Import { zip, replace: true };
        let mut bringing = Bringing::default();
        assert_eq!(bringing.keep(import("cups.zip"), false), TeachCommand::Open);
        assert_eq!(bringing.keep(TeachCommand::Add, false), TeachCommand::Add, "nothing else waits");
        assert_eq!(bringing.next(None), None, "they are not open yet");
        assert!(bringing.has_zip());
        assert_eq!(bringing.next(Some(&room(&[1, 2]))), Some(import("cups.zip")));
        assert_eq!(bringing.next(Some(&room(&[1, 2]))), None, "it is taken in once");
        assert!(!bringing.has_zip());
        assert_eq!(bringing.keep(import("cups.zip"), true), import("cups.zip"));
        assert_eq!(bringing.next(Some(&room(&[1, 2]))), None);
    }

    #[test]
    fn after_a_restart_a_class_is_added_for_files_whose_class_did_not_come() {
        let mut bringing = Bringing::default();
        bringing.bring(vec!["clap.wav"]);
        assert_eq!(bringing.next(Some(&room(&[1, 2]))), Some(TeachCommand::Add));
        bringing.begin_again();
        assert_eq!(bringing.next(Some(&room(&[4, 5]))), Some(TeachCommand::Add), "all have new numbers");
        let command = bringing.next(Some(&room(&[4, 5, 6])));
        assert_eq!(command, Some(TeachCommand::AddFiles(ClassId(6), vec!["clap.wav"])));
    }
}
