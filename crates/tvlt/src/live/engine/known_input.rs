//! The known input: what every backend must answer alike before the page trusts it.
//!
//! A GPU's shader compiler can fail without an error (cubecl goes on with stale buffers,
//! <https://github.com/tracel-ai/cubecl/issues/1641>), so a worker is believed for its numbers only.

use crate::inference::InferenceError;
use crate::live::Settings;
use crate::live::engine::{ClipValues, LiveEngine};

/// How many numbers of each reconstruction the answer holds: enough to touch every row of patches
/// and short enough to send.
const SAMPLED: usize = 256;

/// Runs one update's forward on the known input.
///
/// Returns class logits, the matching logit and an even choice of both reconstructions, in that
/// order; the same length on every backend.
///
/// # Errors
/// As an update's.
pub async fn known_answer(engine: &LiveEngine) -> Result<Vec<f32>, InferenceError> {
    // Not the engine's own settings: a worker that waits has not been told the person's yet, and with
    // other masks two right backends would differ.
    let outputs = engine.run(&known_input(engine), &Settings::default()).await?;
    let mut answer = outputs.logits;
    answer.extend(outputs.matching_logit);
    for reconstruction in [&outputs.pixel_logits, &outputs.audio_logits] {
        let step = reconstruction.len().div_ceil(SAMPLED).max(1);
        answer.extend(reconstruction.iter().step_by(step));
    }
    Ok(answer)
}

/// A clip of smooth waves over the whole range of values, made by arithmetic alone; the shortest one,
/// whatever an update takes, so that two backends are compared on the same.
fn known_input(engine: &LiveEngine) -> ClipValues {
    let mut clip = engine.empty_clip(engine.least());
    for (wavelength, values) in [(37.0, &mut clip.pixel_values), (53.0, &mut clip.audio_values)] {
        for (at, value) in values.iter_mut().enumerate() {
            *value = (at as f32 / wavelength).sin();
        }
    }
    clip.pixel_mask.fill(1.0);
    clip.audio_mask.fill(1.0);
    clip
}
