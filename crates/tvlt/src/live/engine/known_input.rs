//! The known input: every backend must give the same answer to it before the page trusts it.
//!
//! A GPU's shader compiler can fail without an error (cubecl goes on with stale buffers,
//! <https://github.com/tracel-ai/cubecl/issues/1641>), so only a worker's numbers show that it works.

use crate::inference::InferenceError;
use crate::live::Settings;
use crate::live::engine::{ClipValues, LiveEngine};

/// How many numbers of each reconstruction the answer holds: enough to sample every row of patches, and few
/// enough to send.
const SAMPLED: usize = 256;

/// Runs one update's forward on the known input.
///
/// Returns class logits, the matching logit and an evenly spaced sample of both reconstructions, in that
/// order; the length is the same on every backend.
///
/// # Errors
/// As an update's.
pub async fn known_answer(engine: &LiveEngine) -> Result<Vec<f32>, InferenceError> {
    // Not the engine's own settings: a worker that is still warming up has not received the person's settings, and
    // with different masks two correct backends would give different answers.
    let outputs = engine.run(&known_input(engine), &Settings::default()).await?;
    let mut answer = outputs.logits;
    answer.extend(outputs.matching_logit);
    for reconstruction in [&outputs.pixel_logits, &outputs.audio_logits] {
        let step = reconstruction.len().div_ceil(SAMPLED).max(1);
        answer.extend(reconstruction.iter().step_by(step));
    }
    Ok(answer)
}

/// A clip of smooth waves over the whole range of values, computed without any file. It always has the shortest
/// length, whatever the current budget, so that two backends are compared on the same clip.
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
