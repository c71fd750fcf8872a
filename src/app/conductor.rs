//! The page's root: joins capture, workers and pictures, and does what the person and the crew ask.
//!
//! One value is latest everywhere: a frame waits in a slot of one until the worker is idle, and a
//! newer frame takes its place.

mod downloader;
mod hub;
mod model_files;
mod source;
mod updates;
mod workers;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use leptos::prelude::*;

use self::{downloader::Getting, model_files::Chosen, source::Source, updates::Showing, workers::Workers};
use super::address::{Address, DeviceChoice, SourceChoice};
use super::crew::Crew;
use crate::app::fetch::ModelFiles;
use crate::view::state::{Activity, Command, Commands, PageState};
use bridge::client::Client;
use bridge::hub::Place;
use bridge::protocol::files::Files;
use bridge::protocol::model::Request;

/// How long a note about workers stays, in milliseconds.
const NOTE_MS: f64 = 10_000.0;

/// The page's root. It lives as long as the page.
pub struct Conductor {
    state: PageState,
    address: RefCell<Address>,
    crew: RefCell<Crew>,
    workers: RefCell<Workers>,
    /// The model's files, fetched once for both workers.
    files: RefCell<Option<ModelFiles>>,
    /// Which model shall run.
    chosen: RefCell<Chosen>,
    /// Whether the model that the page opens with is asked from the worker that downloads.
    opening: Cell<bool>,
    /// The worker that downloads, once there was something to ask of it.
    downloader: RefCell<Option<Client<Files>>>,
    /// The download that runs.
    getting: RefCell<Option<Getting>>,
    /// What the hub was asked about.
    looked_for: RefCell<Option<Place>>,
    /// Whether the person has cancelled the download that still runs.
    cancelling: Cell<bool>,
    /// The key, or the repository, of the model of the hub that shall run once it is there.
    awaited: RefCell<Option<String>>,
    /// What to remember for the next visit once the model has loaded: a model of the hub by its key.
    proving: RefCell<Option<String>>,
    /// Rises with every try to load the page's model; what an older try brings is dropped.
    attempt: Cell<u32>,
    source: Source,
    showing: RefCell<Showing>,
    /// A sentence of the crew's that stands a while before the usual one, and since when.
    note: RefCell<Option<(String, f64)>>,
}

impl Conductor {
    /// Starts to load the model at once, so that the first answer follows soon after a click; opens
    /// the source that the address asks for.
    ///
    /// Call it where the page is mounted: it follows signals, and lives as long as the commands.
    pub fn start(state: PageState) -> Commands {
        let address = read_address();
        state.precision.set(address.precision);
        for remark in &address.remarks {
            state.remark(remark);
        }
        let opens = address.source;
        let conductor = Rc::new(Self {
            state,
            crew: RefCell::new(Crew::new(address.device)),
            address: RefCell::new(address),
            workers: RefCell::default(),
            files: RefCell::default(),
            chosen: RefCell::default(),
            opening: Cell::new(false),
            downloader: RefCell::default(),
            getting: RefCell::default(),
            looked_for: RefCell::default(),
            cancelling: Cell::new(false),
            awaited: RefCell::default(),
            proving: RefCell::default(),
            attempt: Cell::new(0),
            source: Source::default(),
            showing: RefCell::default(),
            note: RefCell::default(),
        });
        conductor.begin();
        conductor.watch_settings();
        conductor.watch_surroundings();
        match opens {
            Some(SourceChoice::Camera) => conductor.obey(Command::Start),
            Some(SourceChoice::Sample) => conductor.obey(Command::Sample),
            None => {}
        }
        Commands::new(move |command| conductor.obey(command))
    }

    /// Loads model and workers from the beginning.
    fn begin(self: &Rc<Self>) {
        self.attempt.set(self.attempt.get() + 1);
        self.workers.take();
        self.files.take();
        self.state.report.set(String::new());
        self.state.loaded.set(None);
        self.state.budgeted.set(None);
        self.showing.take();
        self.note.take();
        let device = self.address.borrow().device;
        self.crew.replace(Crew::new(device));
        let orders = self.crew.borrow_mut().begin();
        self.carry_out(orders);
        self.fetch_model();
        if device == DeviceChoice::WebGpu {
            self.ask_for_adapter();
        }
    }

    /// Does what the person asks.
    fn obey(self: &Rc<Self>, command: Command) {
        match command {
            Command::Retry => {
                self.state.problem.set(None);
                self.begin();
            }
            Command::Precision(precision) => {
                // burn's device keeps to what it began with, so other numbers need another worker.
                self.state.precision.set(precision);
                self.begin();
            }
            Command::OpenModel(files) => self.change_model(Chosen::Own(files)),
            Command::DefaultModel => self.change_model(Chosen::Site(String::new())),
            Command::Hub(command) => self.obey_hub(command),
            Command::Stop => {
                self.state.forget_source_problem();
                self.close_source();
            }
            opening => self.open_source(opening),
        }
    }

    /// Each change of the sliders, the toggle and the clip's length goes to the worker that runs.
    fn watch_settings(self: &Rc<Self>) {
        let conductor = self.clone();
        let settings = self.state.settings;
        Effect::new(move |_| {
            let settings = settings.get();
            conductor.send(Request::Settings(settings), Vec::new());
        });
        let conductor = self.clone();
        let wish = self.state.wish;
        Effect::new(move |_| {
            let wish = wish.get();
            conductor.send(Request::Budget(wish), Vec::new());
        });
    }

    /// What the page says when nothing is being waited for.
    fn say_standing(&self) {
        let waits = self.state.status.with_untracked(|status| status.wait.is_some());
        if waits && self.crew.borrow().active().is_none() {
            return;
        }
        let mut sentence = match self.state.activity.get_untracked() {
            Activity::Idle => "Ready. Start the camera, or play the sample clip.".into(),
            Activity::Opening => "Opening camera and microphone: the browser may ask whether it may.".into(),
            Activity::Running => self.source.sentence(),
            Activity::Paused => "Paused while this tab is hidden.".into(),
        };
        if let Some((note, _)) = &*self.note.borrow() {
            sentence = format!("{note} {sentence}");
        }
        self.state.say(sentence);
    }

    /// Says a sentence that stays for [`NOTE_MS`] beside the usual one.
    fn say_note(&self, sentence: String) {
        self.note.replace(Some((sentence.clone(), now_ms())));
        self.state.say(sentence);
    }

    /// All goes well again: a note that has stood long enough goes.
    fn expire_note(&self) {
        let stood = self.note.borrow().as_ref().is_some_and(|(_, since_ms)| now_ms() - since_ms > NOTE_MS);
        if stood {
            self.note.take();
            self.say_standing();
        }
    }
}

/// Milliseconds since the page was opened.
fn now_ms() -> f64 {
    window().performance().map_or_else(js_sys::Date::now, |clock| clock.now())
}

/// Reads the parameters of the page's own address.
fn read_address() -> Address {
    let search = window().location().search().unwrap_or_default();
    let Ok(parameters) = web_sys::UrlSearchParams::new_with_str(&search) else { return Address::default() };
    let values = ["device", "source", "model", "precision"].map(|name| (name, parameters.get(name)));
    Address::from_parameters(values.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))))
}
