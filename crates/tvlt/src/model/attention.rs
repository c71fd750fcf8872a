//! Multi-head self-attention (`TvltSelfAttention`, `TvltAttention`).

use std::ops::Range;

use burn::{
    module::{Module, Param},
    nn::Linear,
    tensor::{
        Device, Distribution, Tensor, activation::softmax, module::attention, ops::AttentionModuleOptions,
    },
};

#[cfg(feature = "cpu")]
use super::host;
#[cfg(feature = "kernels")]
use super::kernels;
use super::{init, linear::linear};
use crate::config::TvltConfig;

/// Limit on the bytes of attention scores computed at once. WebGPU guarantees buffers of 128 MiB only; half of
/// that leaves room for a backend that rounds sizes up.
pub const MAX_SCORE_BYTES: usize = 64 << 20;

/// Multi-head self-attention with its output projection (`TvltAttention`).
#[derive(Module, Debug)]
pub struct SelfAttention {
    /// Queries.
    pub query: Linear,
    /// Keys.
    pub key: Linear,
    /// Values.
    pub value: Linear,
    /// Projection of the joined heads.
    pub output: Linear,
    num_heads: usize,
    probs_dropout: f64,
    #[module(skip)]
    fused: Option<FusedQkv>,
}

/// Weights of queries, keys and values for one product of all three; see [`SelfAttention::fuse`].
#[derive(Debug, Clone)]
struct FusedQkv {
    /// `[3, hidden, hidden]`, one after the other, or `[1, hidden, 3 * hidden]`, side by side
    weight: Tensor<3>,
    /// `[3 * hidden]`
    bias: Option<Tensor<1>>,
}

impl SelfAttention {
    /// New attention of `num_heads` heads over a width of `hidden`, with random weights.
    pub fn new(config: &TvltConfig, hidden: usize, num_heads: usize, device: &Device) -> Self {
        let project = |bias| init::linear(config, hidden, hidden, bias, device);
        Self {
            query: project(config.qkv_bias),
            key: project(config.qkv_bias),
            value: project(config.qkv_bias),
            output: project(true),
            num_heads,
            probs_dropout: config.attention_probs_dropout_prob,
            fused: None,
        }
    }

    /// Lays out the weights of queries, keys and values for one product of all three: one after the other for
    /// this crate's GPU kernel, else side by side. One after the other, the three layers are views of that memory;
    /// side by side, burn's CPU backend copies them.
    ///
    /// Not for a model that is to be trained: training would change the three layers and not the fused weights.
    pub(super) fn fuse(mut self) -> Self {
        let [hidden, _] = self.query.weight.dims();
        let layers = [&mut self.query, &mut self.key, &mut self.value];
        let weights = layers.each_ref().map(|layer| layer.weight.val()).to_vec();
        let biases: Option<Vec<_>> =
            layers.each_ref().iter().map(|layer| layer.bias.as_ref().map(|bias| bias.val())).collect();
        let behind = stacked(&weights);
        let weight = behind.clone().unwrap_or_else(|| Tensor::cat(weights, 1).unsqueeze_dim(0));
        for (part, layer) in layers.into_iter().enumerate() {
            let own = match behind {
                Some(_) => weight.clone().narrow(0, part, 1),
                None => weight.clone().narrow(2, part * hidden, hidden),
            };
            layer.weight = Param::initialized(layer.weight.id, own.reshape([hidden, hidden]));
        }
        self.fused = Some(FusedQkv { weight, bias: biases.map(|biases| Tensor::cat(biases, 0)) });
        self
    }

    /// Number of heads.
    pub(super) fn heads(&self) -> usize {
        self.num_heads
    }

    /// Self-attention: every token attends to every token.
    ///
    /// # Shapes
    /// - `hidden_states`: `[batch, tokens, hidden]`
    /// - `bias`: `[batch, 1, 1, tokens]`, added to the scores
    /// - result: `[batch, tokens, hidden]` and, where `weights` asks for them, the attention weights
    ///   `[batch, heads, tokens, tokens]`
    pub fn forward(
        &self,
        hidden_states: Tensor<3>,
        bias: Option<&Tensor<4>>,
        weights: bool,
    ) -> (Tensor<3>, Option<Tensor<4>>) {
        let (context, weights) = self.attend(hidden_states, bias, weights);
        (linear(&self.output, context, None, None), weights)
    }

    /// As [`forward`](Self::forward), without the output projection.
    pub(super) fn attend(
        &self,
        hidden_states: Tensor<3>,
        bias: Option<&Tensor<4>>,
        weights: bool,
    ) -> (Tensor<3>, Option<Tensor<4>>) {
        let [batch, tokens, hidden] = hidden_states.dims();
        #[cfg(feature = "kernels")]
        if let Some(FusedQkv { weight, bias: qkv_bias }) = &self.fused
            && !weights
            && kernels::attends(hidden / self.num_heads)
            && let Some(qkv) = kernels::project(&hidden_states, weight.clone(), qkv_bias.clone(), None, None)
            && let Some(context) = kernels::attention(&qkv, bias, self.num_heads)
        {
            return (context, None);
        }
        let [query, key, value] = self.project(hidden_states).map(|projected| self.heads_of(projected));

        let rows = (MAX_SCORE_BYTES / size_of::<f32>() / (batch * self.num_heads * tokens).max(1)).max(1);
        let by_parts = weights || drops(self.probs_dropout, &query);
        let (context, weights) = in_chunks(query, rows, |query| {
            #[cfg(feature = "cpu")]
            if !by_parts && host::serves(&query) {
                let scale = 1.0 / (query.dims()[3] as f32).sqrt();
                let scores = query.clone().matmul(key.clone().swap_dims(2, 3));
                if let Some(weights) = host::attention_weights(scores, scale, bias) {
                    return (weights.matmul(value.clone()), None);
                }
            }
            if by_parts {
                let (context, probs) = self.attend_by_parts(query, key.clone(), value.clone(), bias);
                (context, weights.then_some(probs))
            } else {
                let options = AttentionModuleOptions::default();
                (attention(query, key.clone(), value.clone(), None, bias.cloned(), options), None)
            }
        });
        (context.swap_dims(1, 2).reshape([batch, tokens, hidden]), weights)
    }

    /// As [`attend`](Self::attend), of the first token alone: `[batch, 1, hidden]`. The other queries are not computed.
    ///
    /// # Shapes
    /// - `hidden_states`: `[batch, tokens, hidden]`; `bias`: `[batch, 1, 1, tokens]`
    pub(super) fn attend_first(&self, hidden_states: Tensor<3>, bias: Option<&Tensor<4>>) -> Tensor<3> {
        let [batch, _, hidden] = hidden_states.dims();
        let value = self.heads_of(linear(&self.value, hidden_states.clone(), None, None));
        let context = self.weights(hidden_states, 0..1, bias).matmul(value);
        context.swap_dims(1, 2).reshape([batch, 1, hidden])
    }

    /// The attention weights of the tokens `queries` alone, over all tokens. Only these queries are projected, and no
    /// values. The number of weights should stay below [`MAX_SCORE_BYTES`].
    ///
    /// # Shapes
    /// - `hidden_states`: `[batch, tokens, hidden]`; `bias`: `[batch, 1, 1, tokens]`
    /// - result: `[batch, heads, queries, tokens]`
    pub(super) fn weights(
        &self,
        hidden_states: Tensor<3>,
        queries: Range<usize>,
        bias: Option<&Tensor<4>>,
    ) -> Tensor<4> {
        let asked = hidden_states.clone().narrow(1, queries.start, queries.len());
        let [query, key] = [(&self.query, asked), (&self.key, hidden_states)]
            .map(|(layer, x)| self.heads_of(linear(layer, x, None, None)));
        softmax(scores(query, key, bias), 3)
    }

    /// Splits projected tokens into heads: `[batch, tokens, hidden]` to `[batch, heads, tokens, hidden / heads]`.
    fn heads_of(&self, projected: Tensor<3>) -> Tensor<4> {
        let [batch, tokens, hidden] = projected.dims();
        projected.reshape([batch, tokens, self.num_heads, hidden / self.num_heads]).swap_dims(1, 2)
    }

    /// Queries, keys and values: `[batch, tokens, hidden]` each.
    fn project(&self, hidden_states: Tensor<3>) -> [Tensor<3>; 3] {
        if let Some(FusedQkv { weight, bias }) = &self.fused
            && let [1, inner, columns] = weight.dims()
        {
            let layer = Linear {
                weight: Param::from_tensor(weight.clone().reshape([inner, columns])),
                bias: bias.clone().map(Param::from_tensor),
            };
            let qkv = linear(&layer, hidden_states, None, None);
            return [0, 1, 2].map(|part| qkv.clone().narrow(2, part * inner, inner));
        }
        [&self.query, &self.key, &self.value].map(|layer| linear(layer, hidden_states.clone(), None, None))
    }

    /// Attention in separate steps, which can return the attention weights.
    fn attend_by_parts(
        &self,
        query: Tensor<4>,
        key: Tensor<4>,
        value: Tensor<4>,
        bias: Option<&Tensor<4>>,
    ) -> (Tensor<4>, Tensor<4>) {
        let probs = dropout(softmax(scores(query, key, bias), 3), self.probs_dropout);
        (probs.clone().matmul(value), probs)
    }
}

/// Scaled products of queries and keys, plus the bias: `[batch, heads, queries, keys]`.
fn scores(query: Tensor<4>, key: Tensor<4>, bias: Option<&Tensor<4>>) -> Tensor<4> {
    let scale = 1.0 / (query.dims()[3] as f64).sqrt();
    let scores = query.matmul(key.swap_dims(2, 3)) * scale;
    match bias {
        Some(bias) => scores + bias.clone(),
        None => scores,
    }
}

/// Whether [`dropout`] would change this tensor.
pub(super) fn drops<const D: usize>(probability: f64, x: &Tensor<D>) -> bool {
    probability > 0.0 && x.device().is_autodiff()
}

/// The weights one after the other, `[3, hidden, hidden]`, where the device has a kernel for this layout.
#[cfg(feature = "kernels")]
fn stacked(weights: &[Tensor<2>]) -> Option<Tensor<3>> {
    kernels::contiguous(&Tensor::stack(weights.to_vec(), 0))
}

/// Without the feature `kernels` there is no such kernel.
#[cfg(not(feature = "kernels"))]
fn stacked(_weights: &[Tensor<2>]) -> Option<Tensor<3>> {
    None
}

/// Runs `attend` on at most `rows` queries at a time and joins the results. The result for a query does not depend
/// on the other queries, so chunks of any size give the same numbers.
fn in_chunks(
    query: Tensor<4>,
    rows: usize,
    attend: impl Fn(Tensor<4>) -> (Tensor<4>, Option<Tensor<4>>),
) -> (Tensor<4>, Option<Tensor<4>>) {
    let tokens = query.dims()[2];
    if tokens <= rows {
        return attend(query);
    }
    let (contexts, weights): (Vec<_>, Vec<_>) = (0..tokens)
        .step_by(rows)
        .map(|start| attend(query.clone().narrow(2, start, rows.min(tokens - start))))
        .unzip();
    let weights: Option<Vec<_>> = weights.into_iter().collect();
    (Tensor::cat(contexts, 2), weights.map(|weights| Tensor::cat(weights, 2)))
}

/// Dropout, applied in training only: on an autodiff device, where `probability` is above 0.
pub(super) fn dropout<const D: usize>(x: Tensor<D>, probability: f64) -> Tensor<D> {
    if !drops(probability, &x) {
        return x;
    }
    let keep = 1.0 - probability;
    if keep <= 0.0 {
        return x.zeros_like();
    }
    let kept = x.random_like(Distribution::Bernoulli(keep));
    x * kept * (1.0 / keep)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(device: &Device) -> (SelfAttention, Tensor<3>) {
        let config = TvltConfig { initializer_range: 0.5, ..Default::default() };
        let x = Tensor::random([2, 11, 12], Distribution::Normal(0.0, 1.0), device);
        (SelfAttention::new(&config, 12, 3, device), x)
    }

    #[test]
    fn chunks_change_nothing() {
        let device = Device::flex();
        let query = Tensor::random([2, 3, 11, 4], Distribution::Normal(0.0, 1.0), &device);
        let key: Tensor<4> = Tensor::random([2, 3, 11, 4], Distribution::Normal(0.0, 1.0), &device);
        let run = |rows| {
            in_chunks(query.clone(), rows, |q| {
                let options = AttentionModuleOptions::default();
                let context = attention(q.clone(), key.clone(), key.clone(), None, None, options);
                (context, Some(q))
            })
        };
        let (whole, whole_weights) = run(11);
        for rows in [1, 4, 10] {
            let (chunked, weights) = run(rows);
            chunked.into_data().assert_approx_eq::<f32>(&whole.to_data(), Default::default());
            assert_eq!(weights.map(|w| w.into_data()), whole_weights.as_ref().map(|w| w.to_data()));
        }
    }

    #[test]
    fn both_ways_to_attend_agree() {
        let device = Device::flex();
        let (attention, x) = layer(&device);
        let padding =
            Tensor::<1>::from_floats([0., 0., 0., 0., 0., 0., 0., 0., f32::MIN, f32::MIN, f32::MIN], &device);
        let bias = padding.reshape([1, 1, 1, 11]).repeat_dim(0, 2);
        let (fused, none) = attention.forward(x.clone(), Some(&bias), false);
        let (by_parts, weights) = attention.forward(x, Some(&bias), true);
        assert!(none.is_none());
        assert_eq!(weights.map(|weights| weights.dims()), Some([2, 3, 11, 11]));
        fused.into_data().assert_approx_eq::<f32>(&by_parts.into_data(), Default::default());
    }
}
