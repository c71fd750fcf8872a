//! TVLT in burn: the same code on the CPU, on a GPU and in the browser, for inference and training.
//!
//! [`TvltModel`] turns frames and a spectrogram into one sequence of hidden states. There are two sets of
//! heads on it: [`PretrainingHeads`] (does the sound belong to the picture, and what do the hidden patches
//! show) and [`ClassificationHead`]. [`TvltAudioVisual`] is one encoder with any of them;
//! [`TvltForPreTraining`] and [`TvltForAudioVisualClassification`] are Hugging Face's classes.
//!
//! The numbers are those of `transformers==4.40.2`, `models/tvlt/modeling_tvlt.py`, and for the authors' own
//! checkpoints those of their code ([`Variant`](crate::config::Variant)). A forward draws no random
//! numbers: masks come from noise that the caller gives ([`masking`]). The only exception is dropout,
//! which is applied on an autodiff device only and is off by TVLT's defaults.

pub mod masking;

mod activation;
mod attention;
mod audio_visual;
mod blank;
mod classification;
mod embeddings;
mod encoder;
mod error;
mod gather;
#[cfg(feature = "cpu")]
mod host;
mod init;
#[cfg(feature = "kernels")]
mod kernels;
mod linear;
mod loss;
mod mae;
mod matching;
mod norm;
mod patch;
mod pretraining;
mod sequence;
mod tvlt;

pub use activation::activate;
pub use attention::{MAX_SCORE_BYTES, SelfAttention};
pub use audio_visual::{AudioVisualOutput, Heads, TvltAudioVisual};
pub use classification::{ClassificationHead, TvltClassificationOutput, TvltForAudioVisualClassification};
pub use embeddings::{AudioEmbeddings, Embeddings, PatchProjection, PixelEmbeddings};
pub use encoder::{EncoderOutput, TvltEncoder, TvltLayer};
pub use error::ModelError;
pub(crate) use loss::hidden_mean;
pub use loss::{Labels, classification_loss, mae_loss, matching_loss, squared_errors};
pub use mae::{MaskedAutoencoder, Reconstruction, TvltDecoder, TvltMaeHead};
pub use masking::{MaskingNoise, PatchMasking};
pub use matching::{MatchingHead, TvltPooler};
pub use norm::LayerNorm;
pub use patch::{patchify_audio, patchify_pixel};
pub use pretraining::{PretrainingHeads, TvltForPreTraining, TvltForPreTrainingOutput};
pub use sequence::Sequence;
pub use tvlt::{OutputOptions, TvltInputs, TvltModel, TvltModelOutput};
