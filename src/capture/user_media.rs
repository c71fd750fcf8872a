//! Opens camera and microphone. Both are requested together, so that the person is asked once; one alone is
//! requested where the other is missing, denied or in use.

use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack};

use super::{
    choice::{Camera, Facing, LiveChoice, Microphone},
    devices::media_devices,
    error::{CaptureError, CaptureNotice},
};
use bridge::wire::describe;

/// The tracks of a live source. Dropping it stops them, which turns off the camera's light.
pub(super) struct Tracks(pub MediaStream);

impl Tracks {
    pub fn camera(&self) -> Option<MediaStreamTrack> {
        self.0.get_video_tracks().iter().next().map(JsCast::unchecked_into)
    }

    pub fn microphone(&self) -> Option<MediaStreamTrack> {
        self.0.get_audio_tracks().iter().next().map(JsCast::unchecked_into)
    }
}

impl Tracks {
    /// Takes over the tracks of `other`.
    fn joined_by(self, other: Self) -> Self {
        for track in other.0.get_tracks().iter() {
            self.0.add_track(track.unchecked_ref());
            // Removed from `other`, so that dropping it does not stop them.
            other.0.remove_track(track.unchecked_ref());
        }
        self
    }
}

impl Drop for Tracks {
    fn drop(&mut self) {
        for track in self.0.get_tracks().iter() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
    }
}

/// Opens camera and microphone, or one of them; the notices say what is missing and why.
pub(super) async fn open(choice: &LiveChoice) -> Result<(Tracks, Vec<CaptureNotice>), CaptureError> {
    let media = media_devices().ok_or_else(|| {
        let secure = web_sys::window().is_some_and(|window| window.is_secure_context());
        if secure { CaptureError::Unsupported } else { CaptureError::InsecureOrigin }
    })?;
    let mut refusal = Refusal::Missing;
    for (choice, mut notices) in choice.attempts() {
        match open_exactly(&media, &choice).await {
            Ok((tracks, more)) => {
                notices.extend(more);
                return Ok((tracks, notices));
            }
            // A chosen device is missing, or its id is stale.
            Err(why @ (Refusal::Overconstrained | Refusal::Missing)) => refusal = why,
            Err(why) => return Err(why.into()),
        }
    }
    Err(refusal.into())
}

async fn open_exactly(
    media: &MediaDevices,
    choice: &LiveChoice,
) -> Result<(Tracks, Vec<CaptureNotice>), Refusal> {
    let (camera, microphone) =
        (camera_constraints(&choice.camera), microphone_constraints(&choice.microphone));
    let refusal = match get_user_media(media, Some(&camera), Some(&microphone)).await {
        Ok(tracks) => return Ok((tracks, Vec::new())),
        Err(Refusal::Overconstrained) => return Err(Refusal::Overconstrained),
        Err(refusal) => refusal,
    };
    // After a denial the person should not be asked a second time: continue only with a device that is
    // known not to be denied itself.
    let denied = refusal == Refusal::Denied;
    let mut notices = Vec::new();
    let camera = if denied && !may_ask("microphone", "camera").await {
        Err(Refusal::Denied)
    } else {
        match get_user_media(media, Some(&camera), None).await {
            Err(Refusal::Overconstrained) => {
                let any = camera_constraints(&Camera::Any);
                let other = get_user_media(media, Some(&any), None).await;
                notices.extend(other.is_ok().then_some(CaptureNotice::OtherCamera));
                other
            }
            camera => camera,
        }
    };
    let microphone = if denied && !may_ask("camera", "microphone").await {
        Err(Refusal::Denied)
    } else {
        match get_user_media(media, None, Some(&microphone)).await {
            Err(Refusal::Overconstrained) => {
                let any = microphone_constraints(&Microphone::Any);
                let other = get_user_media(media, None, Some(&any)).await;
                notices.extend(other.is_ok().then_some(CaptureNotice::OtherMicrophone));
                other
            }
            microphone => microphone,
        }
    };
    let tracks = match (camera, microphone) {
        (Ok(camera), Ok(microphone)) => camera.joined_by(microphone),
        (Ok(camera), Err(why)) => {
            notices.push(microphone_notice(&why));
            camera
        }
        (Err(why), Ok(microphone)) => {
            notices.push(camera_notice(&why));
            microphone
        }
        // `Missing` is the less informative of the two errors.
        (Err(Refusal::Missing), Err(why)) | (Err(why), Err(_)) => return Err(why),
    };
    Ok((tracks, notices))
}

/// Why `getUserMedia` failed, by the name of its exception.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Refusal {
    Missing,
    Denied,
    Unreadable,
    Overconstrained,
    Other(String),
}

impl From<&JsValue> for Refusal {
    fn from(error: &JsValue) -> Self {
        // In older browsers `OverconstrainedError` is not a `DOMException`, but it has a name like every error.
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

fn camera_notice(why: &Refusal) -> CaptureNotice {
    match why {
        Refusal::Missing | Refusal::Overconstrained => CaptureNotice::NoCamera,
        Refusal::Denied => CaptureNotice::CameraDenied,
        Refusal::Unreadable | Refusal::Other(_) => CaptureNotice::CameraInUse,
    }
}

fn microphone_notice(why: &Refusal) -> CaptureNotice {
    match why {
        Refusal::Missing | Refusal::Overconstrained => CaptureNotice::NoMicrophone,
        Refusal::Denied => CaptureNotice::MicrophoneDenied,
        Refusal::Unreadable | Refusal::Other(_) => CaptureNotice::MicrophoneInUse,
    }
}

fn camera_constraints(camera: &Camera) -> Value {
    // Models take frames of a few hundred pixels at most; more would only cost time.
    let mut constraints = json!({
        "width": { "ideal": 640 }, "height": { "ideal": 480 }, "frameRate": { "ideal": 30 },
    });
    match camera {
        Camera::Device(id) if !id.is_empty() => constraints["deviceId"] = json!({ "exact": id }),
        Camera::Facing(Facing::Front) => constraints["facingMode"] = json!({ "ideal": "user" }),
        Camera::Facing(Facing::Rear) => constraints["facingMode"] = json!({ "ideal": "environment" }),
        Camera::Any | Camera::Device(_) => {}
    }
    constraints
}

fn microphone_constraints(microphone: &Microphone) -> Value {
    // Models are trained on unprocessed sound; the processing meant for calls would change the spectrogram.
    let mut constraints = json!({
        "channelCount": { "ideal": 1 },
        "echoCancellation": false, "noiseSuppression": false, "autoGainControl": false,
    });
    if let Microphone::Device(id) = microphone
        && !id.is_empty()
    {
        constraints["deviceId"] = json!({ "exact": id });
    }
    constraints
}

async fn get_user_media(
    media: &MediaDevices,
    video: Option<&Value>,
    audio: Option<&Value>,
) -> Result<Tracks, Refusal> {
    let refused = |error: JsValue| Refusal::from(&error);
    let constraints = MediaStreamConstraints::new();
    constraints.set_video(&to_js(video));
    constraints.set_audio(&to_js(audio));
    let promise = media.get_user_media_with_constraints(&constraints).map_err(refused)?;
    let stream = JsFuture::from(promise).await.map_err(refused)?;
    Ok(Tracks(stream.unchecked_into()))
}

fn to_js(constraints: Option<&Value>) -> JsValue {
    constraints.and_then(|value| js_sys::JSON::parse(&value.to_string()).ok()).unwrap_or(JsValue::FALSE)
}

/// Whether `device` may be requested alone after both were denied: only if `other` is known to be denied and
/// `device` is not. Where the browser does not say, there is no second request.
async fn may_ask(other: &str, device: &str) -> bool {
    permission(other).await.as_deref() == Some("denied")
        && permission(device).await.is_some_and(|state| state != "denied")
}

/// State of a permission: "granted", "denied" or "prompt"; `None` where the browser does not say.
async fn permission(name: &str) -> Option<String> {
    let permissions = web_sys::window()?.navigator().permissions().ok()?;
    let descriptor = js_sys::JSON::parse(&json!({ "name": name }).to_string()).ok()?;
    let status = JsFuture::from(permissions.query(descriptor.unchecked_ref()).ok()?).await.ok()?;
    js_sys::Reflect::get(&status, &"state".into()).ok()?.as_string()
}
