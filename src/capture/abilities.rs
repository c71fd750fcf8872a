//! Tests what this browser can do, where an error alone does not show the cause.

use js_sys::Reflect;
use web_sys::HtmlVideoElement;

/// MP4 with H.264 and AAC, the format of the sample clip and of most cameras.
const MP4: &str = r#"video/mp4; codecs="avc1.42E015, mp4a.40.2""#;

/// Whether the browser decodes the sample clip's format. On Linux, Firefox uses the system's decoders, and there may
/// be none.
pub(super) fn plays_h264(video: &HtmlVideoElement) -> bool {
    !video.can_play_type(MP4).is_empty()
}

/// Whether the person has clicked or pressed a key on this page; `false` where the browser does not say.
pub(super) fn was_clicked() -> bool {
    let property = |object: &_, name: &str| Reflect::get(object, &name.into()).ok();
    web_sys::window()
        .and_then(|window| property(window.navigator().as_ref(), "userActivation"))
        .filter(|activation| activation.is_object())
        .and_then(|activation| property(&activation, "hasBeenActive"))
        .is_some_and(|active| active.is_truthy())
}
