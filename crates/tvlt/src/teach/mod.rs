//! Heads that a person teaches: a few samples of own things, sounds or words, on the features of a model that stays as
//! it is.
//!
//! 1. [`pooling`]: the hidden states of some [`layers`] (or of those that [`layer_search`] finds) become one vector for each modality: [`features`]. `extract`
//!    computes them of one picture and one sound (feature `model`).
//! 2. [`background`]: of pictures, the mean vector of the empty scene is subtracted. [`scene_change`] notices that the
//!    scene is another one now.
//! 3. [`standard`], [`projection`], [`mapping`]: features on one scale, and fewer of them.
//!    [`whitening`] makes short what varies between sessions. A [`prior`] has learnt this from many sessions; it ships
//!    with a model as `teach.safetensors` ([`prior_file`]).
//! 4. [`lesson`]: takes in samples one by one and solves a ridge regression in closed form. Each modality has a head
//!    of its own; one class is "nothing".
//! 5. [`classroom`]: what a person does. Classes, bursts and samples are recorded in its [`register`]; after each sample
//!    the [`heads`] are solved anew.
//! 6. [`scores`], [`live_answer`]: the scores of both heads become one answer, or a [`refusal`], by how much a clip
//!    resembles what was taught: [`familiarity`].
//! 7. [`examination`]: leaves out one burst after another and asks for it. The [`report`] has the figures, the
//!    threshold of the refusal, and [`advice`].
//! 8. [`head_file`]: the heads as a file, with which the model recognises elsewhere.
//!
//! Recordings are in the order of their names: [`natural`]. What a class can be called: [`class_name`].
//!
//! [`recipe`] has the numbers of the method, all in one place.
//!
//! The heads need no burn and no feature. A sample costs `width`² / 2 products and a solution `width`³ / 6, so that 256
//! features are learnt anew in some milliseconds, 768 in about thirty times as long, however many samples there are.
//! Where there are fewer samples than features, [`ridge::fit`] has the same solution at a cost that grows with the
//! samples instead.

pub mod advice;
pub mod background;
pub mod class_error;
pub mod class_name;
pub mod classroom;
pub mod deletion;
pub mod examination;
pub mod familiarity;
pub mod features;
pub mod head;
pub mod head_file;
pub mod heads;
pub mod layer_search;
pub mod layers;
pub mod lesson;
pub mod live_answer;
pub mod mapping;
pub mod modality;
pub mod natural;
pub mod pooling;
pub mod prior;
pub mod prior_file;
pub mod projection;
pub mod recipe;
pub mod record;
pub mod refusal;
pub mod register;
pub mod report;
pub mod ridge;
pub mod scene_change;
pub mod scores;
pub mod standard;
pub mod whitening;

#[cfg(feature = "model")]
pub mod extract;

mod cholesky;
mod error;
#[cfg(test)]
mod made_up;
mod scenes;
mod sense;
mod sums;
mod tensors;

pub use error::TeachError;
pub use tensors::TeachFileError;
