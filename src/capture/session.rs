//! One source of pictures and sound, from its start to the release of all it holds.

use std::rc::Rc;

use web_sys::{Blob, HtmlVideoElement, MediaStreamTrack, MessagePort};

use super::{
    abilities::was_clicked,
    element::Player,
    error::{CaptureError, CaptureEvent, CaptureNotice},
    frame::Moment,
    running::{Running, Taker},
    sound::Sound,
    user_media::{self, LiveChoice, Tracks},
};

/// A running source. Dropping it, or [`stop`](Self::stop), releases camera, microphone, file, sound
/// and callbacks.
///
/// Start one in a task that runs to its end: a permission given after its future was dropped would
/// leave the camera on.
pub struct CaptureSession {
    inner: Rc<Running>,
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
        let inner = Running::new(player, sound, Some(tracks), sees, notices);
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
        if self.inner.sound_waited.get() {
            notices.push(if was_clicked() {
                CaptureNotice::NoLoudspeaker
            } else {
                CaptureNotice::SoundWaits
            });
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
    /// `None` without sound. It is to be transferred to the worker that runs; the port before falls silent.
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
        self.inner.take_moments(Taker { wants: Box::new(wants), take: Box::new(take) });
    }

    /// Tells what happens from now on. Replaces the callback given before; it may drop the session.
    pub fn on_event(&self, tell: impl FnMut(CaptureEvent) + 'static) {
        self.inner.tell.replace(Some(Box::new(tell)));
    }

    /// Halts pictures and sound, for a hidden tab; the devices stay open.
    pub fn pause(&self) {
        self.inner.pause();
    }

    /// Goes on after [`pause`](Self::pause).
    pub fn resume(&self) {
        self.inner.resume();
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
        let inner = Running::new(player, sound, None, sees, notices);
        inner.start_sound().await;
        inner.player.play().await?;
        Ok(Self { inner })
    }
}
