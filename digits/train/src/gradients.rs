//! Gradients of a batch, with its clips distributed over threads.
//!
//! The small matrices of a small model are computed no faster with a second core, but two cores can each work on
//! half of the batch.

use std::{panic::resume_unwind, thread};

use burn::{
    module::Module,
    optim::{GradientsAccumulator, GradientsParams},
    tensor::{Device, Tensor},
};

use super::{
    TrainError,
    batch::Batch,
    objective::{Losses, losses},
    schedule::Lesson,
    student::{Student, TeacherRows},
};
use tvlt::config::TvltConfig;

/// The result for one batch.
pub(super) struct Computed {
    /// Gradients of the parts' losses, weighted by the parts' clips. Each loss is a mean over the clips that it covers.
    pub(super) gradients: GradientsParams,
    /// Losses of class, match, hidden patches and guidance, from each part of the batch that has them.
    pub(super) losses: [Vec<f64>; LOSSES],
}

/// The result for one part of a batch.
type Part = (Option<GradientsParams>, [Option<f64>; LOSSES]);

/// Losses that are reported.
pub(super) const LOSSES: usize = 4;

/// What all parts share.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The model's configuration.
    pub(super) config: &'a TvltConfig,
    /// The batch's task.
    pub(super) lesson: Lesson,
    /// Seed of the masking noise, from which each part derives its own.
    pub(super) noise_seed: u64,
    /// What the features are drawn to.
    pub(super) teachers: &'a TeacherRows,
    /// The model's device.
    pub(super) device: &'a Device,
}

/// Losses and gradients of a batch, computed in `parts` parallel parts.
///
/// # Errors
/// [`TrainError::Model`], where the batch does not fit the model.
pub(super) fn gradients(
    student: &Student,
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
                // A copy with its own autodiff graph, as threads that share one wait for each other.
                let student = student.clone().fork(asked.device);
                let share = batch.content.len() as f64 / clips as f64;
                let noise_seed = asked.noise_seed.wrapping_add((index as u64) << 40);
                scope.spawn(move || part(&student, batch, Asked { noise_seed, ..asked }, share))
            })
            .collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined.map(|result| result.unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    let mut sum = GradientsAccumulator::new();
    let mut losses: [Vec<f64>; LOSSES] = Default::default();
    for result in results {
        let (gradients, values) = result?;
        if let Some(gradients) = gradients {
            sum.accumulate(student, gradients);
        }
        for (losses, value) in losses.iter_mut().zip(values) {
            losses.extend(value);
        }
    }
    Ok(Computed { gradients: sum.grads(), losses })
}

/// Computes one part, which is `share` of the batch.
fn part(student: &Student, batch: &Batch, asked: Asked<'_>, share: f64) -> Result<Part, TrainError> {
    let losses =
        losses(student, asked.teachers, asked.config, batch, asked.lesson, asked.noise_seed, asked.device)?;
    let Losses { class, matching, reconstruction, guidance, .. } = &losses;
    let value = |loss: &Option<Tensor<1>>| loss.clone().map(|loss| f64::from(loss.into_scalar::<f32>()));
    let values = [class, matching, reconstruction, guidance].map(value);
    let gradients = losses.total().map(|total| {
        let total = total * share;
        GradientsParams::from_grads(total.backward(), student)
    });
    Ok((gradients, values))
}
