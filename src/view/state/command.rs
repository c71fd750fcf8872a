//! The person's commands.

use std::rc::Rc;

use leptos::prelude::*;

use crate::view::dropped::{self, Kind};
use crate::view::panel::HubCommand;
use crate::view::problems::About;
use crate::view::teach::command::TeachCommand;
use crate::view::tools::command::ToolsCommand;
use tvlt::live::{Settings, Wish};
use tvlt::precision::Precision;

/// The person's commands.
#[derive(Debug, Clone)]
pub enum Command {
    /// A command about the source.
    Source(SourceCommand),
    /// Open the person's own weights, with `config.json` and `preprocessor_config.json` if there are any.
    OpenModel(Vec<web_sys::File>),
    /// Go back to the page's own model.
    DefaultModel,
    /// A command about models of the hub.
    Hub(HubCommand),
    /// Compute in this precision on the GPU.
    Precision(Precision),
    /// Use these mask settings.
    Settings(Settings),
    /// Use this clip length.
    Wish(Wish),
    /// A command about the person's own classes.
    Teach(TeachCommand<web_sys::File>),
    /// A command about the tools.
    Tools(ToolsCommand),
    /// Load the model and the workers again, after a failure.
    Retry,
    /// Dismiss the sentence on what is broken about this.
    Dismiss(About),
}

/// The person's commands about the source.
#[derive(Debug, Clone)]
pub enum SourceCommand {
    /// Open camera and microphone.
    Start,
    /// Open the bundled clip.
    Sample,
    /// Open the person's own video file.
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
    /// The command for files that were dropped on the page, by their names; `None` if there are none. `own` says whether the
    /// person's own classes are open.
    pub fn dropped(files: Vec<web_sys::File>, own: bool) -> Option<Self> {
        let is = |wanted| move |file: &&web_sys::File| dropped::kind(&file.name(), &file.type_()) == wanted;
        if files.iter().any(|file| is(Kind::Model)(&file)) {
            return Some(Self::OpenModel(files));
        }
        if let Some(zip) = files.iter().find(is(Kind::Zip)) {
            return Some(Self::Teach(TeachCommand::Import { zip: zip.clone(), replace: false }));
        }
        if own && files.iter().any(|file| is(Kind::Sample)(&file)) {
            return Some(Self::Teach(TeachCommand::DropBeside));
        }
        files.into_iter().next().map(|file| Self::Source(SourceCommand::Open(file)))
    }
}

/// The files of a picker or a drop, as a list.
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

    /// Sends a command to the handler.
    pub fn give(&self, command: Command) {
        // The handler is copied out first, so that the store is not borrowed while it runs.
        if let Some(handle) = self.0.try_get_value() {
            handle(command);
        }
    }
}
