//! Opens and closes sources as [`Source`] orders, and passes on their pictures and sound.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::{prelude::*, task::spawn_local};
use web_sys::File;

use super::event::{Event, Kind, Order, Senses};
use super::machine::Source;
use super::news::News;
use crate::app::tools::tour::Playing;
use crate::capture::devices::{Device, DeviceWatch};
use crate::capture::visibility::VisibilityWatch;
use crate::capture::{CaptureError, CaptureEvent, CaptureSession, GrabbedFrame, Moment, devices, visibility};
use crate::view::activity::Activity;
use crate::view::dropped;
use crate::view::state::{DeviceOption, SourceCommand, SourceState, StatusState};

/// The bundled clip, relative to the page.
const SAMPLE_CLIP: &str = "sample/digits.mp4";

/// The page's source, with its devices.
pub struct SourceRunner {
    source: RefCell<Source<File>>,
    state: SourceState,
    status: StatusState,
    session: RefCell<Option<CaptureSession>>,
    /// The latest-value slot: the newest frame that no worker has taken yet.
    slot: RefCell<Option<GrabbedFrame>>,
    watches: RefCell<Option<(DeviceWatch, VisibilityWatch)>>,
    tell: Box<dyn Fn(News)>,
}

impl SourceRunner {
    /// A runner without an open source. It watches for changes of the devices and of the tab's visibility.
    pub fn new(state: SourceState, status: StatusState, tell: impl Fn(News) + 'static) -> Rc<Self> {
        let runner = Rc::new(Self {
            source: RefCell::default(),
            state,
            status,
            session: RefCell::default(),
            slot: RefCell::default(),
            watches: RefCell::default(),
            tell: Box::new(tell),
        });
        let this = Rc::downgrade(&runner);
        let on_devices = move || {
            if let Some(runner) = this.upgrade() {
                runner.list_devices();
            }
        };
        let this = Rc::downgrade(&runner);
        let on_visibility = move |visible| {
            if let Some(runner) = this.upgrade() {
                runner.take(Event::Visible(visible));
            }
        };
        runner.watches.replace(Some((devices::watch(on_devices), visibility::watch(on_visibility))));
        runner.list_devices();
        runner
    }

    /// Carries out the person's command.
    pub fn obey(self: &Rc<Self>, command: SourceCommand) {
        self.take(match command {
            SourceCommand::Start => Event::Start,
            SourceCommand::Sample => Event::Sample,
            SourceCommand::Open(file) if !dropped::may_play(&file.type_()) => {
                Event::Unplayable(CaptureError::Undecodable.to_string())
            }
            SourceCommand::Open(file) => Event::File { name: file.name(), file },
            SourceCommand::Camera(id) => Event::Camera(id),
            SourceCommand::Microphone(id) => Event::Microphone(id),
            SourceCommand::Flip => Event::Flip,
            SourceCommand::Stop => Event::Stop,
        });
    }

    /// A worker has become active: it gets the source's sound, and starts with an empty clip.
    pub fn connect(self: &Rc<Self>) {
        self.take(Event::Connect);
    }

    /// Takes the waiting frame, if the source runs.
    pub fn waiting_frame(&self) -> Option<GrabbedFrame> {
        if self.activity() == Activity::Running { self.slot.take() } else { None }
    }

    /// What the page does with the source.
    pub fn activity(&self) -> Activity {
        self.source.borrow().activity()
    }

    /// What plays, or is being opened.
    pub fn playing(&self) -> Playing {
        self.source.borrow().playing()
    }

    /// Whether the open source gives pictures or sound now.
    pub fn uses_any_sense(&self) -> bool {
        self.source.borrow().senses() != Senses::default()
    }

    /// Sentences on what plays, and on what is missing.
    pub fn sentence(&self) -> String {
        let session = self.session.borrow();
        let Some(session) = session.as_ref() else { return String::new() };
        let mut words = self.source.borrow().sentence();
        for notice in session.notices() {
            words.push(' ');
            words.push_str(&notice.to_string());
        }
        words
    }

    fn take(self: &Rc<Self>, event: Event<File>) {
        let orders = self.source.borrow_mut().take(event);
        self.show();
        for order in orders {
            self.carry_out(order);
        }
        (self.tell)(News::Changed);
    }

    fn carry_out(self: &Rc<Self>, order: Order<File>) {
        match order {
            Order::Release => {
                self.slot.take();
                let released = self.session.take();
                drop(released);
            }
            Order::Open { turn, kind } => {
                let runner = self.clone();
                spawn_local(async move {
                    let opened = open(&kind).await;
                    runner.opened(turn, opened);
                });
            }
            Order::Pause => self.of_session(CaptureSession::pause),
            Order::Resume => self.of_session(CaptureSession::resume),
            Order::DropFrame => {
                self.slot.take();
            }
            Order::LeadSound => {
                let port = self.session.borrow().as_ref().and_then(CaptureSession::audio_port);
                (self.tell)(port.map_or(News::NoSound, |(port, rate)| News::Sound(port, rate)));
            }
            Order::NoSound => (self.tell)(News::NoSound),
            Order::Reset => (self.tell)(News::Reset),
            Order::ClearResults => (self.tell)(News::ClearResults),
            Order::RestartPace => (self.tell)(News::RestartPace),
            Order::ListDevices => self.list_devices(),
            Order::Settle => self.status.settle_source(),
            Order::Fail(why) => self.status.source_fails(why),
        }
    }

    fn opened(self: &Rc<Self>, turn: u32, opened: Result<CaptureSession, CaptureError>) {
        let session = match opened {
            Ok(session) => session,
            Err(error) => return self.take(Event::NotOpened { turn, why: error.to_string() }),
        };
        // If the person has chosen something else meanwhile, this session is dropped here.
        if !self.source.borrow().is_opening(turn) {
            return;
        }
        let this = Rc::downgrade(self);
        let take = move |moment| {
            if let Some(runner) = this.upgrade() {
                runner.moment(moment);
            }
        };
        let this = Rc::downgrade(self);
        let tell = move |event| {
            if let Some(runner) = this.upgrade() {
                runner.happened(event);
            }
        };
        let (camera, microphone) = session.device_ids();
        let senses = senses(Some(&session));
        session.on_moment(take);
        session.on_event(tell);
        self.session.replace(Some(session));
        let visible = visibility::is_visible();
        self.take(Event::Opened { turn, senses, camera, microphone, visible });
    }

    fn moment(&self, moment: Moment) {
        match moment {
            Moment::Picture(frame) => {
                // An older frame is dropped.
                self.slot.replace(Some(frame));
                (self.tell)(News::Picture);
            }
            Moment::SoundOnly => {
                self.slot.take();
                (self.tell)(News::SoundOnly);
            }
        }
    }

    fn happened(self: &Rc<Self>, event: CaptureEvent) {
        let senses = senses(self.session.borrow().as_ref());
        self.take(match event {
            CaptureEvent::AllLost | CaptureEvent::Failed(_) => Event::Ended(event.to_string()),
            CaptureEvent::CameraLost | CaptureEvent::MicrophoneLost => Event::Lost(senses, event.to_string()),
            CaptureEvent::Changed => Event::Changed(senses),
        });
    }

    fn of_session(&self, act: impl FnOnce(&CaptureSession)) {
        if let Some(session) = &*self.session.borrow() {
            act(session);
        }
    }

    fn show(&self) {
        let source = self.source.borrow();
        let Senses { sees, hears } = source.senses();
        self.state.show_activity(source.activity());
        self.state.show_senses(sees, hears);
        self.state.show_camera(source.camera());
        self.state.show_microphone(source.microphone());
    }

    fn list_devices(&self) {
        let state = self.state;
        spawn_local(async move {
            let devices = devices::list().await;
            // Only phones have front and rear cameras; on other devices the picker's names are more useful.
            let phone =
                window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches());
            let can_flip = phone && devices.cameras.len() > 1;
            state.show_devices(options(devices.cameras), options(devices.microphones), can_flip);
        });
    }
}

async fn open(kind: &Kind<File>) -> Result<CaptureSession, CaptureError> {
    match kind {
        Kind::Live(choice) => CaptureSession::live(choice).await,
        Kind::Sample => CaptureSession::clip(SAMPLE_CLIP).await,
        Kind::File { file, .. } => CaptureSession::file(file).await,
    }
}

fn senses(session: Option<&CaptureSession>) -> Senses {
    session.map_or_else(Senses::default, |session| Senses { sees: session.sees(), hears: session.hears() })
}

/// The devices that the person can choose: those whose id the browser reveals.
fn options(devices: Vec<Device>) -> Vec<DeviceOption> {
    devices
        .into_iter()
        .filter(|device| !device.id.is_empty())
        .map(|device| DeviceOption { id: device.id, label: device.label })
        .collect()
}
