//! Camera, microphone and files: pictures and sound of one source, for a worker.
//!
//! A [`CaptureSession`] holds a source. Pictures come as [`GrabbedFrame`]s, one at a time and only
//! when the taker is free, so that a slow model drops frames and never queues them. Sound goes from
//! the browser's audio thread straight to a worker, through [`CaptureSession::audio_port`]. All of it
//! is released when the session is dropped.
//!
//! ```text
//! camera ─┐                       ┌─ frame.rs ── GrabbedFrame ──────────> Request::Frame
//!         ├─ running.rs (<video>) ┤
//! file ───┘                       └─ sound.rs (audio-worklet.js) ─ port ─> Request::Audio
//! ```

pub mod devices;
pub mod visibility;

mod abilities;
mod bindings;
mod element;
mod error;
mod frame;
mod running;
mod session;
mod sound;
mod user_media;

pub use error::{CaptureError, CaptureEvent, CaptureNotice};
pub use frame::{GrabbedFrame, Moment};
pub use session::CaptureSession;
pub use user_media::{Camera, Facing, LiveChoice, Microphone};
