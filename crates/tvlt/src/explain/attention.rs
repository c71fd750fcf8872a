//! Where tokens look: attention weights, and their rollout over all layers.
//!
//! Attention weights say where a token's next state is taken from. They do not say what an answer relies on; for that
//! there is [`occlusion`](super::occlusion).

use burn::tensor::{DType, Tensor, TensorData};

use super::clip::{Clip, read};
use super::error::ExplainError;
use super::sinks;
use crate::model::{MAX_SCORE_BYTES, OutputOptions, Sequence, TvltAudioVisual};

/// Where a token looks, and how long all tokens are there.
#[derive(Debug, Clone)]
pub struct Look {
    /// The share of each token of the sequence, adding up to 1: `[tokens]`
    pub weights: Tensor<1>,
    /// The norm of each token's hidden state at the input of the layer; for a rollout, of the last layer: `[tokens]`
    pub norms: Tensor<1>,
}

/// Where token `token` of the sequence looks in layer `layer`: [`rows`] and [`norms`] at the price of one; in all
/// layers together ([`rollout`]) without a layer. All is left on the device.
///
/// # Errors
/// As `rows`.
pub fn look(
    model: &TvltAudioVisual,
    clip: &Clip,
    token: usize,
    layer: Option<usize>,
    head: Option<usize>,
) -> Result<Look, ExplainError> {
    let sequence = clip.sequence(model)?;
    check_token(&sequence, token)?;
    match layer {
        Some(layer) => {
            let input = input(model, &sequence, layer)?;
            let norms = lengths(input.clone());
            Ok(Look { weights: row(model, &sequence, input, token, layer, head)?, norms })
        }
        None => {
            let states = states(model, sequence.clone());
            let norms =
                states.last().map_or_else(|| lengths(sequence.tokens.clone()), |last| lengths(last.clone()));
            let tokens = sequence.tokens.dims()[1];
            let mut asked = vec![0.0f32; tokens];
            asked[token] = 1.0;
            let asked = Tensor::<3>::from_data(TensorData::new(asked, [1, 1, tokens]), &norms.device());
            let asked = asked.cast(sequence.tokens.dtype());
            Ok(Look { weights: rolled(model, &sequence, &states, asked).reshape([tokens]), norms })
        }
    }
}

/// The attention weights of one token over all tokens of the sequence, in one layer: `[tokens]`.
///
/// `token` counts in the whole sequence: 0 is the class token, then come pixel tokens, then audio tokens. `layer` and
/// `head` count from 0; without `head` it is the mean over all heads. The layers before are run; of the layer itself
/// only the keys and this token's query are computed.
///
/// # Errors
/// [`ExplainError::Token`], [`ExplainError::Layer`] or [`ExplainError::Head`] where there is no such thing,
/// [`ExplainError::Model`] where the clip's masks do not fit it.
pub fn rows(
    model: &TvltAudioVisual,
    clip: &Clip,
    token: usize,
    layer: usize,
    head: Option<usize>,
) -> Result<Tensor<1>, ExplainError> {
    Ok(look(model, clip, token, Some(layer), head)?.weights)
}

/// The attention rollout of one token over all layers (S. Abnar and W. Zuidema, "Quantifying Attention Flow in
/// Transformers", 2020): `[tokens]`. In each layer half of a token comes from itself, by the residual connection, and
/// half from where it looks, by the mean over heads.
///
/// From the last layer to the first, the token's row is multiplied by each layer's weights; whole matrices are never
/// multiplied.
///
/// # Errors
/// As [`rows`].
pub fn rollout(model: &TvltAudioVisual, clip: &Clip, token: usize) -> Result<Tensor<1>, ExplainError> {
    Ok(look(model, clip, token, None, None)?.weights)
}

/// The norm of each token's hidden state at the input of a layer: `[tokens]`, in 32 bits.
///
/// # Errors
/// [`ExplainError::Layer`], [`ExplainError::Model`].
pub fn norms(model: &TvltAudioVisual, clip: &Clip, layer: usize) -> Result<Tensor<1>, ExplainError> {
    Ok(lengths(input(model, &clip.sequence(model)?, layer)?))
}

/// The sink tokens at the input of a layer; see [`sinks::sinks`].
///
/// # Errors
/// As [`norms`], and [`ExplainError::ReadBack`].
pub async fn sinks(model: &TvltAudioVisual, clip: &Clip, layer: usize) -> Result<Vec<usize>, ExplainError> {
    Ok(sinks::sinks(&read(norms(model, clip, layer)?).await?))
}

/// The input of each layer: `[batch, tokens, hidden]`.
pub(crate) fn states(model: &TvltAudioVisual, sequence: Sequence) -> Vec<Tensor<3>> {
    let options = OutputOptions { hidden_states: true, ..OutputOptions::default() };
    let mut states = model.tvlt.encode_sequence(sequence, options).hidden_states.unwrap_or_default();
    // The output of the last layer is no layer's input.
    states.pop();
    states
}

/// Multiplies rows by the rollout of all layers.
///
/// # Shapes
/// - `states`: the input of each layer, `[batch, tokens, hidden]`
/// - `rows` and result: `[batch, rows, tokens]`
pub(crate) fn rolled(
    model: &TvltAudioVisual,
    sequence: &Sequence,
    states: &[Tensor<3>],
    mut rows: Tensor<3>,
) -> Tensor<3> {
    let bias = sequence.bias();
    let [batch, tokens, _] = sequence.tokens.dims();
    for (layer, state) in model.tvlt.encoder.layer.iter().zip(states).rev() {
        // The weights of some queries at a time, as all of a large model's would not fit into a device's buffer.
        let at_once = (MAX_SCORE_BYTES / size_of::<f32>() / (batch * layer.heads() * tokens).max(1)).max(1);
        let looked = (0..tokens).step_by(at_once).map(|start| {
            let len = at_once.min(tokens - start);
            let weights = layer.attention_weights(state.clone(), start..start + len, bias.as_ref());
            rows.clone().narrow(2, start, len).matmul(weights.mean_dim(1).squeeze_dim::<3>(1))
        });
        if let Some(looked) = looked.reduce(|sum, part| sum + part) {
            rows = (rows + looked) * 0.5;
        }
    }
    rows
}

/// The Euclidean norm of each token: `[1, tokens, hidden]` to `[tokens]`.
pub(crate) fn lengths(state: Tensor<3>) -> Tensor<1> {
    let tokens = state.dims()[1];
    // A sum of squares can overflow f16.
    let state = state.cast(DType::F32);
    (state.clone() * state).sum_dim(2).sqrt().reshape([tokens])
}

/// The row of one token: `[tokens]`.
fn row(
    model: &TvltAudioVisual,
    sequence: &Sequence,
    input: Tensor<3>,
    token: usize,
    layer: usize,
    head: Option<usize>,
) -> Result<Tensor<1>, ExplainError> {
    let layers = &model.tvlt.encoder.layer;
    let Some(found) = layers.get(layer) else {
        return Err(ExplainError::Layer { given: layer, layers: layers.len() });
    };
    let weights = found.attention_weights(input, token..token + 1, sequence.bias().as_ref());
    let [_, heads, _, tokens] = weights.dims();
    let weights = match head {
        Some(given) if given >= heads => return Err(ExplainError::Head { given, heads }),
        Some(head) => weights.narrow(1, head, 1),
        None => weights.mean_dim(1),
    };
    Ok(weights.reshape([tokens]))
}

/// The input of a layer: `[1, tokens, hidden]`.
fn input(model: &TvltAudioVisual, sequence: &Sequence, layer: usize) -> Result<Tensor<3>, ExplainError> {
    let layers = model.tvlt.encoder.layer.len();
    if layer >= layers {
        return Err(ExplainError::Layer { given: layer, layers });
    }
    Ok(model.tvlt.encoder.input_of(layer, sequence.tokens.clone(), sequence.bias().as_ref()))
}

fn check_token(sequence: &Sequence, token: usize) -> Result<(), ExplainError> {
    let tokens = sequence.tokens.dims()[1];
    if token < tokens { Ok(()) } else { Err(ExplainError::Token { given: token, tokens }) }
}
