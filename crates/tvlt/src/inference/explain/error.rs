//! Errors of explanations from file to file.

use thiserror::Error;

use super::super::forward::ForwardError;
use crate::explain::ExplainError;

/// What can stop an explanation from file to file.
#[derive(Debug, Error)]
pub enum ExplainFileError {
    /// The inputs cannot be read, or the outputs cannot be written.
    #[error(transparent)]
    File(#[from] ForwardError),
    /// The model cannot explain this.
    #[error(transparent)]
    Explain(#[from] ExplainError),
    /// The attention weights of all tokens are too many.
    #[error(
        "the attention weights of all {tokens} tokens are {gibibytes:.1} GiB: ask for one token at a time with \
         --token N, from 0 (the class token) to {last}"
    )]
    TooLarge {
        /// Tokens of a clip.
        tokens: usize,
        /// The last token's index.
        last: usize,
        /// Size of the outputs.
        gibibytes: f64,
    },
}
