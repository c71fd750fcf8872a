//! Computes the features of a given picture and sound.

use wasm_bindgen::JsValue;

use crate::payload::{bytes, floats};
use bridge::protocol::model_error::ModelError;
use tvlt::inference::InferenceError;
use tvlt::live::PictureSize;
use tvlt::live::engine::LiveEngine;
use tvlt::processor::audio::Pcm;
use tvlt::processor::image::RgbaFrame;
use tvlt::teach::features::Features;

/// Computes the features of a request's picture and sound: one of them or both, in this order.
///
/// # Errors
/// [`ModelError::Missing`], [`ModelError::Inputs`] where picture or sound cannot be used, and [`ModelError::Update`]
/// where the computation fails.
pub async fn read(
    engine: &LiveEngine,
    picture: Option<PictureSize>,
    sample_rate: Option<u32>,
    objects: &[JsValue],
) -> Result<Features, ModelError> {
    let mut objects = objects.iter();
    let rgba = match picture {
        Some(_) => objects.next().and_then(bytes).ok_or_else(|| ModelError::Missing("the picture".into()))?,
        None => Vec::new(),
    };
    let samples = match sample_rate {
        Some(_) => objects.next().and_then(floats).ok_or_else(|| ModelError::Missing("the sound".into()))?,
        None => Vec::new(),
    };
    let frame = picture.map(|PictureSize { width, height }| RgbaFrame {
        width: width as usize,
        height: height as usize,
        data: &rgba,
    });
    let sound = sample_rate.map(|sampling_rate| Pcm { samples: &samples, channels: 1, sampling_rate });
    engine.read(frame.as_ref(), sound).await.map_err(|error| match error {
        InferenceError::Processor(error) => ModelError::Inputs(error.to_string()),
        error => ModelError::Update(error.to_string()),
    })
}
