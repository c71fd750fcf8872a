//! What ships with a model for teaching: how its features vary between sessions and between things, learnt from
//! training material.
//!
//! Things are shown, and sounds are heard, in many sessions, each in several of them. Sessions have one modality or
//! both, so that what the other modality does to the features counts as a difference between sessions too.

mod estimate;
mod gather;

use std::path::Path;

use burn::tensor::Device;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use self::estimate::estimate;
use self::gather::{Gathering, gather};
use super::features::Extractor;
use super::world::World;
use crate::TrainError;
use crate::sayings::OF_MANY_VOICES;
use tvlt::model::TvltAudioVisual;
use tvlt::teach::layers::taught_layers;
use tvlt::teach::prior::{Prior, SensePrior};

/// How a prior is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriorOptions {
    /// Sessions.
    pub sessions: usize,
    /// Things, and sounds, that are shown in each; two clips of each.
    pub each: usize,
    /// Things, and sounds, over all.
    pub things: usize,
    /// Mapped features.
    pub width: usize,
    /// Things, and sounds, that are taught as "nothing".
    pub nothing: usize,
    /// Seed of all of it.
    pub seed: u64,
    /// Difficulty of the clips, 0 to 1.
    pub level: f32,
}

impl Default for PriorOptions {
    fn default() -> Self {
        Self { sessions: 60, each: 50, things: 500, width: 128, nothing: 150, seed: 0, level: 0.8 }
    }
}

/// Makes the prior of a model of this many layers from the training material in `folder` (`data/train`).
///
/// # Errors
/// [`TrainError`], where the material cannot be read, or the model does not fit.
pub fn make_prior(
    model: &TvltAudioVisual,
    layers: usize,
    folder: &Path,
    options: &PriorOptions,
    device: &Device,
) -> Result<Prior, TrainError> {
    let world = World::load(folder, OF_MANY_VOICES)?;
    println!("from training: {}", world.summary());
    let layers = taught_layers(layers);
    let extractor = Extractor { model: Some(model), layers: &layers, alone: true, device };
    let gathered = gather(&world, extractor, options)?;
    let [sight, sound] = gathered.map(|gathering| prior_of(&gathering, options));
    Ok(Prior::new(layers, sight?, sound?)?)
}

fn prior_of(gathering: &Gathering, options: &PriorOptions) -> Result<Option<SensePrior>, TrainError> {
    if gathering.clips.is_empty() {
        return Ok(None);
    }
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    estimate(&mut rng, gathering, options).map(Some)
}
