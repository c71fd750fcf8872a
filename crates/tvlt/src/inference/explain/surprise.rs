//! Surprise from file to file.

use super::super::forward::inputs::Inputs;
use super::super::forward::masking;
use super::super::forward::outputs::Outputs;
use super::error::ExplainFileError;
use crate::config::TvltConfig;
use crate::explain::ExplainError;
use crate::explain::surprise::surprises;
use crate::model::{OutputOptions, TvltAudioVisual};

/// Writes the errors of every clip's hidden patches; see [`explain`](super::explain).
pub(super) async fn surprise(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    inputs: Inputs,
    seed: u64,
    outputs: &mut Outputs,
) -> Result<(), ExplainFileError> {
    let masking = masking(config, &inputs, seed).map_err(ExplainError::from)?;
    let output =
        model.forward(&inputs.tvlt, Some(&masking), OutputOptions::default()).map_err(ExplainError::from)?;
    let surprises = surprises(model, config, &inputs.tvlt, &output)?;
    for (names, errors) in [
        (["pixel_error", "pixel_hidden", "sight"], surprises.pixel),
        (["audio_error", "audio_hidden", "sound"], surprises.audio),
    ] {
        if let Some(errors) = errors {
            let mean = errors.by_clip();
            outputs.floats(names[0], errors.errors).await?;
            outputs.floats(names[1], errors.hidden).await?;
            outputs.floats(names[2], mean).await?;
        }
    }
    Ok(())
}
