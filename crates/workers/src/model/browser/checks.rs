//! Requests that check a model or a device.

use wasm_bindgen::JsValue;

use super::device::Device;
use crate::payload::bytes;
use crate::scope::now_ms;
use bridge::protocol::model_error::ModelError;
use tvlt::live::Checked;
use tvlt::live::engine::{LiveEngine, known_input};
use tvlt::precision::Precision;

/// Timed runs of the known input. Their median is stable enough to choose a backend by.
const TIMED_RUNS: usize = 5;

/// Runs the known input and times it.
///
/// # Errors
/// [`ModelError::Device`] where the computation fails.
pub async fn check(engine: &LiveEngine) -> Result<Checked, ModelError> {
    let mut times = Vec::with_capacity(TIMED_RUNS);
    let mut values = Vec::new();
    for _ in 0..TIMED_RUNS {
        let start = now_ms();
        let answer = known_input::known_answer(engine).await;
        values = answer.map_err(|error| ModelError::Device(error.to_string()))?;
        times.push(now_ms() - start);
    }
    times.sort_by(f64::total_cmp);
    Ok(Checked { values, median_ms: times[TIMED_RUNS / 2] })
}

/// Runs the forward of `tvlt forward` on the request's weights and inputs, and returns its outputs.
///
/// # Errors
/// [`ModelError::Missing`], [`ModelError::Device`] and [`ModelError::Inputs`].
pub async fn forward(
    device: &mut Device,
    config: Option<&str>,
    objects: &[JsValue],
) -> Result<Vec<u8>, ModelError> {
    let (Some(weights), Some(inputs)) = (objects.first().and_then(bytes), objects.get(1).and_then(bytes))
    else {
        return Err(ModelError::Missing("weights and inputs".into()));
    };
    let device = device.ready(Precision::F32).await?.device.clone();
    let outputs = tvlt::inference::forward::forward(config, weights, &inputs, &device, 0).await;
    outputs.map_err(|error| ModelError::Inputs(error.to_string()))
}

/// Runs the processors on the request's pictures and sounds, and returns their outputs.
///
/// # Errors
/// [`ModelError::Missing`] and [`ModelError::Inputs`].
pub fn preprocess(config: &str, objects: &[JsValue]) -> Result<Vec<u8>, ModelError> {
    let inputs = objects.first().and_then(bytes);
    let inputs = inputs.ok_or_else(|| ModelError::Missing("pictures or sounds".into()))?;
    let outputs = tvlt::inference::preprocess::preprocess(config, &inputs);
    outputs.map_err(|error| ModelError::Inputs(error.to_string()))
}
