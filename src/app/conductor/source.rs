//! Opens and closes sources, and leads their pictures and sound to the worker that runs.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use leptos::{prelude::*, task::spawn_local};

use super::Conductor;
use crate::capture::devices::{Device, DeviceWatch};
use crate::capture::visibility::VisibilityWatch;
use crate::capture::{
    Camera, CaptureError, CaptureEvent, CaptureSession, Facing, GrabbedFrame, LiveChoice, Microphone, Moment,
    devices, visibility,
};
use crate::view::state::{Activity, Command, DeviceOption};
use bridge::protocol::model::Request;

/// The bundled clip, relative to the page.
const SAMPLE_CLIP: &str = "sample/digits.mp4";

/// What is open.
#[derive(Default)]
pub struct Source {
    session: RefCell<Option<CaptureSession>>,
    kind: RefCell<Option<Kind>>,
    /// The side of a phone that was asked for last.
    facing: Cell<Option<Facing>>,
    /// Rises whenever a source is opened or closed; what an older one still brings is dropped.
    turn: Cell<u32>,
    /// The latest frame that no worker has taken yet.
    slot: RefCell<Option<GrabbedFrame>>,
    /// Whether the source's sound is led to the worker that runs.
    leads_sound: Cell<bool>,
    watches: RefCell<Option<(DeviceWatch, VisibilityWatch)>>,
}

#[derive(Clone)]
enum Kind {
    Live(LiveChoice),
    Sample,
    File(web_sys::File),
}

impl Source {
    /// What plays, and what is missing, in sentences.
    pub fn sentence(&self) -> String {
        let session = self.session.borrow();
        let Some(session) = session.as_ref() else { return String::new() };
        let mut words = match (&*self.kind.borrow(), session.sees(), session.hears()) {
            (Some(Kind::Sample), ..) => "Playing the sample clip.".into(),
            (Some(Kind::File(file)), ..) => format!("Playing {}.", file.name()),
            (_, true, true) => "Watching the camera and listening to the microphone.".into(),
            (_, true, false) => "Watching the camera.".into(),
            (_, false, true) => String::from("Listening to the microphone."),
            (_, false, false) => String::from("Nothing to see or hear for now."),
        };
        for notice in session.notices() {
            words.push(' ');
            words.push_str(&notice.to_string());
        }
        words
    }

    fn next_turn(&self) -> u32 {
        self.turn.set(self.turn.get() + 1);
        self.turn.get()
    }
}

impl Conductor {
    /// Opens what the command asks for. A picker only changes what runs if a live source runs.
    pub(super) fn open_source(self: &Rc<Self>, command: Command) {
        let source = &self.source;
        let live = matches!(*source.kind.borrow(), Some(Kind::Live(_)));
        let kind = match command {
            Command::Sample => Kind::Sample,
            Command::Open(file) => Kind::File(file),
            Command::Camera(id) => {
                source.facing.set(None);
                self.state.camera.set(id);
                if !live {
                    return;
                }
                Kind::Live(self.live_choice())
            }
            Command::Microphone(id) => {
                self.state.microphone.set(id);
                if !live {
                    return;
                }
                Kind::Live(self.live_choice())
            }
            Command::Flip => {
                let other = match source.facing.get() {
                    Some(Facing::Rear) => Facing::Front,
                    // Phones begin with the front camera.
                    Some(Facing::Front) | None => Facing::Rear,
                };
                source.facing.set(Some(other));
                Kind::Live(self.live_choice())
            }
            Command::Start
            | Command::Stop
            | Command::Precision(_)
            | Command::Retry
            | Command::OpenModel(_)
            | Command::DefaultModel
            | Command::Hub(_) => Kind::Live(self.live_choice()),
        };
        source.kind.replace(Some(kind.clone()));
        source.slot.take();
        // Closed before the next is opened: some systems lend a camera only once.
        source.session.take();
        let turn = source.next_turn();
        self.state.forget_source_problem();
        self.state.clear_results();
        self.state.activity.set(Activity::Opening);
        self.say_standing();
        let conductor = self.clone();
        spawn_local(async move {
            let opened = open(&kind).await;
            if conductor.source.turn.get() == turn {
                conductor.opened(opened);
            }
        });
    }

    /// Releases all that the source holds. The last pictures stay.
    pub(super) fn close_source(self: &Rc<Self>) {
        self.source.next_turn();
        self.source.kind.take();
        self.source.slot.take();
        self.source.session.take();
        self.send(Request::NoAudio, Vec::new());
        self.send(Request::Reset, Vec::new());
        self.state.activity.set(Activity::Idle);
        self.state.clear_results();
        self.say_standing();
    }

    /// Lets a worker that starts to run begin with this source: clip forgotten, sound led to it.
    pub(super) fn connect_source(self: &Rc<Self>) {
        self.send(Request::Reset, Vec::new());
        self.lead_sound();
    }

    /// Leads the source's sound to the worker that runs, if there is any now; else what the worker has heard
    /// is forgotten, so that no answer rests on it.
    fn lead_sound(self: &Rc<Self>) {
        let session = self.source.session.borrow();
        let port = session.as_ref().filter(|session| session.hears()).and_then(CaptureSession::audio_port);
        self.source.leads_sound.set(port.is_some());
        match port {
            Some((port, sample_rate)) => {
                self.send(Request::Audio { sample_rate }, vec![port.into()]);
            }
            None => self.send(Request::NoAudio, Vec::new()),
        }
    }

    /// Sends the frame that waits, now that the worker is idle.
    pub(super) fn send_waiting_frame(self: &Rc<Self>) {
        if self.state.activity.get_untracked() == Activity::Running
            && self.is_idle()
            && let Some(frame) = self.source.slot.take()
        {
            self.send_frame(frame);
        }
    }

    /// Follows devices that come and go, and a tab that is hidden and shown.
    pub(super) fn watch_surroundings(self: &Rc<Self>) {
        let conductor = Rc::downgrade(self);
        let on_devices = move || {
            if let Some(conductor) = conductor.upgrade() {
                conductor.list_devices();
            }
        };
        let conductor = Rc::downgrade(self);
        let on_visibility = move |visible| {
            if let Some(conductor) = conductor.upgrade() {
                conductor.shown(visible);
            }
        };
        let watches = (devices::watch(on_devices), visibility::watch(on_visibility));
        self.source.watches.replace(Some(watches));
        self.list_devices();
    }

    fn opened(self: &Rc<Self>, opened: Result<CaptureSession, CaptureError>) {
        let session = match opened {
            Ok(session) => session,
            Err(error) => {
                self.close_source();
                return self.state.fail_source(error.to_string());
            }
        };
        let conductor = Rc::downgrade(self);
        let take = move |moment| {
            if let Some(conductor) = conductor.upgrade() {
                conductor.take(moment);
            }
        };
        let conductor = Rc::downgrade(self);
        let tell = move |event| {
            if let Some(conductor) = conductor.upgrade() {
                conductor.happened(event);
            }
        };
        let (camera, microphone) = session.device_ids();
        for (signal, id) in [(self.state.camera, camera), (self.state.microphone, microphone)] {
            if let Some(id) = id {
                signal.set(id);
            }
        }
        // Every picture is wanted: the latest waits in the slot.
        session.on_moment(|| true, take);
        session.on_event(tell);
        self.source.session.replace(Some(session));
        self.note_senses();
        self.state.activity.set(Activity::Running);
        self.showing.borrow_mut().restart_pace();
        self.connect_source();
        self.list_devices();
        self.say_standing();
        if !visibility::is_visible() {
            self.shown(false);
        }
    }

    fn take(self: &Rc<Self>, moment: Moment) {
        match moment {
            Moment::Picture(frame) if self.is_idle() => self.send_frame(frame),
            Moment::Picture(frame) => {
                self.source.slot.replace(Some(frame));
            }
            Moment::SoundOnly => {
                self.source.slot.take();
                if self.is_idle() {
                    self.send(Request::Tick, Vec::new());
                }
            }
        }
    }

    fn send_frame(self: &Rc<Self>, frame: GrabbedFrame) {
        // An older frame has nothing to say any more.
        self.source.slot.take();
        self.send(Request::Frame, vec![frame.js().clone()]);
    }

    fn happened(self: &Rc<Self>, event: CaptureEvent) {
        match event {
            CaptureEvent::AllLost | CaptureEvent::Failed(_) => {
                self.close_source();
                self.state.fail_source(event.to_string());
            }
            CaptureEvent::CameraLost | CaptureEvent::MicrophoneLost => {
                self.state.fail_source(event.to_string());
            }
            CaptureEvent::Changed => {}
        }
        self.note_senses();
        if self.state.has_sound.get_untracked() != self.source.leads_sound.get() {
            self.lead_sound();
        }
        if !self.state.has_picture.get_untracked() {
            self.source.slot.take();
        }
        if !self.uses_any_sense() {
            self.state.clear_results();
        }
        self.say_standing();
    }

    /// Whether the open source gives a picture or a sound now.
    pub(super) fn uses_any_sense(&self) -> bool {
        self.state.has_picture.get_untracked() || self.state.has_sound.get_untracked()
    }

    /// Which senses the open source has now.
    fn note_senses(&self) {
        let session = self.source.session.borrow();
        let session = session.as_ref();
        let (sees, hears) = session.map_or((false, false), |session| (session.sees(), session.hears()));
        self.state.has_picture.set(sees);
        self.state.has_sound.set(hears);
    }

    fn shown(self: &Rc<Self>, visible: bool) {
        let session = self.source.session.borrow();
        let Some(session) = session.as_ref() else { return };
        match (self.state.activity.get_untracked(), visible) {
            (Activity::Running, false) => {
                session.pause();
                self.source.slot.take();
                self.state.activity.set(Activity::Paused);
            }
            (Activity::Paused, true) => {
                self.state.activity.set(Activity::Running);
                // What was seen and heard before is not of this moment any more.
                self.connect_source();
                session.resume();
            }
            _ => return,
        }
        self.say_standing();
    }

    fn list_devices(&self) {
        let state = self.state;
        spawn_local(async move {
            let devices = devices::list().await;
            // A phone's cameras look both ways; elsewhere the picker's names say more.
            let phone =
                window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches());
            state.can_flip.set(phone && devices.cameras.len() > 1);
            state.cameras.set(options(devices.cameras));
            state.microphones.set(options(devices.microphones));
        });
    }

    fn live_choice(&self) -> LiveChoice {
        let camera = match self.source.facing.get() {
            Some(facing) => Camera::Facing(facing),
            None => Camera::Device(self.state.camera.get_untracked()),
        };
        LiveChoice { camera, microphone: Microphone::Device(self.state.microphone.get_untracked()) }
    }
}

async fn open(kind: &Kind) -> Result<CaptureSession, CaptureError> {
    match kind {
        Kind::Live(choice) => CaptureSession::live(choice).await,
        Kind::Sample => CaptureSession::clip(SAMPLE_CLIP).await,
        Kind::File(file) => CaptureSession::file(file).await,
    }
}

/// Devices the person can choose: those whose id the browser tells.
fn options(devices: Vec<Device>) -> Vec<DeviceOption> {
    devices
        .into_iter()
        .filter(|device| !device.id.is_empty())
        .map(|device| DeviceOption { id: device.id, label: device.label })
        .collect()
}
