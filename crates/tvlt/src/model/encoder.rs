//! A stack of transformer layers (`TvltEncoder`, `TvltLayer`).

use std::ops::Range;

use burn::{
    module::Module,
    nn::Linear,
    tensor::{Device, Tensor},
};

use super::{
    LayerNorm, SelfAttention,
    attention::{dropout, drops},
    init,
    linear::linear,
    tvlt::OutputOptions,
};
use crate::config::{HiddenActivation, TvltConfig};

/// One pre-norm transformer layer (`TvltLayer`): attention, then an MLP, each with a residual connection.
#[derive(Module, Debug)]
pub struct TvltLayer {
    /// Norm before attention.
    pub layernorm_before: LayerNorm,
    /// Attention.
    pub attention: SelfAttention,
    /// Norm before the MLP.
    pub layernorm_after: LayerNorm,
    /// First linear layer of the MLP.
    pub intermediate: Linear,
    /// Second linear layer of the MLP.
    pub output: Linear,
    #[module(skip)]
    activation: HiddenActivation,
    hidden_dropout: f64,
}

impl TvltLayer {
    /// A new layer with random weights. The encoder's layers and the decoder's differ in the three sizes.
    pub fn new(
        config: &TvltConfig,
        hidden: usize,
        heads: usize,
        intermediate: usize,
        device: &Device,
    ) -> Self {
        Self {
            layernorm_before: init::layer_norm(config, hidden, device),
            attention: SelfAttention::new(config, hidden, heads, device),
            layernorm_after: init::layer_norm(config, hidden, device),
            intermediate: init::linear(config, hidden, intermediate, true, device),
            output: init::linear(config, intermediate, hidden, true, device),
            activation: config.hidden_act,
            hidden_dropout: config.hidden_dropout_prob,
        }
    }

    /// # Shapes
    /// As [`SelfAttention::forward`].
    pub fn forward(
        &self,
        hidden_states: Tensor<3>,
        bias: Option<&Tensor<4>>,
        weights: bool,
    ) -> (Tensor<3>, Option<Tensor<4>>) {
        let normed = self.layernorm_before.forward(hidden_states.clone());
        let (context, weights) = self.attention.attend(normed, bias, weights);
        (self.after_attention(context, hidden_states), weights)
    }

    /// The layer's output for the first token alone: `[batch, 1, hidden]`. Of the other tokens only keys and values are
    /// computed.
    ///
    /// # Shapes
    /// As [`SelfAttention::forward`].
    pub fn forward_first(&self, hidden_states: Tensor<3>, bias: Option<&Tensor<4>>) -> Tensor<3> {
        let first = hidden_states.clone().narrow(1, 0, 1);
        let context = self.attention.attend_first(self.layernorm_before.forward(hidden_states), bias);
        self.after_attention(context, first)
    }

    /// The layer's output from the joined heads of its attention and its input.
    fn after_attention(&self, context: Tensor<3>, hidden_states: Tensor<3>) -> Tensor<3> {
        let hidden_states = self.add(&self.attention.output, context, hidden_states);
        let normed = self.layernorm_after.forward(hidden_states.clone());
        let widened = linear(&self.intermediate, normed, Some(self.activation), None);
        self.add(&self.output, widened, hidden_states)
    }

    /// Number of attention heads.
    pub fn heads(&self) -> usize {
        self.attention.heads()
    }

    /// The layer's attention weights for the tokens `queries` alone: `[batch, heads, queries, tokens]`. The other
    /// queries, the values and the MLP are not computed.
    ///
    /// # Shapes
    /// - `hidden_states`: the layer's input, `[batch, tokens, hidden]`; `bias`: `[batch, 1, 1, tokens]`
    pub fn attention_weights(
        &self,
        hidden_states: Tensor<3>,
        queries: Range<usize>,
        bias: Option<&Tensor<4>>,
    ) -> Tensor<4> {
        self.attention.weights(self.layernorm_before.forward(hidden_states), queries, bias)
    }

    /// The output of a linear layer, plus the residual.
    fn add(&self, layer: &Linear, x: Tensor<3>, residual: Tensor<3>) -> Tensor<3> {
        if drops(self.hidden_dropout, &x) {
            return residual + dropout(layer.forward(x), self.hidden_dropout);
        }
        linear(layer, x, None, Some(residual))
    }

    /// Lays out the attention's weights for the device; see [`SelfAttention::fuse`].
    pub(super) fn fuse(self) -> Self {
        Self { attention: self.attention.fuse(), ..self }
    }
}

/// A stack of layers (`TvltEncoder`).
#[derive(Module, Debug)]
pub struct TvltEncoder {
    /// The layers, first to last.
    pub layer: Vec<TvltLayer>,
}

/// Output of a stack of layers.
#[derive(Debug, Clone)]
pub struct EncoderOutput {
    /// `[batch, tokens, hidden]`
    pub last_hidden_state: Tensor<3>,
    /// Input of each layer and output of the last, where requested.
    pub hidden_states: Option<Vec<Tensor<3>>>,
    /// Attention weights of each layer, where requested.
    pub attentions: Option<Vec<Tensor<4>>>,
}

impl TvltEncoder {
    /// The encoder's layers, with random weights.
    pub fn new(config: &TvltConfig, device: &Device) -> Self {
        let layer = || {
            TvltLayer::new(
                config,
                config.hidden_size,
                config.num_attention_heads,
                config.intermediate_size,
                device,
            )
        };
        Self { layer: (0..config.num_hidden_layers).map(|_| layer()).collect() }
    }

    /// Lays out the weights of every layer for the device.
    pub(super) fn fuse(self) -> Self {
        Self { layer: self.layer.into_iter().map(TvltLayer::fuse).collect() }
    }

    /// The input of layer `layer`, counted from 0: runs only the layers before it.
    ///
    /// # Shapes
    /// As [`SelfAttention::forward`].
    pub fn input_of(&self, layer: usize, hidden_states: Tensor<3>, bias: Option<&Tensor<4>>) -> Tensor<3> {
        let before = &self.layer[..layer.min(self.layer.len())];
        run_layers(before, hidden_states, bias, OutputOptions::default()).last_hidden_state
    }

    /// The first token after all layers: `[batch, 1, hidden]`. The last layer is computed for it alone.
    ///
    /// # Shapes
    /// As [`SelfAttention::forward`].
    pub fn forward_first(&self, hidden_states: Tensor<3>, bias: Option<&Tensor<4>>) -> Tensor<3> {
        match self.layer.split_last() {
            Some((last, before)) => {
                let input = run_layers(before, hidden_states, bias, OutputOptions::default());
                last.forward_first(input.last_hidden_state, bias)
            }
            None => hidden_states.narrow(1, 0, 1),
        }
    }

    /// Runs all layers.
    ///
    /// # Shapes
    /// As [`SelfAttention::forward`].
    pub fn forward(
        &self,
        hidden_states: Tensor<3>,
        bias: Option<&Tensor<4>>,
        options: OutputOptions,
    ) -> EncoderOutput {
        run_layers(&self.layer, hidden_states, bias, options)
    }
}

/// Runs `layers` one after another and keeps what `options` request.
pub(super) fn run_layers(
    layers: &[TvltLayer],
    mut hidden_states: Tensor<3>,
    bias: Option<&Tensor<4>>,
    options: OutputOptions,
) -> EncoderOutput {
    let mut all_hidden_states = options.hidden_states.then(|| vec![hidden_states.clone()]);
    let mut attentions = options.attentions.then(Vec::new);
    for layer in layers {
        let (output, weights) = layer.forward(hidden_states, bias, options.attentions);
        hidden_states = output;
        if let Some(all) = &mut all_hidden_states {
            all.push(hidden_states.clone());
        }
        if let (Some(all), Some(weights)) = (&mut attentions, weights) {
            all.push(weights);
        }
    }
    EncoderOutput { last_hidden_state: hidden_states, hidden_states: all_hidden_states, attentions }
}
