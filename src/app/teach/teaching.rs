//! The state of the person's own classes. Events enter it through [`Teaching::take`].

use std::collections::BTreeMap;

use super::event::{Asked, Event, Order, TaughtModel};
use super::reading::ReadingOn;
use super::recorder::Recorder;
use bridge::protocol::teach::Request;
use bridge::protocol::teach_state::{BurstId, BurstState, ClassId, ClassState, RoomState, SampleId};
use tvlt::live::Teach as Carries;
use tvlt::teach::scene_change::SceneWatch;

/// The state of the person's own classes.
#[derive(Debug)]
pub struct Teaching {
    /// Whether the person has opened them.
    pub(super) wanted: bool,
    pub(super) model: Option<TaughtModel>,
    pub(super) stage: Stage,
    /// Rises with every try to open the classes; answers to an older one are dropped.
    pub(super) turn: u32,
    /// The classes as the worker last reported them.
    pub(super) room: Option<RoomState>,
    /// Whether the source gives pictures or sound.
    pub(super) source: bool,
    pub(super) recorder: Recorder,
    /// The burst that samples belong to, once the worker has named it.
    pub(super) burst: Option<BurstId>,
    /// The class whose recording has ended, while its last samples may still be on their way.
    pub(super) ended: Option<ClassId>,
    /// Whether a look is unanswered.
    pub(super) looks: bool,
    pub(super) reading: ReadingOn,
    /// When the last update arrived.
    pub(super) updated_ms: f64,
    /// Whether the scene is another one than the recorded background.
    pub(super) scene: SceneWatch,
    pub(super) strips: BTreeMap<ClassId, Strip>,
    /// The ZIP of the page's address, until it is taken in.
    pub(super) address: Option<String>,
    /// Whether the browser has been asked not to evict what is kept on the device.
    pub(super) persists: bool,
    /// When the worker was last started again by itself after it had stopped.
    pub(super) restarted_ms: Option<f64>,
    /// Why the classes could not be opened, or are not open any more, in a sentence.
    pub(super) failed: String,
    /// Whether samples are only in memory, so that they are lost when the page is left.
    pub(super) unkept: bool,
    /// What updates carry.
    carries: Carries,
    pub(super) shows: Shows,
}

/// Stages of opening the classes for a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// They are not open.
    Closed,
    /// What the model brings for teaching is being fetched.
    Fetching,
    /// The worker opens them.
    Opening,
    /// They are open.
    Open,
}

/// What is known of the small pictures of a class.
#[derive(Debug, Clone, Default)]
pub struct Strip {
    /// The bursts that they were asked for.
    pub asked: Vec<BurstState>,
    /// The samples whose pictures have arrived.
    pub have: Vec<SampleId>,
}

/// Words for the person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shows {
    /// What failed, in a sentence; empty where nothing did.
    pub note: String,
    /// What has just been done, for everybody.
    pub done: String,
    /// What goes on, with the share that is done, where that is known.
    pub working: Option<(String, Option<f64>)>,
}

impl Default for Teaching {
    fn default() -> Self {
        Self {
            wanted: false,
            model: None,
            stage: Stage::Closed,
            turn: 0,
            room: None,
            source: false,
            recorder: Recorder::default(),
            burst: None,
            ended: None,
            looks: false,
            reading: ReadingOn::default(),
            updated_ms: 0.0,
            scene: SceneWatch::default(),
            strips: BTreeMap::new(),
            address: None,
            persists: false,
            restarted_ms: None,
            failed: String::new(),
            unkept: false,
            carries: Carries::Off,
            shows: Shows::default(),
        }
    }
}

impl Teaching {
    /// Handles an event. Returns the orders to carry out, in this order.
    pub fn take<P: Clone>(&mut self, event: Event<P>) -> Vec<Order<P>> {
        let mut orders = match event {
            Event::Asked(command, now_ms) => self.asked(command, now_ms),
            Event::Address(address) => {
                self.address = Some(address);
                self.open()
            }
            Event::Model(model) => self.model_is(model),
            Event::Source(works) => self.source_works(works),
            Event::Reset => self.reset(),
            Event::Update { look, asked_ms, now_ms } => self.updated(look, asked_ms, now_ms),
            Event::Tick(now_ms) => self.ticked(now_ms),
            Event::Prior { turn, prior } => self.prior(turn, prior),
            Event::Archive(zip) => self.archive(zip),
            Event::Answered(asked, answer) => self.answered(asked, answer),
            Event::Told(event) => self.told(event),
            Event::Stopped { why, now_ms } => self.stopped(&why, now_ms),
            Event::Failed(why) => {
                self.shows.note = why;
                Vec::new()
            }
            Event::Read(sample, reading) => self.read(sample, reading),
            Event::Activated => self.activated(),
        };
        let carries = self.to_carry();
        if carries != self.carries {
            self.carries = carries;
            orders.push(Order::Carry(carries));
        }
        orders
    }

    /// Whether the person has opened them.
    pub fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// The classes; `None` until they are open for the first time.
    pub fn room(&self) -> Option<&RoomState> {
        self.room.as_ref()
    }

    /// The classes, where they are open for the model that runs.
    pub fn open_classes(&self) -> Option<&RoomState> {
        self.room.as_ref().filter(|_| self.wanted && self.stage == Stage::Open)
    }

    /// Whether they are not open, although there is a model for them, as they could not be opened or the worker has stopped.
    pub fn has_failed(&self) -> bool {
        self.wanted && self.stage == Stage::Closed && self.model.is_some()
    }

    /// Whether samples are lost when the page is left.
    pub fn would_lose(&self) -> bool {
        self.unkept
    }

    /// What updates carry.
    pub fn carries(&self) -> Carries {
        self.carries
    }

    /// The class that is being recorded, and the seconds left where it ends by itself.
    pub fn recording(&self, now_ms: f64) -> Option<(ClassId, Option<u32>)> {
        Some((ClassId(self.recorder.class()?), self.recorder.seconds_left(now_ms)))
    }

    /// Whether the scene is another one than the recorded background, so that it should be recorded again.
    pub fn scene_has_changed(&self) -> bool {
        self.scene.has_changed()
    }

    /// Words for the person.
    pub fn shows(&self) -> &Shows {
        &self.shows
    }

    fn to_carry(&self) -> Carries {
        if !self.wanted || self.stage != Stage::Open {
            Carries::Off
        } else if self.recorder.class().is_some() {
            Carries::Samples
        } else {
            Carries::Features
        }
    }

    /// Shows the classes, and opens them if they are not open.
    pub(super) fn open<P: Clone>(&mut self) -> Vec<Order<P>> {
        let mut orders = Vec::new();
        if !self.wanted {
            self.wanted = true;
            // The scores that are shown are those of other classes.
            orders.push(Order::ShowAnswer(None));
        }
        if let Some(model) = self.model.clone().filter(|_| self.stage == Stage::Closed) {
            self.turn += 1;
            match model.prior {
                Some(address) => {
                    self.stage = Stage::Fetching;
                    orders.push(Order::FetchPrior { turn: self.turn, address });
                }
                None => orders.extend(self.open_room(None)),
            }
        }
        orders
    }

    /// What the model brings for teaching has arrived, or not.
    fn prior<P: Clone>(&mut self, turn: u32, prior: Result<P, String>) -> Vec<Order<P>> {
        if turn != self.turn || self.stage != Stage::Fetching {
            return Vec::new();
        }
        if let Err(why) = &prior {
            self.shows.note = format!("{why} Your own classes work without it, less well.");
        }
        self.open_room(prior.ok())
    }

    fn open_room<P: Clone>(&mut self, prior: Option<P>) -> Vec<Order<P>> {
        let Some(model) = &self.model else { return Vec::new() };
        let request = Request::Open { model: model.key.clone(), layers: model.layers.clone() };
        self.stage = Stage::Opening;
        vec![ask(Asked::Open(self.turn), request, prior.into_iter().collect())]
    }

    /// Another model, or none. The worker is told once the classes are open for it.
    fn model_is<P: Clone>(&mut self, model: Option<TaughtModel>) -> Vec<Order<P>> {
        if model == self.model {
            return Vec::new();
        }
        self.model = model;
        self.stage = Stage::Closed;
        self.recorder.stop();
        self.looks = false;
        self.reading = ReadingOn::default();
        self.scene = SceneWatch::default();
        if self.wanted { self.open() } else { Vec::new() }
    }

    /// The class with this id, as the worker last reported it.
    pub(super) fn class(&self, id: ClassId) -> Option<&ClassState> {
        self.room.as_ref()?.classes.iter().find(|class| class.id == id)
    }
}

/// A request whose objects are transferred.
pub(super) fn ask<P>(asked: Asked, request: Request, payload: Vec<P>) -> Order<P> {
    Order::Ask { asked, request, payload, moved: true }
}
