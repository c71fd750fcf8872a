//! All that the page shows, as signals; and all that a person can ask of it, as commands.

use std::rc::Rc;

use leptos::prelude::*;

use super::hub::{HubCommand, HubState};
use super::pictures::Canvases;
use crate::models::chosen_files::Role;
use crate::models::index::ModelEntry;
use bridge::hub::is_weights;
use bridge::protocol::Backend;
use tvlt::live::{Budgeted, LoadedModel, Prediction, Scale, Settings, Wish};
use tvlt::precision::Precision;

/// The page's state. Copying it copies handles to the same signals.
#[derive(Clone, Copy)]
pub struct PageState {
    /// Whether a source is open.
    pub activity: RwSignal<Activity>,
    /// What goes on.
    pub status: RwSignal<Status>,
    /// What is broken; `None` when all is well.
    pub problem: RwSignal<Option<Problem>>,
    /// The chosen model.
    pub model: RwSignal<Option<ModelEntry>>,
    /// What a worker says of the model, once one has loaded it.
    pub loaded: RwSignal<Option<LoadedModel>>,
    /// What each chosen file of the person's was taken for, by its name; empty for other models.
    pub own_files: RwSignal<Vec<(String, Role)>>,
    /// What is known of a weights file that did not load; empty where all is well.
    pub report: RwSignal<String>,
    /// Who takes the frames.
    pub backend: RwSignal<Option<Backend>>,
    /// Why.
    pub reason: RwSignal<String>,
    /// Time of an update, in milliseconds, over the last two seconds.
    pub latency_ms: RwSignal<Option<f64>>,
    /// Updates a second, over the last two seconds.
    pub updates_per_second: RwSignal<Option<f64>>,
    /// Classes with their scores, best first; empty while nothing is recognised.
    pub predictions: RwSignal<Vec<Prediction>>,
    /// Whether sound and picture belong together, 0 to 1.
    pub match_score: RwSignal<Option<f32>>,
    /// Whether sound arrives at the model.
    pub hears: RwSignal<bool>,
    /// Whether pictures arrive at the model.
    pub sees: RwSignal<bool>,
    /// Whether the open source gives sound now.
    pub has_sound: RwSignal<bool>,
    /// Whether the open source gives pictures now.
    pub has_picture: RwSignal<bool>,
    /// The class that has led for a second, for screen readers.
    pub announcement: RwSignal<String>,
    /// What the sliders and the toggle say.
    pub settings: RwSignal<Settings>,
    /// How much of the last seconds the person wants the model to take.
    pub wish: RwSignal<Wish>,
    /// What the GPU shall compute with.
    pub precision: RwSignal<Precision>,
    /// How much it takes.
    pub budgeted: RwSignal<Option<Budgeted>>,
    /// Cameras to choose from.
    pub cameras: RwSignal<Vec<DeviceOption>>,
    /// Id of the camera that runs or shall run; empty for the browser's choice.
    pub camera: RwSignal<String>,
    /// Microphones to choose from.
    pub microphones: RwSignal<Vec<DeviceOption>>,
    /// Id of the microphone that runs or shall run; empty for the browser's choice.
    pub microphone: RwSignal<String>,
    /// Whether the device has a front and a rear camera to switch between.
    pub can_flip: RwSignal<bool>,
    /// The hub's part of the page.
    pub hub: HubState,
    /// Where the six pictures are drawn.
    pub canvases: Canvases,
}

impl PageState {
    /// A page that has just arrived.
    pub fn new() -> Self {
        Self {
            activity: RwSignal::new(Activity::Idle),
            status: RwSignal::new(Status::default()),
            problem: RwSignal::new(None),
            model: RwSignal::new(None),
            loaded: RwSignal::new(None),
            own_files: RwSignal::new(Vec::new()),
            report: RwSignal::new(String::new()),
            backend: RwSignal::new(None),
            reason: RwSignal::new(String::new()),
            latency_ms: RwSignal::new(None),
            updates_per_second: RwSignal::new(None),
            predictions: RwSignal::new(Vec::new()),
            match_score: RwSignal::new(None),
            hears: RwSignal::new(false),
            sees: RwSignal::new(false),
            has_sound: RwSignal::new(false),
            has_picture: RwSignal::new(false),
            announcement: RwSignal::new(String::new()),
            settings: RwSignal::new(Settings::default()),
            wish: RwSignal::new(Wish::default()),
            precision: RwSignal::new(Precision::default()),
            budgeted: RwSignal::new(None),
            cameras: RwSignal::new(Vec::new()),
            camera: RwSignal::new(String::new()),
            microphones: RwSignal::new(Vec::new()),
            microphone: RwSignal::new(String::new()),
            can_flip: RwSignal::new(false),
            hub: HubState::new(),
            canvases: Canvases::default(),
        }
    }

    /// What the scores are.
    pub fn scale(&self) -> Scale {
        self.loaded.with(|loaded| loaded.as_ref().map(|model| model.scale)).unwrap_or_default()
    }

    /// Whether the model has classes; while none is loaded the page is laid out as if it had.
    pub fn classifies(&self) -> bool {
        self.loaded.with(|loaded| loaded.as_ref().is_none_or(|model| !model.labels.is_empty()))
    }

    /// Whether the model fills in what is hidden; while none is loaded the page is laid out as if it did.
    pub fn reconstructs(&self) -> bool {
        self.loaded.with(|loaded| loaded.as_ref().is_none_or(|model| model.reconstructs))
    }

    /// Whether the model compares sound and picture; as above.
    pub fn matches(&self) -> bool {
        self.loaded.with(|loaded| loaded.as_ref().is_none_or(|model| model.matches))
    }

    /// Says what goes on, without a progress bar.
    pub fn say(&self, sentence: impl Into<String>) {
        self.status.set(Status { sentence: sentence.into(), wait: None });
    }

    /// Says what is broken with model or workers; `retry` where loading them anew may help.
    pub fn fail(&self, message: impl Into<String>, retry: bool) {
        self.problem.set(Some(Problem { message: message.into(), retry, about_source: false }));
    }

    /// Says what is wrong with the source.
    pub fn fail_source(&self, message: impl Into<String>) {
        self.problem.set(Some(Problem { message: message.into(), retry: false, about_source: true }));
    }

    /// Adds a sentence about something that is not as the address asks.
    pub fn remark(&self, sentence: &str) {
        let before = self.problem.get_untracked();
        let before = before.map(|problem| problem.message + " ").unwrap_or_default();
        self.fail(before + sentence, false);
    }

    /// Another source is tried: what was wrong with the last one says nothing any more.
    pub fn forget_source_problem(&self) {
        if self.problem.with_untracked(|problem| problem.as_ref().is_some_and(|problem| problem.about_source))
        {
            self.problem.set(None);
        }
    }

    /// Takes back what the last updates showed. The pictures stay, dimmed.
    pub fn clear_results(&self) {
        self.predictions.set(Vec::new());
        self.match_score.set(None);
        self.latency_ms.set(None);
        self.updates_per_second.set(None);
        self.hears.set(false);
        self.sees.set(false);
        self.announcement.set(String::new());
    }
}

impl Default for PageState {
    fn default() -> Self {
        Self::new()
    }
}

/// What the page does with a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// None is open.
    Idle,
    /// One is being opened.
    Opening,
    /// Frames and sound arrive.
    Running,
    /// The tab is hidden; nothing runs until it shows again.
    Paused,
}

/// A sentence about what goes on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Status {
    /// For the person.
    pub sentence: String,
    /// How far a wait has come, where there is one to wait for.
    pub wait: Option<Wait>,
}

/// How far a wait has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wait {
    /// Nobody knows.
    Unknown,
    /// Share that is done, 0 to 1.
    Share(f64),
}

/// A sentence about what is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What happened and what to do.
    pub message: String,
    /// Whether another try may help.
    pub retry: bool,
    /// Whether it is camera, microphone or file that fails, so that opening another settles it.
    pub about_source: bool,
}

/// A camera or microphone in a picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceOption {
    /// The browser's id.
    pub id: String,
    /// For people.
    pub label: String,
}

/// What a person asks of the page.
#[derive(Debug, Clone)]
pub enum Command {
    /// Camera and microphone.
    Start,
    /// The bundled clip.
    Sample,
    /// A video file of one's own.
    Open(web_sys::File),
    /// A model's weights of one's own, with its `config.json` and `preprocessor_config.json` if there are any.
    OpenModel(Vec<web_sys::File>),
    /// The page's own model again.
    DefaultModel,
    /// Something about models of the hub.
    Hub(HubCommand),
    /// Compute with these numbers on the GPU.
    Precision(Precision),
    /// Close the source.
    Stop,
    /// Change to the camera with this id.
    Camera(String),
    /// Change to the microphone with this id.
    Microphone(String),
    /// Change between front and rear camera.
    Flip,
    /// Load model and workers anew, after a failure.
    Retry,
}

impl Command {
    /// What files that were dropped on the page are for, by their names; `None` for none.
    pub fn dropped(files: Vec<web_sys::File>) -> Option<Self> {
        let is_of_model = |name: &str| is_weights(name) || name.to_lowercase().ends_with(".json");
        if files.iter().any(|file| is_of_model(&file.name())) {
            return Some(Self::OpenModel(files));
        }
        files.into_iter().next().map(Self::Open)
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
