//! Explains a checkpoint's answers for the tensors of a file, and writes the maps to another.

mod attention;
mod error;
mod occlusion;
mod stacked;
mod surprise;

use burn::tensor::Device;

pub use self::attention::MOST_BYTES;
pub use self::error::ExplainFileError;
use super::forward::inputs::Inputs;
use super::forward::outputs::Outputs;
use crate::config::TvltConfig;
use crate::model::TvltAudioVisual;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Which patches the leading answer relies on.
    Occlusion {
        /// Leaves out squares of so many patches a side, the same in all frames; without it each patch by itself.
        group: Option<usize>,
    },
    /// Where tokens look.
    Attention {
        /// The one token that is asked, counted in the whole sequence; without it all are.
        token: Option<usize>,
    },
    /// How far the filled-in patches are from the hidden ones.
    Surprise {
        /// Seed of the masking noise, where the inputs bring none.
        seed: u64,
    },
}

/// Explains a loaded model's answers for the tensors of a safetensors file, named as `forward` reads them, and returns
/// another file. A batch can have any size; its clips are explained one by one.
///
/// - [`Question::Occlusion`]: `logits` and `matching_logits`, where the model has them; `answer` `[batch]`, the
///   leading class, or -1 for the match; `log_odds` `[batch]` of it; `pixel_occlusion` `[batch, pixel tokens]` and
///   `audio_occlusion` `[batch, audio tokens]`, by how much the log-odds fall without the patch; and
///   `pixel_logits_without` and `audio_logits_without` `[batch, tokens, classes]` (one number where the answer is the
///   match). For padding they are those of the whole clip.
/// - [`Question::Attention`]: `attentions.N` `[batch, heads, tokens, tokens]` of layer N, counted from 0; `rollout`
///   `[batch, tokens, tokens]`; `hidden_norms` `[batch, layers, tokens]` of each layer's input. For one token, the
///   dimension of the tokens that look has length 1.
/// - [`Question::Surprise`]: `pixel_error` `[batch, pixel tokens]` and `audio_error` `[batch, audio tokens]`, the
///   squared error of each patch; `pixel_hidden` and `audio_hidden`, 1 where a patch is hidden and no padding; `sight`
///   and `sound` `[batch]`, the means over those, NaN where there is none.
///
/// # Errors
/// Where the inputs cannot be used, the model lacks what is asked about, the device fails, or all attention weights
/// are more than [`MOST_BYTES`].
pub async fn explain(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    inputs: &[u8],
    device: &Device,
    question: Question,
) -> Result<Vec<u8>, ExplainFileError> {
    let inputs = Inputs::read(inputs, device)?;
    let mut outputs = Outputs::default();
    match question {
        Question::Occlusion { group } => {
            occlusion::occlusion(model, config, &inputs, group, &mut outputs).await?;
        }
        Question::Attention { token } => attention::attention(model, &inputs, token, &mut outputs).await?,
        Question::Surprise { seed } => {
            surprise::surprise(model, config, inputs, seed, &mut outputs).await?;
        }
    }
    Ok(outputs.write()?)
}
