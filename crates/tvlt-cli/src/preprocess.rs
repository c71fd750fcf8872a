//! `tvlt preprocess`: turns picture and sound files into the model's input tensors, as Hugging Face's
//! `TvltProcessor` does.

mod cut;
mod picture;
mod sound;

use std::{
    io,
    path::{Path, PathBuf},
};

use clap::Args;
use safetensors::SafeTensorError;
use thiserror::Error;

pub use picture::{Picture, PictureError, read_picture};
pub use sound::{Sound, SoundError, read_sound};

use tvlt::config::{ConfigError, TvltProcessorConfig, text_of};
use tvlt::inference::preprocess::to_safetensors;
use tvlt::processor::audio::resample;
use tvlt::processor::image::RgbaFrame;
use tvlt::processor::{ProcessorError, ProcessorInputs, ProcessorOutputs, TvltProcessor};

/// Arguments of `tvlt preprocess`.
#[derive(Debug, Clone, Args)]
pub struct PreprocessArgs {
    /// A preprocessor_config.json as Hugging Face writes it, or the processor_config.json of transformers 5.
    #[arg(long, value_name = "JSON")]
    pub config: PathBuf,
    /// Pictures of the clip, in order (PNG, JPEG, WebP, BMP or GIF). Only colours count: alpha is
    /// dropped, of an animation the first frame is taken. One that a camera stored sideways is turned upright.
    #[arg(long, value_name = "PICTURE", num_args = 1..)]
    pub frames: Vec<PathBuf>,
    /// Sound of the clip, of any rate and number of channels: WAV (RF64 too), FLAC, MP3, Ogg Vorbis or AIFF.
    /// Channels are averaged, and another rate than the config's is resampled to it.
    #[arg(long, value_name = "SOUND")]
    pub audio: Option<PathBuf>,
    /// Where to write the tensors (safetensors, f32): pixel_values [1, frames, 3, height, width],
    /// pixel_mask [1, patches], audio_values [1, 1, time, mels], audio_mask [1, patches].
    #[arg(long, value_name = "SAFETENSORS")]
    pub output: PathBuf,
}

/// Why `tvlt preprocess` failed.
#[derive(Debug, Error)]
pub enum PreprocessError {
    /// Neither pictures nor sound.
    #[error("there is nothing to process: give --frames, --audio, or both")]
    NoInput,
    /// A file cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The config is not one.
    #[error("{path}: {source}")]
    Config {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: ConfigError,
    },
    /// A picture cannot be decoded.
    #[error("cannot read the picture {path}: {source}")]
    Picture {
        /// Which.
        path: PathBuf,
        /// Why.
        source: PictureError,
    },
    /// A sound cannot be decoded.
    #[error("cannot read the sound {path}: {source}")]
    Sound {
        /// Which.
        path: PathBuf,
        /// Why.
        source: SoundError,
    },
    /// The processor refuses the pictures or the sound.
    #[error(transparent)]
    Processor(#[from] ProcessorError),
    /// The tensors cannot be serialised.
    #[error("the tensors cannot be written: {0}")]
    Serialize(#[from] SafeTensorError),
    /// The output cannot be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// Where to.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Reads, processes and writes.
///
/// # Errors
/// [`PreprocessError`], one sentence for the person.
pub fn run(args: PreprocessArgs) -> Result<(), PreprocessError> {
    if args.frames.is_empty() && args.audio.is_none() {
        return Err(PreprocessError::NoInput);
    }
    let processor = TvltProcessor::new(read_config(&args.config)?)?;
    let outputs = process(&processor, &args.frames, args.audio.as_deref())?;
    let bytes = to_safetensors(&outputs)?;
    std::fs::write(&args.output, bytes)
        .map_err(|source| PreprocessError::Write { path: args.output.clone(), source })?;
    for (name, array) in outputs.named() {
        println!("{name} {:?}", array.shape);
    }
    Ok(())
}

fn read_config(path: &Path) -> Result<TvltProcessorConfig, PreprocessError> {
    let bytes = std::fs::read(path).map_err(|source| PreprocessError::Read { path: path.into(), source })?;
    text_of(bytes, "preprocessor_config.json")
        .and_then(|json| TvltProcessorConfig::from_json(&json))
        .map_err(|source| PreprocessError::Config { path: path.into(), source })
}

fn process(
    processor: &TvltProcessor,
    frames: &[PathBuf],
    audio: Option<&Path>,
) -> Result<ProcessorOutputs, PreprocessError> {
    // Checked before the files are decoded, as there may be a whole folder of frames.
    let max = processor.image_processor.config().num_frames;
    if frames.len() > max {
        return Err(ProcessorError::TooManyFrames { max, given: frames.len() }.into());
    }
    let pictures = frames.iter().map(|path| read_picture(path)).collect::<Result<Vec<_>, _>>()?;
    let clip: Vec<RgbaFrame<'_>> = pictures.iter().map(Picture::frame).collect();
    let rate = processor.feature_extractor.config().sampling_rate;
    let waveform = match audio {
        None => None,
        Some(path) => {
            let sound = read_sound(path)?;
            Some(resample(&sound.pcm().mix_down(), sound.sampling_rate, rate)?)
        }
    };
    let waveform = waveform.as_deref().map(|waveform| [waveform]);
    let clips = [clip.as_slice()];
    Ok(processor.process(&ProcessorInputs {
        images: (!clip.is_empty()).then_some(&clips),
        images_mixed: None,
        audio: waveform.as_ref().map(<[_; 1]>::as_slice),
        sampling_rate: Some(rate),
    })?)
}
