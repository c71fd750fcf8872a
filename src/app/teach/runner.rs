//! Carries out the orders of the person's own classes, passes the answers back as events, and shows their state.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use web_sys::File;

use super::archive::archive;
use super::bringing::Bringing;
use super::client::TeachClient;
use super::event::{Asked, Event, Order, Reading, TaughtModel};
use super::fingerprint::fingerprint;
use super::guard::{self, Guard};
use super::news::News;
use super::payload;
use super::saving::save;
use super::teaching::Teaching;
use crate::app::crew::reading::Reading as CrewReading;
use crate::app::model::{ModelFiles, fetch, memory};
use crate::capture::now_ms;
use crate::models::entry::ModelEntry;
use crate::view::state::TeachState;
use crate::view::teach::command::TeachCommand;
use bridge::protocol::teach_state::{SampleId, Senses};
use bridge::wire::{Objects, describe};
use bridge::words::sentence;
use tvlt::live::{Teach as Carries, Update};

/// Time between two looks at the clock while a class is being recorded, in milliseconds.
const TICK_MS: u32 = 100;

/// The person's own classes, with the worker that learns them.
pub struct TeachRunner {
    teaching: RefCell<Teaching>,
    client: Rc<TeachClient>,
    state: TeachState,
    ticker: RefCell<Option<Timeout>>,
    bringing: RefCell<Bringing<File>>,
    /// While leaving the page would lose samples.
    guard: RefCell<Option<Guard>>,
    /// Rises with every model, so that the name of an older one is dropped.
    models: Cell<u32>,
    tell: Box<dyn Fn(News)>,
}

impl TeachRunner {
    /// Nothing is started until the person opens the classes.
    pub fn new(state: TeachState, tell: impl Fn(News) + 'static) -> Rc<Self> {
        Rc::new_cyclic(|this: &Weak<Self>| {
            let this = this.clone();
            let client = TeachClient::new(move |event| {
                if let Some(runner) = this.upgrade() {
                    runner.take(event);
                }
            });
            Self {
                teaching: RefCell::default(),
                client,
                state,
                ticker: RefCell::default(),
                bringing: RefCell::default(),
                guard: RefCell::default(),
                models: Cell::new(0),
                tell: Box::new(tell),
            }
        })
    }

    /// Carries out the person's command. A ZIP that comes before the classes are open is taken in once they are.
    pub fn obey(self: &Rc<Self>, command: TeachCommand<File>) {
        let is_open = self.teaching.borrow().open_classes().is_some();
        let command = self.bringing.borrow_mut().keep(command, is_open);
        self.take(Event::Asked(command.map(JsValue::from), now_ms()));
    }

    /// Opens the classes, and adds one with these files.
    pub fn teach_files(self: &Rc<Self>, files: Vec<File>) {
        self.obey(TeachCommand::Open);
        self.bringing.borrow_mut().bring(files);
        self.bring_on();
    }

    /// Another model is being loaded.
    pub fn unload(self: &Rc<Self>) {
        self.models.set(self.models.get() + 1);
        self.take(Event::Model(None));
    }

    /// A worker has loaded the model. `layers` are those that features are taken from.
    pub fn loaded(self: &Rc<Self>, entry: &ModelEntry, files: ModelFiles<JsValue>, layers: Vec<usize>) {
        let (runner, turn) = (self.clone(), self.models.get());
        let (id, prior) = (entry.id.clone(), entry.prior());
        spawn_local(async move {
            let key = fingerprint(&id, &files.weights).await;
            if runner.models.get() == turn {
                runner.take(Event::Model(Some(TaughtModel { key, layers, prior })));
            }
        });
    }

    /// Uses an update, which was asked for at `asked_ms`; `rest` is its payload behind the pictures.
    pub fn update(self: &Rc<Self>, update: &Update, rest: Vec<JsValue>, asked_ms: f64) {
        if self.is_open() {
            let look = payload::look(update, rest);
            self.take(Event::Update { look, asked_ms, now_ms: now_ms() });
        }
    }

    /// The model's workers have answered about an unread sample.
    pub fn read(self: &Rc<Self>, sample: SampleId, reading: CrewReading) {
        let reading = match reading {
            CrewReading::Features(lengths, numbers) => {
                let (sight, sound) = payload::features(lengths, numbers);
                let senses = Senses { sight: sight.is_some(), sound: sound.is_some() };
                Reading::Features(senses, sight.into_iter().chain(sound).collect())
            }
            CrewReading::Unreadable => Reading::Unreadable,
            CrewReading::NotNow => Reading::NotNow,
        };
        self.take(Event::Read(sample, reading));
    }

    /// Whether the page answers with the person's own classes.
    pub fn is_open(&self) -> bool {
        self.teaching.borrow().is_wanted()
    }

    /// What updates are to carry.
    pub fn carries(&self) -> Carries {
        self.teaching.borrow().carries()
    }

    /// Handles an event.
    pub fn take(self: &Rc<Self>, event: Event<JsValue>) {
        match event {
            Event::Answered(Asked::Add, Err(_)) => self.bringing.borrow_mut().give_up(),
            Event::Stopped { .. } => self.bringing.borrow_mut().begin_again(),
            _ => {}
        }
        let orders = self.teaching.borrow_mut().take(event);
        let is_closed = {
            let teaching = self.teaching.borrow();
            !teaching.is_wanted() || teaching.has_failed()
        };
        if is_closed {
            self.bringing.borrow_mut().give_up();
        }
        self.show();
        for order in orders {
            self.carry_out(order);
        }
        self.wind_ticker();
        self.bring_on();
    }

    /// Does the next thing for what waits for the classes to be open.
    fn bring_on(self: &Rc<Self>) {
        let next = {
            let teaching = self.teaching.borrow();
            self.bringing.borrow_mut().next(teaching.open_classes())
        };
        if let Some(command) = next {
            self.obey(command);
        }
    }

    fn show(&self) {
        let teaching = self.teaching.borrow();
        self.state.show_open(teaching.is_wanted());
        self.state.show_room(teaching.room());
        self.state.show_recording(teaching.recording(now_ms()));
        self.state.show_scene_changed(teaching.scene_has_changed());
        let mut guard = self.guard.borrow_mut();
        if teaching.would_lose() != guard.is_some() {
            *guard = teaching.would_lose().then(guard::begin);
        }
        let words = teaching.shows();
        let waits = || {
            let waits = self.bringing.borrow().has_zip();
            waits.then(|| ("The ZIP is taken in once your classes are open…".to_owned(), None))
        };
        self.state.show_words(&words.done, &words.note, words.working.clone().or_else(waits));
    }

    fn carry_out(self: &Rc<Self>, order: Order<JsValue>) {
        match order {
            Order::Ask { asked, request, payload, moved } => {
                let objects = if moved { Objects::moved(payload) } else { Objects::shared(payload) };
                self.client.ask(asked, request, objects);
            }
            Order::Dismiss => self.client.dismiss(),
            Order::Carry(_) => (self.tell)(News::Carry),
            Order::ForgetSenses => (self.tell)(News::ForgetSenses),
            Order::FetchPrior { turn, address } => {
                self.bring(async move { Event::Prior { turn, prior: fetched(&address).await } });
            }
            Order::FetchArchive(address) => {
                self.bring(async move { Event::Archive(archive(&address).await) })
            }
            Order::Persist => memory::persist(),
            Order::ForgetAddress => memory::forget_address("teach"),
            Order::Read { sample, clip, payload } => (self.tell)(News::Read(sample, clip, payload)),
            Order::ShowAnswer(answer) => {
                self.state.show_answer(answer.clone());
                (self.tell)(News::Answer(answer));
            }
            Order::ShowStrip(class, thumbnails, payload) => {
                let old = self.state.strips.with_untracked(|strips| strips.get(&class).cloned());
                let thumbs = payload::thumbs(&thumbnails, payload, &old.unwrap_or_default());
                self.state.show_strip(class, thumbs);
            }
            Order::Save { name, file } => {
                if let Err(error) = save(&name, &file) {
                    self.take(Event::Failed(format!("{name} could not be saved: {}.", describe(&error))));
                }
            }
        }
    }

    /// Keeps the clock running while a class is being recorded.
    fn wind_ticker(self: &Rc<Self>) {
        let records = self.teaching.borrow().recording(now_ms()).is_some();
        if !records || self.ticker.borrow().is_some() {
            return;
        }
        let this = Rc::downgrade(self);
        let tick = move || {
            if let Some(runner) = this.upgrade() {
                let over = runner.ticker.take();
                runner.take(Event::Tick(now_ms()));
                drop(over);
            }
        };
        self.ticker.replace(Some(Timeout::new(TICK_MS, tick)));
    }

    /// Awaits a future and handles the event that it returns.
    fn bring(self: &Rc<Self>, wait: impl Future<Output = Event<JsValue>> + 'static) {
        let runner = self.clone();
        spawn_local(async move {
            let event = wait.await;
            runner.take(event);
        });
    }
}

/// A file of the site.
///
/// # Errors
/// A sentence for the person.
async fn fetched(address: &str) -> Result<JsValue, String> {
    let bytes = fetch::fetch_bytes(address, |_, _| {}).await;
    bytes.map(JsValue::from).map_err(|error| sentence(&error.to_string()))
}
