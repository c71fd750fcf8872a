//! A source while it runs: what happens to its devices, its sound and its pictures.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use gloo_events::EventListener;
use gloo_timers::{callback::Interval, future::TimeoutFuture};
use wasm_bindgen_futures::spawn_local;

use super::{
    element::Player,
    error::{CaptureError, CaptureEvent, CaptureNotice},
    frame::{FrameLoop, Moment, grab},
    sound::Sound,
    user_media::Tracks,
};
use crate::worker::wire::describe;

/// How often sound alone asks for an update, in milliseconds.
const SOUND_ONLY_MS: u32 = 66;
/// How long to wait for the browser's word on sound: steps, and milliseconds of each.
const SOUND_STEPS: u32 = 15;
const SOUND_STEP_MS: u32 = 20;
/// What counts as the person's click for the browser's rules on sound.
const GESTURES: [&str; 4] = ["mousedown", "pointerup", "touchend", "keydown"];

/// Who takes the pictures.
pub(super) struct Taker {
    pub wants: Box<dyn Fn() -> bool>,
    pub take: Box<dyn FnMut(Moment)>,
}

pub(super) type Tell = Box<dyn FnMut(CaptureEvent)>;

/// What brings the moments.
enum Pacer {
    /// The video's pictures.
    Pictures { _frames: FrameLoop },
    /// A clock.
    Clock { _interval: Interval },
}

/// Dropped in the order of its fields: first what calls back, then what is held.
pub(super) struct Running {
    listeners: RefCell<Vec<EventListener>>,
    pacer: RefCell<Option<Pacer>>,
    taker: RefCell<Option<Taker>>,
    pub tell: RefCell<Option<Tell>>,
    pub notices: Vec<CaptureNotice>,
    pub sees: Cell<bool>,
    paused: Cell<bool>,
    /// Whether sound was waiting for a click when last looked at.
    pub sound_waited: Cell<bool>,
    /// Whether a picture is being taken: at most one at a time.
    grabbing: Cell<bool>,
    /// Whether the failure to take pictures was told; once is enough.
    frames_failed: Cell<bool>,
    pub sound: RefCell<Option<Sound>>,
    /// Of a live source.
    pub tracks: Option<Tracks>,
    pub player: Player,
}

impl Running {
    pub fn new(
        player: Player,
        sound: Option<Sound>,
        tracks: Option<Tracks>,
        sees: bool,
        notices: Vec<CaptureNotice>,
    ) -> Rc<Self> {
        let inner = Rc::new(Self {
            listeners: RefCell::default(),
            pacer: RefCell::default(),
            taker: RefCell::default(),
            tell: RefCell::default(),
            notices,
            sees: Cell::new(sees),
            paused: Cell::new(false),
            sound_waited: Cell::new(false),
            grabbing: Cell::new(false),
            frames_failed: Cell::new(false),
            sound: RefCell::new(sound),
            tracks,
            player,
        });
        inner.listen();
        inner
    }

    /// Gives moments to `taker` from now on.
    pub fn take_moments(self: &Rc<Self>, taker: Taker) {
        self.taker.replace(Some(taker));
        self.pace();
    }

    /// Halts pictures and sound.
    pub fn pause(&self) {
        self.paused.set(true);
        self.pacer.take();
        if let Some(sound) = &*self.sound.borrow() {
            sound.suspend();
        }
        // An element that was taken out of play is paused already.
        let _ = self.player.video.pause();
    }

    /// Goes on after [`pause`](Self::pause).
    pub fn resume(self: &Rc<Self>) {
        self.paused.set(false);
        self.go_on();
        self.pace();
    }

    /// Follows what happens to the source.
    fn listen(self: &Rc<Self>) {
        let mut listeners = Vec::new();
        if let Some(camera) = self.tracks.as_ref().and_then(Tracks::camera) {
            listeners.push(self.on(&camera, "ended", Self::camera_ended));
        }
        if let Some(microphone) = self.tracks.as_ref().and_then(Tracks::microphone) {
            listeners.push(self.on(&microphone, "ended", Self::microphone_ended));
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
        self.sees.set(false);
        self.pace();
        self.lost(CaptureEvent::CameraLost);
    }

    fn microphone_ended(self: &Rc<Self>) {
        self.sound.take();
        self.lost(CaptureEvent::MicrophoneLost);
    }

    fn lost(&self, what: CaptureEvent) {
        let nothing_left = !self.sees.get() && self.sound.borrow().is_none();
        if nothing_left {
            self.pacer.take();
        }
        self.tell(if nothing_left { CaptureEvent::AllLost } else { what });
    }

    /// Asks for sound, and gives the browser a moment to say whether it flows before a click.
    pub async fn start_sound(self: &Rc<Self>) {
        if let Some(sound) = &*self.sound.borrow() {
            sound.resume();
        }
        for _ in 0..SOUND_STEPS {
            if !self.sound_waits() {
                break;
            }
            TimeoutFuture::new(SOUND_STEP_MS).await;
        }
        self.sound_waited.set(self.sound_waits());
        self.lead_sound();
    }

    fn sound_waits(&self) -> bool {
        self.sound.borrow().as_ref().is_some_and(|sound| !sound.is_running())
    }

    fn sound_changed(self: &Rc<Self>) {
        self.lead_sound();
        if !self.sound_waits() && self.sound_waited.replace(false) {
            self.tell(CaptureEvent::SoundRuns);
        }
    }

    /// Leads a file's sound to the worklet and the loudspeaker once that runs; until then the file
    /// plays muted.
    fn lead_sound(&self) {
        if self.tracks.is_some() {
            return;
        }
        let video = &self.player.video;
        if let Some(sound) = &*self.sound.borrow() {
            let flows = sound.is_running() && sound.connect(video).is_ok();
            // Only when it was muted for good reason: pausing must not mute.
            if flows || !sound.is_connected() {
                video.set_muted(!flows);
            }
        }
    }

    /// Plays on, as far as the browser lets it; with a click it does.
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

    /// Starts what brings the moments, if anyone takes them.
    fn pace(self: &Rc<Self>) {
        self.pacer.take();
        if self.paused.get() || self.taker.borrow().is_none() {
            return;
        }
        let inner = Rc::downgrade(self);
        let pacer = if self.sees.get() {
            let on_picture = move || Self::picture(&inner);
            Pacer::Pictures { _frames: FrameLoop::new(&self.player.video, on_picture) }
        } else {
            let on_time = move || Self::deliver(&inner, Moment::SoundOnly);
            Pacer::Clock { _interval: Interval::new(SOUND_ONLY_MS, on_time) }
        };
        self.pacer.replace(Some(pacer));
    }

    fn wants(&self) -> bool {
        self.taker.borrow().as_ref().is_some_and(|taker| (taker.wants)())
    }

    /// A new picture is there: takes it if it is wanted. Holds the session only weakly while the
    /// browser makes the picture, so that a stop in the meantime is one.
    fn picture(weak: &Weak<Self>) {
        let Some(inner) = weak.upgrade().filter(|inner| !inner.grabbing.get() && inner.wants()) else {
            return;
        };
        inner.grabbing.set(true);
        let (weak, video) = (weak.clone(), inner.player.video.clone());
        spawn_local(async move {
            let grabbed = grab(&video).await;
            let Some(inner) = weak.upgrade() else { return };
            inner.grabbing.set(false);
            match grabbed {
                Ok(frame) => Self::deliver(&weak, Moment::Picture(frame)),
                Err(error) if !inner.frames_failed.replace(true) => {
                    inner.tell(CaptureEvent::Failed(CaptureError::Frames(describe(&error))));
                }
                Err(_) => {}
            }
        });
    }

    fn deliver(weak: &Weak<Self>, moment: Moment) {
        let Some(inner) = weak.upgrade().filter(|inner| inner.wants()) else { return };
        // Out of its place while it runs: it may replace itself.
        let Some(mut taker) = inner.taker.take() else { return };
        (taker.take)(moment);
        inner.taker.borrow_mut().get_or_insert(taker);
    }

    fn tell(&self, event: CaptureEvent) {
        let Some(mut tell) = self.tell.take() else { return };
        tell(event);
        self.tell.borrow_mut().get_or_insert(tell);
    }
}
