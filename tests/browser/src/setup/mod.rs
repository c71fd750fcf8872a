//! Installs browsers and other programs of the tests where they are missing.

mod chromium;
mod firefox;
mod onnxruntime;
mod pulseaudio;

pub use chromium::chromium;
pub use firefox::firefox;
pub use onnxruntime::{ONNXRUNTIME, onnxruntime};
pub use pulseaudio::pulseaudio;
