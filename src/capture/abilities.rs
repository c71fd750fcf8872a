//! What this browser on this system can do, where one thing looks like another.

use js_sys::Reflect;
use web_sys::HtmlVideoElement;

/// MP4 with H.264 and AAC, as the sample clip is and as most cameras write.
const MP4: &str = r#"video/mp4; codecs="avc1.42E015, mp4a.40.2""#;

/// Whether the browser decodes the sample clip's format. On Linux, Firefox takes the decoders from the system, which may
/// have none.
pub(super) fn plays_h264(video: &HtmlVideoElement) -> bool {
    !video.can_play_type(MP4).is_empty()
}

/// Whether the person has clicked or pressed a key on this page. No, where the browser does not tell.
pub(super) fn was_clicked() -> bool {
    let property = |object: &_, name: &str| Reflect::get(object, &name.into()).ok();
    web_sys::window()
        .and_then(|window| property(window.navigator().as_ref(), "userActivation"))
        .filter(|activation| activation.is_object())
        .and_then(|activation| property(&activation, "hasBeenActive"))
        .is_some_and(|active| active.is_truthy())
}
