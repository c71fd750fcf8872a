//! What can go wrong with a source, in words for the person.

use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};

use crate::worker::wire::describe;

/// Why a source did not start, or failed. The page stays usable: the person can try again or take
/// another source.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CaptureError {
    /// The page was not served over HTTPS or from this machine, so the browser offers no camera.
    #[error(
        "Browsers give camera and microphone only to pages served over https:// or from localhost. \
         Open this page at such an address; the sample clip works here too."
    )]
    InsecureOrigin,
    /// The browser has no camera interface at all.
    #[error("This browser offers no camera or microphone. Try another browser, or the sample clip.")]
    Unsupported,
    /// The person, the browser or the system said no.
    #[error(
        "Camera and microphone are not allowed. Allow them at the symbol beside the page's address (or in \
         the system's privacy settings) and start again; the sample clip needs no permission."
    )]
    PermissionDenied,
    /// There is nothing to see or hear with.
    #[error("No camera and no microphone were found. Connect one and start again, or try the sample clip.")]
    NoDevices,
    /// Another program has them, or the system fails to read them.
    #[error(
        "Camera and microphone cannot be read. Close other programs that use them and start again, or \
         connect them anew."
    )]
    InUse,
    /// The file is not one the browser can play.
    #[error("The browser cannot play this file. Try a video it knows, such as MP4 (H.264) or WebM.")]
    Undecodable,
    /// The clip's address gives nothing the browser can play.
    #[error("The clip could not be loaded. Check the connection and try again.")]
    ClipUnavailable,
    /// The system has no decoder for the sample clip.
    #[error(
        "This browser cannot decode the sample clip (MP4 with H.264). On Linux, Firefox takes the decoder from the \
         system: install FFmpeg and start the browser again. Camera and microphone need no decoder."
    )]
    NoH264,
    /// Pictures cannot be taken from the source.
    #[error("The browser does not hand out the video's pictures ({0}). Try another browser.")]
    Frames(String),
    /// Anything else the browser says.
    #[error("The source did not start: {0}. Try again, or take another source.")]
    Other(String),
}

/// What a started source lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CaptureNotice {
    /// No camera was found.
    #[error("No camera was found, so only sound is used.")]
    NoCamera,
    /// The camera is not allowed.
    #[error(
        "The camera is not allowed, so only sound is used. Allow it beside the page's address and start again."
    )]
    CameraDenied,
    /// The camera cannot be read.
    #[error("The camera cannot be read, so only sound is used. Does another program use it?")]
    CameraInUse,
    /// No microphone was found.
    #[error("No microphone was found, so only the picture is used.")]
    NoMicrophone,
    /// The microphone is not allowed.
    #[error(
        "The microphone is not allowed, so only the picture is used. Allow it beside the page's address and start again."
    )]
    MicrophoneDenied,
    /// The microphone cannot be read.
    #[error("The microphone cannot be read, so only the picture is used. Does another program use it?")]
    MicrophoneInUse,
    /// A device the person chose is gone, or cannot do what is asked of it.
    #[error("The chosen device is not available, so another one is used.")]
    OtherDevice,
    /// The browser's audio processing does not start.
    #[error("The browser does not hand out sound, so only the picture is used.")]
    NoSoundProcessing,
    /// The browser plays no sound before the first click.
    #[error("The browser keeps the sound off until you click. Click anywhere.")]
    SoundWaits,
    /// No sound flows, and no click is missing: Firefox runs no sound without an output device.
    #[error(
        "The browser lets no sound flow, so only the picture is used. Firefox needs a loudspeaker or headphones for \
         sound, even to listen to a microphone: connect one."
    )]
    NoLoudspeaker,
}

/// What happens to a running source.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CaptureEvent {
    /// The camera is gone (unplugged, or taken away); [`Moment::SoundOnly`](super::Moment) from now on.
    #[error("The camera is gone. It goes on with sound alone; connect it and start again.")]
    CameraLost,
    /// The microphone is gone; the port of [`audio_port`](super::CaptureSession::audio_port) falls silent.
    #[error("The microphone is gone. It goes on with the picture alone; connect it and start again.")]
    MicrophoneLost,
    /// Neither camera nor microphone is left: the session has ended.
    #[error("Camera and microphone are gone. Connect them and start again.")]
    AllLost,
    /// Sound flows that had waited for a click; [`CaptureNotice::SoundWaits`] is settled.
    #[error("Sound is on.")]
    SoundRuns,
    /// The source failed while it ran.
    #[error(transparent)]
    Failed(CaptureError),
}

/// Why `getUserMedia` said no, by the name of its exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    Missing,
    Denied,
    Unreadable,
    Overconstrained,
    Other(String),
}

impl From<&JsValue> for Refusal {
    fn from(error: &JsValue) -> Self {
        // OverconstrainedError is no DOMException in older browsers; its name is where every error's is.
        let name = error.unchecked_ref::<js_sys::Error>().name().as_string().unwrap_or_default();
        match name.as_str() {
            "NotFoundError" | "DevicesNotFoundError" => Self::Missing,
            "NotAllowedError" | "SecurityError" | "PermissionDeniedError" => Self::Denied,
            "NotReadableError" | "AbortError" | "TrackStartError" => Self::Unreadable,
            "OverconstrainedError" => Self::Overconstrained,
            _ => Self::Other(describe(error)),
        }
    }
}

impl From<Refusal> for CaptureError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Missing | Refusal::Overconstrained => Self::NoDevices,
            Refusal::Denied => Self::PermissionDenied,
            Refusal::Unreadable => Self::InUse,
            Refusal::Other(words) => Self::Other(words),
        }
    }
}
