//! TVLT, the [Textless Vision-Language Transformer](https://arxiv.org/abs/2209.14156): processors, model, checkpoints
//! and a live engine, with the numbers of Hugging Face's `transformers` 4.40.2.
//!
//! Data flows one way: [`config`] -> [`processor`] -> `model` (whose weights `checkpoint` reads) -> [`live`].
//! `explain` asks a model what its answer relies on, where its tokens look, and how far its reconstruction is off.
//! [`teach`] has small heads that a person teaches on a model's features.
//! `inference` has the devices, and a forward from a file of tensors to a file of tensors.
//!
//! ```
//! use tvlt::config::TvltProcessorConfig;
//! use tvlt::processor::{ProcessorInputs, TvltProcessor};
//!
//! let processor = TvltProcessor::new(TvltProcessorConfig::default())?;
//! // A second of silence at the rate of the settings, 44,100 samples a second.
//! let silence = vec![0.0; 44_100];
//! let inputs = ProcessorInputs { audio: Some(&[&silence]), ..ProcessorInputs::default() };
//! let outputs = processor.process(&inputs)?;
//! let spectrogram = outputs.audio_values.expect("sound was put in");
//! // Rows of 512 samples each, rounded up to whole patches of 16, of 128 mel bins.
//! assert_eq!(spectrogram.shape, [1, 1, 96, 128]);
//! # Ok::<(), tvlt::processor::ProcessorError>(())
//! ```
//!
//! With the feature `cpu`, a model runs:
//!
//! ```
//! # #[cfg(feature = "cpu")] {
//! use tvlt::config::TvltConfig;
//! use tvlt::inference::device;
//! use tvlt::model::{Heads, TvltAudioVisual};
//!
//! let device = device::cpu().device;
//! let small = TvltConfig { num_hidden_layers: 2, decoder_num_hidden_layers: 2, ..TvltConfig::default() };
//! let model = TvltAudioVisual::new(&small, Heads::PRETRAINING, &device);
//! assert!(model.classifier.is_none());
//! # }
//! ```
//!
//! # Features
//!
//! None is on by default. Configurations, processors and the plain types of a live update need none. `cpu`, `gpu` and
//! `webgpu` bring the model and a device for it, `threads` spreads the CPU's work over its cores, `train` adds
//! gradients. The crate's README has the whole table.

pub mod config;
pub mod live;
pub mod precision;
pub mod processor;
pub mod shard_name;
pub mod teach;

#[cfg(feature = "model")]
pub mod checkpoint;
#[cfg(feature = "model")]
pub mod explain;
#[cfg(feature = "model")]
pub mod inference;
#[cfg(feature = "model")]
pub mod model;
