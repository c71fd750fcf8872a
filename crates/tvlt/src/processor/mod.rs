//! Turns sound and pictures into TVLT's input arrays, with the numbers of Hugging Face's
//! `TvltProcessor`. Portable: needs no model, no browser, no files and no threads.
//!
//! - [`audio`]: PCM to log-mel spectrogram, for whole clips and live streams
//! - [`image`]: RGBA frames to normalised pixels
//! - [`TvltProcessor`]: both, with masks
//! - [`patch`]: cuts either into the model's patches, and puts patches back together
//! - [`frame_ring`]: frames spread over the last seconds
//! - [`past_frames`]: frames of a while ago
//! - [`clip`]: the last seconds of a live stream, ready for the model

mod array;
pub mod audio;
pub mod clip;
mod combined;
mod error;
pub mod frame_ring;
pub mod image;
pub mod past_frames;
pub mod patch;

pub use array::Array;
pub use combined::{ProcessorInputs, ProcessorOutputs, TvltProcessor};
pub use error::ProcessorError;
