//! Takes pictures from a playing video: when there is a new one, and its pixels as one transferable object.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlVideoElement;

use super::bindings::{self, FrameVideo, VideoFrame};

/// A picture: a `VideoFrame` or an `ImageBitmap`, for [`Request::Frame`](bridge::protocol::model::Request::Frame).
/// Closed when dropped, which does nothing after a transfer.
#[derive(Debug)]
pub struct GrabbedFrame(JsValue);

impl GrabbedFrame {
    /// The object, for payload and transfer list.
    pub fn js(&self) -> &JsValue {
        &self.0
    }
}

impl Drop for GrabbedFrame {
    fn drop(&mut self) {
        bindings::call(&self.0, "close");
    }
}

/// What a source has for an update.
#[derive(Debug)]
pub enum Moment {
    /// A new picture, for [`Request::Frame`](bridge::protocol::model::Request::Frame).
    Picture(GrabbedFrame),
    /// The source has no pictures; time for a [`Request::Tick`](bridge::protocol::model::Request::Tick).
    SoundOnly,
}

/// Takes the picture that the element shows now; without waiting where the browser has `VideoFrame`.
pub(super) async fn grab(video: &HtmlVideoElement) -> Result<GrabbedFrame, JsValue> {
    if bindings::has_global("VideoFrame")
        && let Ok(frame) = VideoFrame::new(video)
    {
        return Ok(GrabbedFrame(frame.into()));
    }
    JsFuture::from(bindings::create_image_bitmap(video)?).await.map(GrabbedFrame)
}

/// Calls back at each new picture of an element, until dropped.
pub(super) struct FrameLoop {
    inner: Rc<LoopInner>,
}

impl FrameLoop {
    pub fn new(video: &HtmlVideoElement, on_picture: impl Fn() + 'static) -> Self {
        let inner = Rc::new(LoopInner {
            per_frame: bindings::has_method(video, "requestVideoFrameCallback"),
            video: video.clone().unchecked_into(),
            on_picture: Box::new(on_picture),
            step: RefCell::default(),
            handle: Cell::default(),
            shown_at: Cell::new(-1.0),
        });
        let weak = Rc::downgrade(&inner);
        let step = Closure::<dyn FnMut()>::new(move || {
            if let Some(inner) = weak.upgrade() {
                inner.step();
            }
        });
        inner.step.replace(Some(step));
        inner.request();
        Self { inner }
    }
}

impl Drop for FrameLoop {
    fn drop(&mut self) {
        // Without its closure the loop ends, even when it is dropped from within a step.
        self.inner.step.take();
        self.inner.cancel();
    }
}

struct LoopInner {
    video: FrameVideo,
    /// Whether the browser has a callback for each frame. Otherwise each repaint checks whether the video has advanced.
    per_frame: bool,
    on_picture: Box<dyn Fn()>,
    step: RefCell<Option<Closure<dyn FnMut()>>>,
    handle: Cell<Option<i32>>,
    shown_at: Cell<f64>,
}

impl LoopInner {
    fn step(&self) {
        self.handle.set(None);
        let shown_at = self.video.current_time();
        let is_new = self.per_frame || self.shown_at.replace(shown_at) != shown_at;
        if is_new && self.video.ready_state() >= web_sys::HtmlMediaElement::HAVE_CURRENT_DATA {
            (self.on_picture)();
        }
        self.request();
    }

    fn request(&self) {
        let step = self.step.borrow();
        let Some(step) = step.as_ref().map(|step| step.as_ref().unchecked_ref()) else { return };
        let handle = if self.per_frame {
            // The handle is a small counter, so it can be cast to `i32` and back.
            Some(self.video.request_video_frame_callback(step) as i32)
        } else {
            web_sys::window().and_then(|window| window.request_animation_frame(step).ok())
        };
        self.handle.set(handle);
    }

    fn cancel(&self) {
        let Some(handle) = self.handle.take() else { return };
        if self.per_frame {
            self.video.cancel_video_frame_callback(handle as u32);
        } else if let Some(window) = web_sys::window() {
            let _ = window.cancel_animation_frame(handle);
        }
    }
}
