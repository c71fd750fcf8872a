//! Turns sound into log-mel spectrograms (`transformers==4.40.2`, `feature_extraction_tvlt.py` and
//! `audio_utils.py`), with one file for each step.

mod decibels;
mod extractor;
mod log_mel;
pub mod mel;
mod pcm;
mod resample;
mod running_mean;
mod stft;
mod streaming;
mod wav;
#[cfg(feature = "wav")]
mod wav_file;

pub use decibels::{DYNAMIC_RANGE_DB, power_to_db, scale_db};
pub use extractor::{AudioFeatures, TvltFeatureExtractor};
pub use log_mel::{LogMel, log_mel};
pub use mel::MelFilterBank;
pub use pcm::Pcm;
pub use resample::{Resampler, resample};
pub use stft::{Stft, hann_window, reflect};
pub use streaming::StreamingLogMel;
pub use wav::{Sound, WavError, is_wav, read_wav};
#[cfg(feature = "wav")]
pub use wav_file::{WavWriteError, write_wav};
