//! Bindings to browser interfaces that web-sys offers only behind a compiler flag.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlVideoElement, MediaStreamTrack};

#[wasm_bindgen]
extern "C" {
    /// A `<video>` with the callbacks that come with each new frame.
    #[wasm_bindgen(extends = HtmlVideoElement)]
    pub type FrameVideo;

    /// Calls back once, when the next frame is shown.
    #[wasm_bindgen(method, js_name = requestVideoFrameCallback)]
    pub fn request_video_frame_callback(this: &FrameVideo, callback: &Function) -> u32;

    #[wasm_bindgen(method, js_name = cancelVideoFrameCallback)]
    pub fn cancel_video_frame_callback(this: &FrameVideo, handle: u32);

    /// One frame's pixels, held outside the JavaScript heap until closed.
    pub type VideoFrame;

    /// The frame the element shows now.
    #[wasm_bindgen(constructor, catch)]
    pub fn new(video: &HtmlVideoElement) -> Result<VideoFrame, JsValue>;

    /// A track of a camera or microphone, with its state as a string.
    #[wasm_bindgen(extends = MediaStreamTrack)]
    pub type Track;

    /// "live" or "ended".
    #[wasm_bindgen(method, getter, js_name = readyState)]
    pub fn ready_state(this: &Track) -> String;

    #[wasm_bindgen(catch, js_name = createImageBitmap)]
    pub fn create_image_bitmap(video: &HtmlVideoElement) -> Result<Promise, JsValue>;
}

/// Whether this browser has the global constructor `name`.
pub fn has_global(name: &str) -> bool {
    Reflect::get(&js_sys::global(), &name.into()).is_ok_and(|value| value.is_function())
}

/// Whether `object` has the method `name`.
pub fn has_method(object: &JsValue, name: &str) -> bool {
    Reflect::get(object, &name.into()).is_ok_and(|value| value.is_function())
}

/// Whether a track has ended. Needed where it may have ended before anyone listened for the event.
pub fn has_ended(track: &MediaStreamTrack) -> bool {
    track.unchecked_ref::<Track>().ready_state() == "ended"
}

/// Calls the method `name` of `object`, if there is one.
pub fn call(object: &JsValue, name: &str) {
    let method = Reflect::get(object, &name.into()).ok().and_then(|value| value.dyn_into::<Function>().ok());
    if let Some(method) = method {
        // Used to close objects; an error means that the object is closed already.
        let _ = method.call0(object);
    }
}

/// Ignores the outcome of a promise. Otherwise the browser would report a rejection as unhandled.
pub fn ignore(promise: Promise) {
    spawn_local(async move {
        let _ = JsFuture::from(promise).await;
    });
}

/// Milliseconds of a monotonic clock.
pub fn now_ms() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or_else(js_sys::Date::now, |clock| clock.now())
}
