//! Captures pictures and sound from camera, microphone or a file, for a worker.
//!
//! A [`CaptureSession`] holds a source. Pictures come as [`GrabbedFrame`]s, one at a time; the receiver keeps the newest
//! alone, so that a slow model drops frames and never queues them. Sound goes from
//! the browser's audio thread directly to a worker, through [`CaptureSession::audio_port`]. Everything is
//! released when the session is dropped.
//!
//! ```text
//! camera ─┐                       ┌─ frame.rs ── GrabbedFrame ──────────> Request::Frame
//!         ├─ running.rs (<video>) ┤
//! file ───┘                       └─ sound.rs (audio-worklet.js) ─ port ─> Request::Audio
//! ```
//!
//! Decisions that need no browser are in modules of their own, which are tested natively: [`choice`]
//! (which devices are tried in turn), [`clock`] (when an update is due), [`media_file`] (the tracks of a
//! video file), [`senses`] (whether picture and sound work now) and [`error`] (the sentences).

pub mod choice;
pub mod clock;
pub mod error;
pub mod media_file;
pub mod senses;

#[cfg(target_arch = "wasm32")]
pub mod devices;
#[cfg(target_arch = "wasm32")]
pub mod visibility;

#[cfg(target_arch = "wasm32")]
mod abilities;
#[cfg(target_arch = "wasm32")]
mod bindings;
#[cfg(target_arch = "wasm32")]
mod element;
#[cfg(target_arch = "wasm32")]
mod frame;
#[cfg(target_arch = "wasm32")]
mod moments;
#[cfg(target_arch = "wasm32")]
mod own_file;
#[cfg(target_arch = "wasm32")]
mod pacer;
#[cfg(target_arch = "wasm32")]
mod running;
#[cfg(target_arch = "wasm32")]
mod session;
#[cfg(target_arch = "wasm32")]
mod sound;
#[cfg(target_arch = "wasm32")]
mod user_media;

#[cfg(target_arch = "wasm32")]
pub use bindings::now_ms;
pub use choice::{Camera, Facing, LiveChoice, Microphone};
pub use error::{CaptureError, CaptureEvent, CaptureNotice};
#[cfg(target_arch = "wasm32")]
pub use frame::{GrabbedFrame, Moment};
#[cfg(target_arch = "wasm32")]
pub use session::CaptureSession;
