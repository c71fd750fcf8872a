//! What a person asks of the page.

use std::rc::Rc;

use leptos::prelude::*;

use crate::view::panel::HubCommand;
use bridge::hub::is_weights;
use tvlt::live::{Settings, Wish};
use tvlt::precision::Precision;

/// What a person asks of the page.
#[derive(Debug, Clone)]
pub enum Command {
    /// Something about the source.
    Source(SourceCommand),
    /// A model's weights of one's own, with its `config.json` and `preprocessor_config.json` if there are any.
    OpenModel(Vec<web_sys::File>),
    /// The page's own model again.
    DefaultModel,
    /// Something about models of the hub.
    Hub(HubCommand),
    /// Compute with these numbers on the GPU.
    Precision(Precision),
    /// Hide and show these parts.
    Settings(Settings),
    /// Take so much of the last seconds at once.
    Wish(Wish),
    /// Load model and workers anew, after a failure.
    Retry,
    /// What is broken has been read.
    Dismiss,
}

/// What a person asks of the source.
#[derive(Debug, Clone)]
pub enum SourceCommand {
    /// Camera and microphone.
    Start,
    /// The bundled clip.
    Sample,
    /// A video file of one's own.
    Open(web_sys::File),
    /// Change to the camera with this id.
    Camera(String),
    /// Change to the microphone with this id.
    Microphone(String),
    /// Change between front and rear camera.
    Flip,
    /// Close the source.
    Stop,
}

impl Command {
    /// What files that were dropped on the page are for, by their names; `None` for none.
    pub fn dropped(files: Vec<web_sys::File>) -> Option<Self> {
        let is_of_model = |name: &str| is_weights(name) || name.to_lowercase().ends_with(".json");
        if files.iter().any(|file| is_of_model(&file.name())) {
            return Some(Self::OpenModel(files));
        }
        files.into_iter().next().map(|file| Self::Source(SourceCommand::Open(file)))
    }
}

/// What a picker or a drop brings, as a list.
pub fn listed(files: Option<web_sys::FileList>) -> Vec<web_sys::File> {
    files.map(|files| (0..files.length()).filter_map(|index| files.get(index)).collect()).unwrap_or_default()
}

/// Where commands go.
#[derive(Clone, Copy)]
pub struct Commands(StoredValue<Rc<dyn Fn(Command)>, LocalStorage>);

impl Commands {
    /// Commands go to `handle`.
    pub fn new(handle: impl Fn(Command) + 'static) -> Self {
        Self(StoredValue::new_local(Rc::new(handle)))
    }

    /// Gives a command.
    pub fn give(&self, command: Command) {
        // Taken out first: the handler may run for long and must not hold the store.
        if let Some(handle) = self.0.try_get_value() {
            handle(command);
        }
    }
}
