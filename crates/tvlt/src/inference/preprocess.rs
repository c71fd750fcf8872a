//! Runs the processors on the pictures and sounds of a file and writes the resulting tensors to another, natively
//! and in the browser. The browser tests check a worker's processors with it.

use safetensors::{Dtype, SafeTensorError, SafeTensors, tensor::TensorView};
use thiserror::Error;

use crate::{
    config::{ConfigError, TvltProcessorConfig},
    processor::{ProcessorError, ProcessorInputs, ProcessorOutputs, TvltProcessor, image::RgbaFrame},
};

/// What can go wrong while the processors run.
#[derive(Debug, Error)]
pub enum PreprocessError {
    /// The text is not a processor's settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The processors refuse their inputs.
    #[error(transparent)]
    Processor(#[from] ProcessorError),
    /// The inputs are not a safetensors file, or its tensors are not as expected.
    #[error("the inputs of the processors cannot be used: {0}")]
    Inputs(String),
    /// The outputs cannot be written to a file.
    #[error("the tensors cannot be written: {0}")]
    Write(#[from] SafeTensorError),
}

/// Runs [`TvltProcessor`] with the settings of a `preprocessor_config.json` and gives its outputs, as
/// [`to_safetensors`] writes them.
///
/// `inputs` is a safetensors file with any of:
/// - `images.<clip>.<frame>`, U8 `[height, width, 4]`: RGBA, clips and frames counted from 0
/// - `audio.<clip>`, F32 `[samples]`: mono, at the settings' rate
///
/// # Errors
/// Where settings or inputs cannot be used.
pub fn preprocess(config_json: &str, inputs: &[u8]) -> Result<Vec<u8>, PreprocessError> {
    let processor = TvltProcessor::new(TvltProcessorConfig::from_json(config_json)?)?;
    let file =
        SafeTensors::deserialize(inputs).map_err(|error| PreprocessError::Inputs(error.to_string()))?;

    let mut clips: Vec<Vec<RgbaFrame<'_>>> = Vec::new();
    while let Ok(first) = file.tensor(&format!("images.{}.0", clips.len())) {
        let mut frames = vec![frame(&first)?];
        while let Ok(next) = file.tensor(&format!("images.{}.{}", clips.len(), frames.len())) {
            frames.push(frame(&next)?);
        }
        clips.push(frames);
    }
    let mut waveforms: Vec<Vec<f32>> = Vec::new();
    while let Ok(sound) = file.tensor(&format!("audio.{}", waveforms.len())) {
        if sound.dtype() != Dtype::F32 {
            return Err(PreprocessError::Inputs(format!("sound of type {:?}, not F32", sound.dtype())));
        }
        let (samples, _) = sound.data().as_chunks::<4>();
        waveforms.push(samples.iter().map(|&sample| f32::from_le_bytes(sample)).collect());
    }

    let clips: Vec<&[RgbaFrame<'_>]> = clips.iter().map(Vec::as_slice).collect();
    let waveforms: Vec<&[f32]> = waveforms.iter().map(Vec::as_slice).collect();
    let outputs = processor.process(&ProcessorInputs {
        images: (!clips.is_empty()).then_some(&clips),
        images_mixed: None,
        audio: (!waveforms.is_empty()).then_some(&waveforms),
        sampling_rate: None,
    })?;
    Ok(to_safetensors(&outputs)?)
}

/// Serialises the processors' outputs as a safetensors file: F32, by Hugging Face's names.
///
/// # Errors
/// Where an array's shape does not fit its values. No processor returns such an array.
pub fn to_safetensors(outputs: &ProcessorOutputs) -> Result<Vec<u8>, SafeTensorError> {
    let bytes: Vec<(&str, &[usize], Vec<u8>)> = outputs
        .named()
        .map(|(name, array)| {
            (
                name,
                array.shape.as_slice(),
                array.values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            )
        })
        .collect();
    let views = bytes
        .iter()
        .map(|(name, shape, bytes)| Ok((*name, TensorView::new(Dtype::F32, shape.to_vec(), bytes)?)))
        .collect::<Result<Vec<_>, SafeTensorError>>()?;
    safetensors::serialize(views, None)
}

fn frame<'a>(view: &TensorView<'a>) -> Result<RgbaFrame<'a>, PreprocessError> {
    match (view.dtype(), view.shape()) {
        (Dtype::U8, &[height, width, 4]) => Ok(RgbaFrame { width, height, data: view.data() }),
        (dtype, shape) => Err(PreprocessError::Inputs(format!(
            "a frame is {dtype:?} {shape:?}, but it should be U8 [height, width, 4]"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(tensors: &[(&str, Dtype, &[usize], &[u8])]) -> Vec<u8> {
        let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
            (*name, TensorView::new(*dtype, shape.to_vec(), bytes).unwrap())
        });
        safetensors::serialize(views, None).unwrap()
    }

    #[test]
    fn clips_and_sounds_come_out_by_their_names() {
        let frame = [90u8; 6 * 5 * 4];
        let sound: Vec<u8> = (0..20_000).flat_map(|at| (at as f32 * 0.05).sin().to_le_bytes()).collect();
        let inputs = file(&[
            ("images.0.0", Dtype::U8, &[5, 6, 4], &frame),
            ("images.0.1", Dtype::U8, &[6, 5, 4], &frame),
            ("images.1.0", Dtype::U8, &[5, 6, 4], &frame),
            ("audio.0", Dtype::F32, &[20_000], &sound),
        ]);
        let outputs = preprocess("{}", &inputs).unwrap();
        let outputs = SafeTensors::deserialize(&outputs).unwrap();
        assert_eq!(outputs.tensor("pixel_values").unwrap().shape(), [2, 2, 3, 224, 224]);
        assert_eq!(outputs.tensor("pixel_mask").unwrap().shape(), [2, 392]);
        assert_eq!(outputs.tensor("audio_values").unwrap().shape()[..2], [1, 1]);
        assert_eq!(outputs.len(), 4);
    }

    #[test]
    fn what_is_no_input_is_refused() {
        let refused = |inputs: &[u8]| preprocess("{}", inputs).unwrap_err();
        assert!(matches!(refused(b"nothing"), PreprocessError::Inputs(_)));
        assert!(matches!(refused(&file(&[])), PreprocessError::Processor(ProcessorError::NoInput)));
        let grey = file(&[("images.0.0", Dtype::U8, &[5, 6, 1], &[0; 30])]);
        assert!(matches!(refused(&grey), PreprocessError::Inputs(_)));
        let whole = file(&[("audio.0", Dtype::I16, &[4], &[0; 8])]);
        assert!(matches!(refused(&whole), PreprocessError::Inputs(_)));
    }
}
