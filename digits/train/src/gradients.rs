//! Gradients of a batch, its clips shared out to threads.
//!
//! One core computes the small matrices of a small model no faster with another's help, but two can work
//! at half a batch each.

use std::{panic::resume_unwind, thread};

use burn::{
    module::Module,
    optim::{GradientsAccumulator, GradientsParams},
    tensor::{Device, Tensor},
};

use super::{
    TrainError,
    objective::{Losses, losses},
    sample::Batch,
    schedule::Lesson,
};
use tvlt::config::TvltConfig;
use tvlt::model::TvltAudioVisual;

/// What one batch comes to.
pub(super) struct Computed {
    /// Of the parts' losses, each a mean over the clips that it asks about, weighted by the parts' clips.
    pub(super) gradients: GradientsParams,
    /// Class, match, hidden patches: for each part of the batch that asks for it.
    pub(super) losses: [Vec<f64>; 3],
}

/// One part's share.
type Part = (Option<GradientsParams>, [Option<f64>; 3]);

/// What is the same for every part.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Of the model.
    pub(super) config: &'a TvltConfig,
    /// What the batch is about.
    pub(super) lesson: Lesson,
    /// Hides patches; each part has a seed of its own made of it.
    pub(super) noise_seed: u64,
    /// Where the model is.
    pub(super) device: &'a Device,
}

/// Losses and gradients of a batch, computed in `parts` parts at once.
///
/// # Errors
/// [`TrainError::Model`], where the batch does not fit the model.
pub(super) fn gradients(
    model: &TvltAudioVisual,
    batch: &Batch,
    asked: Asked<'_>,
    parts: usize,
) -> Result<Computed, TrainError> {
    let clips = batch.content.len();
    let size = clips.div_ceil(parts.max(1)).max(1);
    let batches: Vec<Batch> = (0..clips).step_by(size).map(|first| batch.part(first, size)).collect();
    let results: Vec<Result<Part, TrainError>> = thread::scope(|scope| {
        let threads: Vec<_> = batches
            .iter()
            .enumerate()
            .map(|(index, batch)| {
                // A copy with a graph of its own: threads that share one wait for each other.
                let model = model.clone().fork(asked.device);
                let share = batch.content.len() as f64 / clips as f64;
                let noise_seed = asked.noise_seed.wrapping_add((index as u64) << 40);
                scope.spawn(move || part(&model, batch, Asked { noise_seed, ..asked }, share))
            })
            .collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined.map(|result| result.unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    let mut sum = GradientsAccumulator::new();
    let mut losses: [Vec<f64>; 3] = Default::default();
    for result in results {
        let (gradients, values) = result?;
        if let Some(gradients) = gradients {
            sum.accumulate(model, gradients);
        }
        for (losses, value) in losses.iter_mut().zip(values) {
            losses.extend(value);
        }
    }
    Ok(Computed { gradients: sum.grads(), losses })
}

/// One part, which is `share` of the batch.
fn part(model: &TvltAudioVisual, batch: &Batch, asked: Asked<'_>, share: f64) -> Result<Part, TrainError> {
    let losses = losses(model, asked.config, batch, asked.lesson, asked.noise_seed, asked.device)?;
    let Losses { class, matching, reconstruction, .. } = &losses;
    let value = |loss: &Option<Tensor<1>>| loss.clone().map(|loss| f64::from(loss.into_scalar::<f32>()));
    let values = [class, matching, reconstruction].map(value);
    let gradients = losses.total().map(|total| {
        let total = total * share;
        GradientsParams::from_grads(total.backward(), model)
    });
    Ok((gradients, values))
}
