//! The person's commands about their own classes, as plain types.

use bridge::protocol::teach::Target;
use bridge::protocol::teach_state::{ClassId, ClassState, Senses};

/// What samples of a class are learnt from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Taught {
    /// From what is seen and what is heard.
    #[default]
    Both,
    /// From what is seen alone.
    Sight,
    /// From what is heard alone.
    Sound,
}

impl Taught {
    /// What a class is learnt from: as the person has chosen, or else as it was recorded before.
    pub fn of(class: &ClassState) -> Self {
        let recorded = Senses { sight: class.has_sight, sound: class.has_sound };
        match class.learns.unwrap_or(recorded) {
            Senses { sight: true, sound: false } => Self::Sight,
            Senses { sight: false, sound: true } => Self::Sound,
            _ => Self::Both,
        }
    }

    /// The senses that it includes.
    pub fn senses(self) -> Senses {
        Senses { sight: self != Self::Sound, sound: self != Self::Sight }
    }
}

/// The person's commands about their own classes. `F` is the type of a file: a browser object on the page, a name in
/// tests.
#[derive(Debug, Clone, PartialEq)]
pub enum TeachCommand<F> {
    /// Show the person's own classes, and answer with them.
    Open,
    /// Go back to the model's classes.
    Close,
    /// The record button of a class is pressed.
    Press(ClassId),
    /// The record button is let go.
    Release,
    /// The record button of a class is pressed and let go at once, as screen readers do.
    Tap(ClassId),
    /// Add a class.
    Add,
    /// Rename a class.
    Rename(ClassId, String),
    /// Learn the next samples of a class from this.
    Learn(ClassId, Taught),
    /// Take a class into the answers, or leave it out.
    Switch(ClassId, bool),
    /// Delete a class or a sample. The words name it for the person.
    Delete(Target, String),
    /// Bring back what was deleted last.
    Undo,
    /// Delete everything, also from the device.
    Forget,
    /// Save everything as a ZIP.
    Export,
    /// Take in a ZIP, in place of what is there or beside it.
    Import {
        /// The ZIP.
        zip: F,
        /// Whether what is there is deleted first.
        replace: bool,
    },
    /// Add pictures and sounds to a class.
    AddFiles(ClassId, Vec<F>),
    /// Pictures or sounds were dropped beside the classes.
    DropBeside,
    /// Dismiss the sentence on what failed.
    Dismiss,
}

impl<F> TeachCommand<F> {
    /// The same command, with its files turned into another type.
    pub fn map<G>(self, turn: impl Fn(F) -> G) -> TeachCommand<G> {
        match self {
            Self::Open => TeachCommand::Open,
            Self::Close => TeachCommand::Close,
            Self::Press(class) => TeachCommand::Press(class),
            Self::Release => TeachCommand::Release,
            Self::Tap(class) => TeachCommand::Tap(class),
            Self::Add => TeachCommand::Add,
            Self::Rename(class, name) => TeachCommand::Rename(class, name),
            Self::Learn(class, taught) => TeachCommand::Learn(class, taught),
            Self::Switch(class, on) => TeachCommand::Switch(class, on),
            Self::Delete(target, words) => TeachCommand::Delete(target, words),
            Self::Undo => TeachCommand::Undo,
            Self::Forget => TeachCommand::Forget,
            Self::Export => TeachCommand::Export,
            Self::Import { zip, replace } => TeachCommand::Import { zip: turn(zip), replace },
            Self::AddFiles(class, files) => {
                TeachCommand::AddFiles(class, files.into_iter().map(turn).collect())
            }
            Self::DropBeside => TeachCommand::DropBeside,
            Self::Dismiss => TeachCommand::Dismiss,
        }
    }
}
