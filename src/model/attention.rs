use burn::{
    module::Module,
    nn::Linear,
    tensor::{
        Device, Distribution, Tensor, activation::softmax, module::attention, ops::AttentionModuleOptions,
    },
};

use super::init;
use crate::config::TvltConfig;

/// Most bytes of attention scores computed at once. WebGPU promises buffers of 128 MiB only; half of
/// that leaves room for what a backend rounds up.
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
        }
    }

    /// Lets every token look at every other.
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
        let [batch, tokens, hidden] = hidden_states.dims();
        let heads = |projected: Tensor<3>| {
            projected.reshape([batch, tokens, self.num_heads, hidden / self.num_heads]).swap_dims(1, 2)
        };
        let query = heads(self.query.forward(hidden_states.clone()));
        let key = heads(self.key.forward(hidden_states.clone()));
        let value = heads(self.value.forward(hidden_states));

        let rows = (MAX_SCORE_BYTES / size_of::<f32>() / (batch * self.num_heads * tokens).max(1)).max(1);
        let by_parts = weights || self.drops(&query);
        let (context, weights) = in_chunks(query, rows, |query| {
            if by_parts {
                let (context, probs) = self.attend_by_parts(query, key.clone(), value.clone(), bias);
                (context, weights.then_some(probs))
            } else {
                let options = AttentionModuleOptions::default();
                (attention(query, key.clone(), value.clone(), None, bias.cloned(), options), None)
            }
        });
        let joined = context.swap_dims(1, 2).reshape([batch, tokens, hidden]);
        (self.output.forward(joined), weights)
    }

    /// Attention with its weights in hand.
    fn attend_by_parts(
        &self,
        query: Tensor<4>,
        key: Tensor<4>,
        value: Tensor<4>,
        bias: Option<&Tensor<4>>,
    ) -> (Tensor<4>, Tensor<4>) {
        let scale = 1.0 / (query.dims()[3] as f64).sqrt();
        let scores = query.matmul(key.swap_dims(2, 3)) * scale;
        let scores = match bias {
            Some(bias) => scores + bias.clone(),
            None => scores,
        };
        let probs = dropout(softmax(scores, 3), self.probs_dropout);
        (probs.clone().matmul(value), probs)
    }

    fn drops(&self, like: &Tensor<4>) -> bool {
        self.probs_dropout > 0.0 && like.device().is_autodiff()
    }
}

/// Runs `attend` on at most `rows` queries at a time and joins what it returns. Queries do not see one
/// another, so the numbers are the same however they are cut.
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

/// Dropout as in training: on an autodiff device only, and only where `probability` is above 0.
pub(super) fn dropout<const D: usize>(x: Tensor<D>, probability: f64) -> Tensor<D> {
    if probability <= 0.0 || !x.device().is_autodiff() {
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
