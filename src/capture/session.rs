//! One source of pictures and sound, from its start to the release of all it holds.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use gloo_events::EventListener;
use gloo_timers::{callback::Interval, future::TimeoutFuture};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, HtmlVideoElement, MediaStreamTrack, MessagePort};

use super::{
    element::Player,
    error::{CaptureError, CaptureEvent, CaptureNotice},
    frame::{FrameLoop, GrabbedFrame, grab},
    sound::Sound,
    user_media::{self, LiveChoice, Tracks},
};
use crate::worker::wire::describe;

/// How often sound alone asks for an update, in milliseconds.
const SOUND_ONLY_MS: u32 = 66;
/// How long to wait for the browser's word on sound: steps, and milliseconds of each.
const SOUND_STEPS: u32 = 15;
const SOUND_STEP_MS: u32 = 20;
/// What counts as the person's click for the browser's rules on sound.
const GESTURES: [&str; 4] = ["mousedown", "pointerup", "touchend", "keydown"];

/// What there is to look at.
#[derive(Debug)]
pub enum Moment {
    /// A new picture, for [`Request::Frame`](crate::worker::protocol::Request::Frame).
    Picture(GrabbedFrame),
    /// The source has no pictures; time for a [`Request::Tick`](crate::worker::protocol::Request::Tick).
    SoundOnly,
}

/// A running source. Dropping it, or [`stop`](Self::stop), releases camera, microphone, file, sound
/// and callbacks.
///
/// Start one in a task that runs to its end: a permission given after its future was dropped would
/// leave the camera on.
pub struct CaptureSession {
    inner: Rc<Inner>,
}

impl CaptureSession {
    /// Opens camera and microphone, or what there is of them; [`notices`](Self::notices) say what is
    /// missing. Asks the person for permission.
    ///
    /// # Errors
    /// [`CaptureError::InsecureOrigin`], `Unsupported`, `PermissionDenied`, `NoDevices`, `InUse`, `Other`.
    pub async fn live(choice: &LiveChoice) -> Result<Self, CaptureError> {
        let (tracks, mut notices) = user_media::open(choice).await?;
        let player = Player::live(&tracks.0)?;
        let sound = match tracks.microphone() {
            Some(_) => Sound::of_stream(&tracks.0).await.ok(),
            None => None,
        };
        if tracks.microphone().is_some() && sound.is_none() {
            notices.push(CaptureNotice::NoSoundProcessing);
        }
        let sees = tracks.camera().is_some();
        let inner = Inner::new(player, sound, Some(tracks), sees, notices);
        inner.player.play_on();
        inner.start_sound().await;
        Ok(Self { inner })
    }

    /// Plays a person's own file (a `File` is a `Blob`) in a loop, with its sound.
    ///
    /// # Errors
    /// [`CaptureError::Undecodable`], `Unsupported`, `Other`.
    pub async fn file(file: &Blob) -> Result<Self, CaptureError> {
        Self::play(Player::file(file).await?).await
    }

    /// Plays a clip of the page's own host in a loop, with its sound. `url` is relative to the page.
    ///
    /// # Errors
    /// [`CaptureError::ClipUnavailable`], `Unsupported`, `Other`.
    pub async fn clip(url: &str) -> Result<Self, CaptureError> {
        Self::play(Player::clip(url).await?).await
    }

    /// What this source lacks, and whether its sound waits for a click.
    pub fn notices(&self) -> Vec<CaptureNotice> {
        let mut notices = self.inner.notices.clone();
        if self.inner.sound_waits() {
            notices.push(CaptureNotice::SoundWaits);
        }
        notices
    }

    /// Whether there are pictures (still).
    pub fn has_picture(&self) -> bool {
        self.inner.sees.get()
    }

    /// Whether there is sound (still).
    pub fn has_sound(&self) -> bool {
        self.inner.sound.borrow().is_some()
    }

    /// Ids of the camera and the microphone in use, for the pickers; `None` for what is not there.
    pub fn device_ids(&self) -> (Option<String>, Option<String>) {
        let id =
            |track: Option<MediaStreamTrack>| track.and_then(|track| track.get_settings().get_device_id());
        let tracks = self.inner.tracks.as_ref();
        (id(tracks.and_then(Tracks::camera)), id(tracks.and_then(Tracks::microphone)))
    }

    /// The element the source plays in; not part of the page, unless the caller puts it there.
    pub fn video(&self) -> &HtmlVideoElement {
        &self.inner.player.video
    }

    /// A new port on which mono PCM arrives as `Float32Array` chunks, and its samples a second;
    /// `None` without sound. Each worker gets a port of its own, to be transferred.
    pub fn audio_port(&self) -> Option<(MessagePort, u32)> {
        let sound = self.inner.sound.borrow();
        let sound = sound.as_ref()?;
        // The audio thread's end is gone only with the session.
        let port = sound.port().ok()?;
        Some((port, sound.context.sample_rate() as u32))
    }

    /// Gives `take` each new picture for which `wants` says yes, one at a time; without pictures
    /// [`Moment::SoundOnly`] about 15 times a second. Replaces the callbacks given before.
    pub fn on_moment(&self, wants: impl Fn() -> bool + 'static, take: impl FnMut(Moment) + 'static) {
        self.inner.taker.replace(Some(Taker { wants: Box::new(wants), take: Box::new(take) }));
        self.inner.pace();
    }

    /// Tells what happens from now on. Replaces the callback given before; it may drop the session.
    pub fn on_event(&self, tell: impl FnMut(CaptureEvent) + 'static) {
        self.inner.tell.replace(Some(Box::new(tell)));
    }

    /// Halts pictures and sound, for a hidden tab; the devices stay open.
    pub fn pause(&self) {
        let inner = &self.inner;
        inner.paused.set(true);
        inner.pacer.take();
        if let Some(sound) = &*inner.sound.borrow() {
            sound.suspend();
        }
        let _ = inner.player.video.pause();
    }

    /// Goes on after [`pause`](Self::pause).
    pub fn resume(&self) {
        self.inner.paused.set(false);
        self.inner.go_on();
        self.inner.pace();
    }

    /// Loudness of a file, 0 to 1; the model hears it as it is. A live source is never heard.
    pub fn set_volume(&self, volume: f32) {
        if let Some(sound) = &*self.inner.sound.borrow() {
            sound.set_volume(volume.clamp(0.0, 1.0));
        }
    }

    /// Releases everything. The same as dropping the session.
    pub fn stop(self) {}

    async fn play(player: Player) -> Result<Self, CaptureError> {
        let sees = player.has_pictures();
        let mut notices = Vec::new();
        let mut sound = None;
        if player.has_sound() {
            sound = Sound::of_file().await.ok();
            if sound.is_none() {
                notices.push(CaptureNotice::NoSoundProcessing);
            }
        }
        let inner = Inner::new(player, sound, None, sees, notices);
        inner.start_sound().await;
        inner.player.play().await?;
        Ok(Self { inner })
    }
}

/// Who takes the pictures.
struct Taker {
    wants: Box<dyn Fn() -> bool>,
    take: Box<dyn FnMut(Moment)>,
}

type Tell = Box<dyn FnMut(CaptureEvent)>;

/// What brings the moments.
enum Pacer {
    /// The video's pictures.
    Pictures { _frames: FrameLoop },
    /// A clock.
    Clock { _interval: Interval },
}

/// Dropped in the order of its fields: first what calls back, then what is held.
struct Inner {
    listeners: RefCell<Vec<EventListener>>,
    pacer: RefCell<Option<Pacer>>,
    taker: RefCell<Option<Taker>>,
    tell: RefCell<Option<Tell>>,
    notices: Vec<CaptureNotice>,
    sees: Cell<bool>,
    paused: Cell<bool>,
    /// Whether sound was waiting for a click when last looked at.
    sound_waited: Cell<bool>,
    /// Whether a picture is being taken: at most one at a time.
    grabbing: Cell<bool>,
    /// Whether the failure to take pictures was told; once is enough.
    frames_failed: Cell<bool>,
    sound: RefCell<Option<Sound>>,
    /// Of a live source.
    tracks: Option<Tracks>,
    player: Player,
}

impl Inner {
    fn new(
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
    async fn start_sound(self: &Rc<Self>) {
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
