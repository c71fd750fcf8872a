//! Errors of explanations.

use thiserror::Error;

use crate::model::ModelError;

/// What can stop an explanation.
#[derive(Debug, Error)]
pub enum ExplainError {
    /// The model refuses the clip.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The model has no head whose answer could be explained.
    #[error(
        "the model has neither classes nor a matching head, so there is no answer that relies on anything"
    )]
    NoAnswer,
    /// The model has no decoder.
    #[error("the model has no decoder, so nothing is filled in that could surprise")]
    NoDecoder,
    /// More than one clip where one is asked about.
    #[error("{0} clips were given, but one is explained at a time")]
    Batch(usize),
    /// A token that the clip does not have.
    #[error("there is no token {given}: the clip has {tokens}, counted from 0, with the class token first")]
    Token {
        /// The token asked for.
        given: usize,
        /// Tokens of the clip.
        tokens: usize,
    },
    /// A layer that the model does not have.
    #[error("there is no layer {given}: the model has {layers}, counted from 0")]
    Layer {
        /// The layer asked for.
        given: usize,
        /// Layers of the model.
        layers: usize,
    },
    /// A head that the layer does not have.
    #[error("there is no attention head {given}: a layer has {heads}, counted from 0")]
    Head {
        /// The head asked for.
        given: usize,
        /// Heads of a layer.
        heads: usize,
    },
    /// A class that the model does not have.
    #[error("there is no class {given}: the model has {classes}, counted from 0")]
    Class {
        /// The class asked for.
        given: usize,
        /// Classes of the model.
        classes: usize,
    },
    /// Results could not be read back from the device.
    #[error("the results could not be read back from the device ({0}); try again, or use the CPU")]
    ReadBack(String),
}
