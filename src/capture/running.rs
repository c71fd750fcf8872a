//! A running source: follows the events of its devices, its sound and its pictures.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;

use super::{
    bindings::{self, now_ms},
    clock::{Clock, Pictures},
    element::Player,
    error::{CaptureError, CaptureEvent, CaptureNotice},
    pacer::{Pacer, Taker},
    senses::{Flow, Sense, Senses},
    sound::Sound,
    user_media::Tracks,
};

/// How long to wait until the browser says whether sound runs: steps, and milliseconds of each.
const SOUND_STEPS: u32 = 15;
const SOUND_STEP_MS: u32 = 20;
/// Events that count as a click by the browser's rules on sound.
const GESTURES: [&str; 4] = ["mousedown", "pointerup", "touchend", "keydown"];

pub(super) type Tell = Box<dyn FnMut(CaptureEvent)>;

/// A running source. Fields are dropped in order: first the callbacks, then the resources.
pub(super) struct Running {
    listeners: RefCell<Vec<EventListener>>,
    pub(super) pacer: RefCell<Option<Pacer>>,
    pub(super) taker: RefCell<Option<Taker>>,
    pub tell: RefCell<Option<Tell>>,
    /// Notices about what the source has lacked from its start.
    lacks: RefCell<Vec<CaptureNotice>>,
    senses: RefCell<Senses>,
    pub(super) clock: RefCell<Clock>,
    pub(super) paused: Cell<bool>,
    /// Whether a picture is being taken; at most one is at a time.
    pub(super) grabbing: Cell<bool>,
    /// Whether the failure to take pictures has been reported; once is enough.
    pub(super) frames_failed: Cell<bool>,
    pub sound: RefCell<Option<Sound>>,
    /// The tracks of a live source.
    pub tracks: Option<Tracks>,
    pub player: Player,
}

impl Running {
    pub fn new(
        player: Player,
        sound: Option<Sound>,
        tracks: Option<Tracks>,
        senses: Senses,
        lacks: Vec<CaptureNotice>,
    ) -> Rc<Self> {
        let inner = Rc::new(Self {
            listeners: RefCell::default(),
            pacer: RefCell::default(),
            taker: RefCell::default(),
            tell: RefCell::default(),
            lacks: RefCell::new(lacks),
            senses: RefCell::new(senses),
            clock: RefCell::default(),
            paused: Cell::new(false),
            grabbing: Cell::new(false),
            frames_failed: Cell::new(false),
            sound: RefCell::new(sound),
            tracks,
            player,
        });
        inner.listen();
        inner
    }

    /// Whether pictures are to be used.
    pub fn sees(&self) -> bool {
        self.senses.borrow().sees()
    }

    /// Whether sound is to be used.
    pub fn hears(&self) -> bool {
        self.senses.borrow().hears()
    }

    /// Whether nothing is left of the source.
    pub fn is_lost(&self) -> bool {
        self.senses.borrow().is_lost()
    }

    /// Notices about what the source lacks, from its start or at the moment.
    pub fn notices(&self) -> Vec<CaptureNotice> {
        let mut notices = self.lacks.borrow().clone();
        notices.extend(self.senses.borrow().notices());
        let still = match (self.clock.borrow().pictures(), self.tracks.is_some()) {
            (Pictures::Arrive, _) => None,
            (Pictures::Still, true) => Some(CaptureNotice::CameraStandsStill),
            (Pictures::Still, false) => Some(CaptureNotice::VideoStandsStill),
            (Pictures::Missing, true) => Some(CaptureNotice::CameraShowsNothing),
            (Pictures::Missing, false) => Some(CaptureNotice::VideoShowsNothing),
        };
        notices.extend(still);
        notices
    }

    /// Halts pictures and sound.
    pub fn pause(&self) {
        self.paused.set(true);
        self.pacer.take();
        self.clock.borrow_mut().halt();
        self.senses.borrow_mut().flow.halt();
        if let Some(sound) = &*self.sound.borrow() {
            sound.suspend();
        }
        // An error means that the element is paused already.
        let _ = self.player.video.pause();
    }

    /// Goes on after [`pause`](Self::pause).
    pub fn resume(self: &Rc<Self>) {
        self.paused.set(false);
        self.senses.borrow_mut().flow.go_on(now_ms());
        self.go_on();
        self.pace();
    }

    /// Listens to the events of the source's tracks.
    fn listen(self: &Rc<Self>) {
        let mut listeners = Vec::new();
        let (camera, microphone) = match &self.tracks {
            Some(tracks) => (tracks.camera(), tracks.microphone()),
            None => (None, None),
        };
        if let Some(camera) = &camera {
            listeners.push(self.on(camera, "ended", Self::camera_ended));
            listeners.push(self.on(camera, "mute", |inner| inner.camera_is(Sense::Muted)));
            listeners.push(self.on(camera, "unmute", |inner| inner.camera_is(Sense::Works)));
        }
        if let Some(microphone) = &microphone {
            listeners.push(self.on(microphone, "ended", Self::microphone_ended));
            listeners.push(self.on(microphone, "mute", |inner| inner.microphone_is(Sense::Muted)));
            listeners.push(self.on(microphone, "unmute", |inner| inner.microphone_is(Sense::Works)));
        }
        if let Some(sound) = &*self.sound.borrow() {
            listeners.push(self.on(&sound.context, "statechange", Self::sound_changed));
            if let Some(window) = web_sys::window() {
                listeners.extend(GESTURES.map(|gesture| self.on(&window, gesture, Self::go_on)));
            }
        }
        if self.tracks.is_none() {
            listeners.push(self.on(&self.player.video, "error", |inner| {
                inner.tell(CaptureEvent::Failed(CaptureError::Undecodable));
            }));
        }
        self.listeners.replace(listeners);
        // A track that has ended before this sends no event.
        if camera.is_some_and(|track| bindings::has_ended(&track)) {
            self.camera_ended();
        }
        if microphone.is_some_and(|track| bindings::has_ended(&track)) {
            self.microphone_ended();
        }
    }

    fn on(
        self: &Rc<Self>,
        target: &web_sys::EventTarget,
        event: &'static str,
        handle: impl Fn(&Rc<Self>) + 'static,
    ) -> EventListener {
        let inner = Rc::downgrade(self);
        EventListener::new(target, event, move |_| {
            if let Some(inner) = inner.upgrade() {
                handle(&inner);
            }
        })
    }

    fn camera_ended(self: &Rc<Self>) {
        if self.senses.borrow().picture == Sense::Absent {
            return;
        }
        self.senses.borrow_mut().picture = Sense::Absent;
        self.pace();
        self.lost(CaptureEvent::CameraLost, CaptureNotice::CameraStopped);
    }

    fn microphone_ended(self: &Rc<Self>) {
        self.sound.take();
        if self.senses.borrow().sound == Sense::Absent {
            return;
        }
        self.senses.borrow_mut().sound = Sense::Absent;
        self.lost(CaptureEvent::MicrophoneLost, CaptureNotice::MicrophoneStopped);
    }

    /// Reports a lost device. Before anyone listens, it becomes a notice about what the source lacks from its start.
    fn lost(&self, event: CaptureEvent, notice: CaptureNotice) {
        if self.tell.borrow().is_none() {
            self.lacks.borrow_mut().push(notice);
        }
        let nothing_left = self.is_lost();
        if nothing_left {
            self.pacer.take();
        }
        self.tell(if nothing_left { CaptureEvent::AllLost } else { event });
    }

    fn camera_is(self: &Rc<Self>, now: Sense) {
        let before = self.senses.borrow().picture;
        if before == Sense::Absent || before == now {
            return;
        }
        self.senses.borrow_mut().picture = now;
        self.pace();
        self.tell(CaptureEvent::Changed);
    }

    fn microphone_is(self: &Rc<Self>, now: Sense) {
        let before = self.senses.borrow().sound;
        if before == Sense::Absent || before == now {
            return;
        }
        self.senses.borrow_mut().sound = now;
        self.tell(CaptureEvent::Changed);
    }

    /// Starts the sound, and gives the browser a moment to say whether it runs without a click.
    pub async fn start_sound(self: &Rc<Self>) {
        if let Some(sound) = &*self.sound.borrow() {
            sound.resume();
        }
        for _ in 0..SOUND_STEPS {
            self.observe_sound();
            if self.sound.borrow().is_none() || self.senses.borrow().flow.state() == Flow::Runs {
                break;
            }
            TimeoutFuture::new(SOUND_STEP_MS).await;
        }
        self.lead_sound();
    }

    /// Records the state of the browser's sound. Returns whether it has changed.
    pub(super) fn observe_sound(&self) -> bool {
        let sound = self.sound.borrow();
        let Some(sound) = sound.as_ref() else { return false };
        let flow = &mut self.senses.borrow_mut().flow;
        let news = flow.observe(sound.is_running(), sound.context.current_time(), now_ms());
        if flow.retries(now_ms()) {
            sound.resume();
        }
        news
    }

    fn sound_changed(self: &Rc<Self>) {
        if self.paused.get() {
            return;
        }
        self.lead_sound();
        if self.observe_sound() {
            self.tell(CaptureEvent::Changed);
        }
    }

    /// Connects a file's sound to the worklet and the loudspeaker once sound runs; until then the file plays
    /// muted.
    fn lead_sound(&self) {
        if self.tracks.is_some() {
            return;
        }
        let video = &self.player.video;
        if let Some(sound) = &*self.sound.borrow() {
            let flows = sound.is_running() && sound.connect(video).is_ok();
            // Pausing must not mute sound that was connected already.
            if flows || !sound.is_connected() {
                video.set_muted(!flows);
            }
        }
    }

    /// Continues to play, as far as the browser allows; after a click it does.
    fn go_on(self: &Rc<Self>) {
        if self.paused.get() {
            return;
        }
        if let Some(sound) = self.sound.borrow().as_ref().filter(|sound| !sound.is_running()) {
            sound.resume();
        }
        if self.player.video.paused() {
            self.player.play_on();
        }
    }

    pub(super) fn tell(&self, event: CaptureEvent) {
        let Some(mut tell) = self.tell.take() else { return };
        tell(event);
        self.tell.borrow_mut().get_or_insert(tell);
    }
}
