//! Errors, notices and events of a source, as sentences for the person.

use thiserror::Error;

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
    /// The person, the browser or the system denied permission.
    #[error(
        "Camera and microphone are not allowed. Allow them at the symbol beside the page's address (or in \
         the system's privacy settings) and start again; the sample clip needs no permission."
    )]
    PermissionDenied,
    /// There is neither a camera nor a microphone.
    #[error("No camera and no microphone were found. Connect one and start again, or try the sample clip.")]
    NoDevices,
    /// Another program has them, or the system fails to read them.
    #[error(
        "Camera and microphone cannot be read. Close other programs that use them and start again, or \
         connect them anew."
    )]
    InUse,
    /// Every device that was opened ended at once.
    #[error(
        "The browser opened the devices, but they stopped at once. Close other programs that use them, \
         connect them anew or choose others, and start again."
    )]
    StoppedAtOnce,
    /// The file is not one the browser can play.
    #[error("The browser cannot play this file. Try a video it knows, such as MP4 (H.264) or WebM.")]
    Undecodable,
    /// The browser can read nothing of the file, although it is a video file.
    #[error(
        "The browser cannot read {0}. Try another browser, or convert the file to MP4 with H.264 and AAC."
    )]
    UnknownCodecs(String),
    /// The clip could not be loaded from its address.
    #[error("The clip could not be loaded. Check the connection and try again.")]
    ClipUnavailable,
    /// The system has no decoder for the sample clip.
    #[error(
        "This browser cannot decode the sample clip (MP4 with H.264). On Linux, Firefox takes the decoder from the \
         system: install FFmpeg and start the browser again. Camera and microphone need no decoder."
    )]
    NoH264,
    /// The browser does not give access to the source's pictures.
    #[error("The browser does not hand out the video's pictures ({0}). Try another browser.")]
    Frames(String),
    /// Any other error of the browser.
    #[error("The source did not start: {0}. Try again, or take another source.")]
    Other(String),
}

/// What a source lacks, from its start or for now.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CaptureNotice {
    /// No camera was found.
    #[error("No camera was found, so only sound is used.")]
    NoCamera,
    /// Permission for the camera was denied.
    #[error(
        "The camera is not allowed, so only sound is used. Allow it beside the page's address and start again."
    )]
    CameraDenied,
    /// The camera cannot be read.
    #[error("The camera cannot be read, so only sound is used. Does another program use it?")]
    CameraInUse,
    /// The camera ended as soon as it was opened, or soon after.
    #[error(
        "The camera stopped as soon as it was opened, so only sound is used. Choose another camera, or connect it anew and start again."
    )]
    CameraStopped,
    /// No microphone was found.
    #[error("No microphone was found, so only the picture is used.")]
    NoMicrophone,
    /// Permission for the microphone was denied.
    #[error(
        "The microphone is not allowed, so only the picture is used. Allow it beside the page's address and start again."
    )]
    MicrophoneDenied,
    /// The microphone cannot be read.
    #[error("The microphone cannot be read, so only the picture is used. Does another program use it?")]
    MicrophoneInUse,
    /// The microphone ended as soon as it was opened, or soon after.
    #[error(
        "The microphone stopped as soon as it was opened, so only the picture is used. Choose another microphone, or connect it anew and start again."
    )]
    MicrophoneStopped,
    /// The camera that the person chose is gone.
    #[error("The chosen camera is not available, so another camera is used.")]
    OtherCamera,
    /// The microphone that the person chose is gone.
    #[error("The chosen microphone is not available, so another microphone is used.")]
    OtherMicrophone,
    /// The browser's audio processing did not start.
    #[error("The browser does not hand out sound, so only the picture is used.")]
    NoSoundProcessing,
    /// The browser plays no sound before the first click.
    #[error("The browser keeps the sound off until you click. Click anywhere.")]
    SoundWaits,
    /// The browser has stopped sound that was running.
    #[error(
        "The sound is interrupted (by a call, a lock screen, or an output device that is gone) and not \
         listened to. It goes on by itself; if it does not, click anywhere."
    )]
    SoundInterrupted,
    /// The camera's track is muted.
    #[error(
        "The camera sends no picture: open its shutter or the lid, or switch it on. It goes on by itself then."
    )]
    CameraMuted,
    /// The microphone's track is muted.
    #[error("The microphone sends no sound: switch it on, or unmute it. It goes on by itself then.")]
    MicrophoneMuted,
    /// The camera has given no new picture for some seconds.
    #[error(
        "No new picture has come from the camera for some seconds; its last one is still used. If this \
         stays, start again or connect the camera anew."
    )]
    CameraStandsStill,
    /// The camera has given no picture yet.
    #[error("No picture has come from the camera yet. If this stays, start again, or choose another camera.")]
    CameraShowsNothing,
    /// A video has given no new picture for some seconds.
    #[error("No new picture has come in this video for some seconds; its last one still shows.")]
    VideoStandsStill,
    /// A video has given no picture yet.
    #[error("No picture has come from this video yet.")]
    VideoShowsNothing,
    /// The browser has a decoder for the file's sound, but not for its picture.
    #[error(
        "The browser cannot read the picture of this file ({0}), so only its sound is used. Try another browser, or convert the picture to H.264."
    )]
    PictureUndecodable(String),
    /// The browser has a decoder for the file's picture, but not for its sound.
    #[error(
        "The browser cannot read the sound of this file ({0}), so only its picture is used. Try another browser, or convert the sound to AAC."
    )]
    SoundUndecodable(String),
    /// Sound does not run although there was a click: Firefox needs an output device for it.
    #[error(
        "The browser lets no sound flow, so only the picture is used. Firefox needs a loudspeaker or headphones for \
         sound, even to listen to a microphone: connect one."
    )]
    NoLoudspeaker,
}

/// Events of a running source.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CaptureEvent {
    /// The camera is gone (unplugged, or taken away); sound alone from now on.
    #[error("The camera is gone. It goes on with sound alone; connect it and start again.")]
    CameraLost,
    /// The microphone is gone; no more sound arrives on its port.
    #[error("The microphone is gone. It goes on with the picture alone; connect it and start again.")]
    MicrophoneLost,
    /// Neither camera nor microphone is left: the session has ended.
    #[error("Camera and microphone are gone. Connect them and start again.")]
    AllLost,
    /// What the source gives, or its notices, have changed: ask the session.
    #[error("The source has changed.")]
    Changed,
    /// The source failed while it ran.
    #[error(transparent)]
    Failed(CaptureError),
}
