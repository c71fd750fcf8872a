//! The state that the page shows, by concern, and the commands that a person can give.
//!
//! Components read the values. Only the methods of each state, which the app calls, change them: a component that wants
//! a change gives a command.

mod answer;
mod command;
mod hub;
mod model;
mod running;
mod settings;
mod shown;
mod source;
mod status;
mod surprise;
mod teach;
mod tools;
mod tour;

pub use answer::AnswerState;
pub use command::{Command, Commands, SourceCommand, listed};
pub use hub::HubState;
pub use model::ModelState;
pub use running::RunningState;
pub use settings::SettingsState;
pub use shown::Shown;
pub use source::{DeviceOption, SourceState};
pub use status::{Status, StatusState, Wait};
pub use surprise::SurpriseState;
pub use teach::TeachState;
pub use tools::ToolsState;
pub use tour::TourState;

use super::canvases::Canvases;

/// The page's state, by concern. Copying it copies handles to the same values.
#[derive(Clone, Copy, Default)]
pub struct PageState {
    /// The status, and what is broken.
    pub status: StatusState,
    /// Where pictures and sound come from.
    pub source: SourceState,
    /// Which model runs, and what it can do.
    pub model: ModelState,
    /// Its results.
    pub answer: AnswerState,
    /// Where it runs, and how fast.
    pub running: RunningState,
    /// The person's settings.
    pub settings: SettingsState,
    /// Models of the hub.
    pub hub: HubState,
    /// The person's own classes.
    pub teach: TeachState,
    /// The tools.
    pub tools: ToolsState,
    /// Surprise over time.
    pub surprise: SurpriseState,
    /// The tour.
    pub tour: TourState,
    /// Where the six pictures are drawn.
    pub canvases: Canvases,
}

impl PageState {
    /// Clears the results of the last updates. The pictures stay, dimmed.
    pub fn clear_results(&self) {
        self.answer.clear();
        self.running.clear_pace();
    }
}
