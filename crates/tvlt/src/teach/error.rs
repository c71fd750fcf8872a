//! What can be wrong with samples and heads.

use thiserror::Error;

/// What can be wrong with samples and heads.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum TeachError {
    /// A vector has another number of features than the others.
    #[error("a sample has {given} features instead of {expected}: it is of another model or other layers")]
    Width {
        /// Features given.
        given: usize,
        /// Features expected.
        expected: usize,
    },
    /// There is no such class.
    #[error("there is no class {given} among {classes}")]
    Class {
        /// The class given.
        given: usize,
        /// Number of classes.
        classes: usize,
    },
    /// A feature is NaN or infinite.
    #[error("a feature is not a finite number")]
    NotFinite,
    /// There is nothing to learn from.
    #[error("there is no sample to learn from")]
    NoSamples,
    /// The regression has no unique solution.
    #[error("the samples have no unique solution with a ridge of {ridge}: choose a larger one")]
    Singular {
        /// The ridge.
        ridge: f64,
    },
}
