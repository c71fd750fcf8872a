//! From sound and pictures to the arrays TVLT takes, with the numbers of Hugging Face's
//! `TvltProcessor`. Portable: no model, no browser, no files, no threads.
//!
//! - [`audio`]: PCM to log-mel spectrogram, whole clips and live streams
//! - [`image`]: RGBA frames to normalised pixels
//! - [`TvltProcessor`]: both, with masks
//! - [`patch`]: cutting either into the model's patches, and back
//! - [`frame_ring`]: frames spread over the last seconds
//! - [`clip`]: the last moments of a live stream, ready for the model

mod array;
pub mod audio;
pub mod clip;
mod combined;
mod error;
pub mod frame_ring;
pub mod image;
pub mod patch;

pub use array::Array;
pub use combined::{ProcessorInputs, ProcessorOutputs, TvltProcessor};
pub use error::ProcessorError;
