//! Heads that a person teaches: a few samples of own things, sounds or words, on the features of a model that stays as
//! it is.
//!
//! 1. [`pooling`]: the hidden states of some layers become one vector for each modality.
//! 2. [`background`]: of pictures, the mean vector of the empty scene is subtracted.
//! 3. [`standard`], [`projection`]: features on one scale, and fewer of them.
//!    [`whitening`] makes short what varies between sessions.
//! 4. [`lesson`]: takes in samples one by one and solves a ridge regression in closed form. Each modality has a head
//!    of its own; one class is "nothing".
//! 5. [`answer`]: the scores of both heads become one answer, or a refusal.
//!
//! [`features`] is what a clip's vectors are kept in, [`layers`] says which layers they are of, and `extract` computes
//! them of one picture and one sound (feature `model`).
//!
//! The heads need no burn and no feature. A sample costs `width`² / 2 products and a solution `width`³ / 6, so that 256
//! features are learnt anew in some milliseconds, 768 in about thirty times as long, however many samples there are.
//! Where there are fewer samples than features, [`ridge::fit`] has the same solution at a cost that grows with the
//! samples instead.

pub mod answer;
pub mod background;
pub mod features;
pub mod layers;
pub mod lesson;
pub mod pooling;
pub mod projection;
pub mod ridge;
pub mod standard;
pub mod whitening;

#[cfg(feature = "model")]
pub mod extract;

mod cholesky;
mod error;

pub use error::TeachError;
