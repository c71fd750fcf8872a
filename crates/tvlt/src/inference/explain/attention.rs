//! Attention from file to file.

use burn::tensor::{DType, Tensor};

use super::super::forward::inputs::Inputs;
use super::super::forward::outputs::Outputs;
use super::error::ExplainFileError;
use super::stacked::Stacked;
use crate::explain::attention::{lengths, rolled, states};
use crate::explain::{Clip, ExplainError, clip::read};
use crate::model::TvltAudioVisual;

/// The most bytes of attention weights that one file is written with.
pub const MOST_BYTES: usize = 1 << 30;

/// Writes the attention weights, rollouts and norms of every clip; see [`explain`](super::explain).
pub(super) async fn attention(
    model: &TvltAudioVisual,
    inputs: &Inputs,
    token: Option<usize>,
    outputs: &mut Outputs,
) -> Result<(), ExplainFileError> {
    let clips = Clip::embed(model, &inputs.tvlt)?;
    let tokens = clips.first().map_or(0, Clip::tokens);
    let asked = match token {
        Some(given) if given >= tokens => return Err(ExplainError::Token { given, tokens }.into()),
        Some(token) => token..token + 1,
        None => 0..tokens,
    };
    // The weights of every head, and a rollout.
    let rows: usize = model.tvlt.encoder.layer.iter().map(|layer| layer.heads()).sum::<usize>() + 1;
    let bytes = clips.len() * rows * asked.len() * tokens * size_of::<f32>();
    if bytes > MOST_BYTES {
        let gibibytes = bytes as f64 / f64::from(1 << 30);
        return Err(ExplainFileError::TooLarge { tokens, last: tokens - 1, gibibytes });
    }
    let mut stacked = Stacked::default();
    for clip in clips {
        let sequence = clip.sequence(model)?;
        let (bias, device) = (sequence.bias(), sequence.tokens.device());
        let states = states(model, sequence.clone());
        let mut norms = Vec::new();
        for (at, (layer, state)) in model.tvlt.encoder.layer.iter().zip(&states).enumerate() {
            let weights = layer.attention_weights(state.clone(), asked.clone(), bias.as_ref());
            let [_, heads, rows, columns] = weights.dims();
            let weights = read(weights.flatten(0, 3)).await?;
            stacked.add(format!("attentions.{at}"), &[heads, rows, columns], &weights);
            norms.extend(read(lengths(state.clone())).await?);
        }
        stacked.add("hidden_norms", &[states.len(), tokens], &norms);
        let identity = Tensor::<2>::eye(tokens, &device).cast(sequence.tokens.dtype());
        let rows = identity.narrow(0, asked.start, asked.len()).unsqueeze_dim::<3>(0);
        let rollout = rolled(model, &sequence, &states, rows);
        let rollout = read(rollout.cast(DType::F32).flatten(0, 2)).await?;
        stacked.add("rollout", &[asked.len(), tokens], &rollout);
    }
    stacked.put(outputs);
    Ok(())
}
