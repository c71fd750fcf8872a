//! A session: one source of pictures and sound, from its start until everything is released.

use std::rc::Rc;

use web_sys::{Blob, MediaStreamTrack, MessagePort};

use super::{
    abilities::was_clicked,
    choice::LiveChoice,
    element::Player,
    error::{CaptureError, CaptureEvent, CaptureNotice},
    frame::Moment,
    own_file::{self, OwnFile},
    running::Running,
    senses::{Sense, Senses},
    sound::Sound,
    user_media::{self, Tracks},
};

/// A running source. Dropping it releases camera, microphone, file, sound and callbacks.
///
/// Start it in a task that runs to its end: if its future is dropped early and the permission is given
/// later, the camera stays on.
pub struct CaptureSession {
    inner: Rc<Running>,
}

impl CaptureSession {
    /// Opens camera and microphone, or only one of them if the other is missing, as [`notices`](Self::notices) then
    /// say. Asks the person for permission.
    ///
    /// # Errors
    /// [`CaptureError::InsecureOrigin`], `Unsupported`, `PermissionDenied`, `NoDevices`, `InUse`,
    /// `StoppedAtOnce`, `Other`.
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
        let senses = Senses {
            picture: tracks.camera().map(|track| sense(&track)).unwrap_or_default(),
            sound: tracks
                .microphone()
                .filter(|_| sound.is_some())
                .map(|track| sense(&track))
                .unwrap_or_default(),
            ..Senses::default()
        };
        let inner = Running::new(player, sound, Some(tracks), senses, notices);
        inner.player.play_on();
        inner.start_sound().await;
        if inner.is_lost() {
            return Err(CaptureError::StoppedAtOnce);
        }
        Ok(Self { inner })
    }

    /// Plays the person's own file (a `File` is a `Blob`) in a loop, with its sound.
    ///
    /// # Errors
    /// [`CaptureError::Undecodable`], `UnknownCodecs`, `Unsupported`, `Other`.
    pub async fn file(file: &Blob) -> Result<Self, CaptureError> {
        let OwnFile { player, hears, notices } = own_file::open(file).await?;
        Self::play(player, hears, notices).await
    }

    /// Plays a clip from the page's own host in a loop, with its sound. `url` is relative to the page.
    ///
    /// # Errors
    /// [`CaptureError::ClipUnavailable`], `Unsupported`, `Other`.
    pub async fn clip(url: &str) -> Result<Self, CaptureError> {
        let player = Player::clip(url).await?;
        let hears = player.has_sound();
        Self::play(player, hears, Vec::new()).await
    }

    /// Notices about what the source lacks, from its start or at the moment.
    pub fn notices(&self) -> Vec<CaptureNotice> {
        // If sound does not start although there was a click, something other than a click is missing.
        let told = |notice| match notice {
            CaptureNotice::SoundWaits if was_clicked() => CaptureNotice::NoLoudspeaker,
            other => other,
        };
        self.inner.notices().into_iter().map(told).collect()
    }

    /// Whether there are pictures now: a camera that is neither gone nor muted, or a video file.
    pub fn sees(&self) -> bool {
        self.inner.sees()
    }

    /// Whether there is sound now: a microphone that is neither gone nor muted, or a video's sound, if the
    /// browser processes it.
    pub fn hears(&self) -> bool {
        self.inner.hears()
    }

    /// Ids of the camera and the microphone in use, for the pickers; `None` for one that is not in use.
    pub fn device_ids(&self) -> (Option<String>, Option<String>) {
        let id =
            |track: Option<MediaStreamTrack>| track.and_then(|track| track.get_settings().get_device_id());
        let tracks = self.inner.tracks.as_ref();
        (id(tracks.and_then(Tracks::camera)), id(tracks.and_then(Tracks::microphone)))
    }

    /// A new port on which mono PCM arrives as `Float32Array` chunks, and its sampling rate in hertz;
    /// `None` without sound. It is to be transferred to the active worker; the previous port gets no more sound.
    pub fn audio_port(&self) -> Option<(MessagePort, u32)> {
        let sound = self.inner.sound.borrow();
        let sound = sound.as_ref()?;
        // The worklet exists as long as the session, so this does not fail.
        let port = sound.port().ok()?;
        Some((port, sound.context.sample_rate() as u32))
    }

    /// Gives `take` each new picture, one at a time. While no new one arrives, it gives the current one again at least
    /// five times a second; without pictures, [`Moment::SoundOnly`] about 15 times a second. Replaces earlier
    /// callbacks.
    pub fn on_moment(&self, take: impl FnMut(Moment) + 'static) {
        self.inner.take_moments(Box::new(take));
    }

    /// Calls `tell` with each event from now on. Replaces an earlier callback. It may drop the session.
    pub fn on_event(&self, tell: impl FnMut(CaptureEvent) + 'static) {
        self.inner.tell.replace(Some(Box::new(tell)));
    }

    /// Pauses pictures and sound, for a hidden tab; the devices stay open.
    pub fn pause(&self) {
        self.inner.pause();
    }

    /// Goes on after [`pause`](Self::pause).
    pub fn resume(&self) {
        self.inner.resume();
    }

    async fn play(
        player: Player,
        hears: bool,
        mut notices: Vec<CaptureNotice>,
    ) -> Result<Self, CaptureError> {
        let sees = player.has_pictures();
        let mut sound = None;
        if hears {
            sound = Sound::of_file().await.ok();
            if sound.is_none() {
                notices.push(CaptureNotice::NoSoundProcessing);
            }
        }
        let works = |works| if works { Sense::Works } else { Sense::Absent };
        let senses = Senses { picture: works(sees), sound: works(sound.is_some()), ..Senses::default() };
        let inner = Running::new(player, sound, None, senses, notices);
        inner.start_sound().await;
        inner.player.play().await?;
        Ok(Self { inner })
    }
}

/// State of a track when it is opened. [`Running::new`] handles one that has ended by then.
fn sense(track: &MediaStreamTrack) -> Sense {
    if track.muted() { Sense::Muted } else { Sense::Works }
}
