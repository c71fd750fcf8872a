//! The last models of a run, whose mean is the run's model.

use std::{
    fs,
    path::{Path, PathBuf},
};

use burn::tensor::Device;

use super::{TrainError, average::average, schedule::Schedule};
use tvlt::checkpoint::save_to_dir;
use tvlt::config::TvltConfig;
use tvlt::model::TvltAudioVisual;
use tvlt::precision::Precision;

/// Share of the run after which snapshots are taken.
const FIRST: f32 = 0.9;

/// Number of snapshots.
const COUNT: usize = 10;

/// Folder of a run's snapshots.
#[derive(Debug, Clone)]
pub(super) struct Snapshots {
    folder: PathBuf,
}

impl Snapshots {
    /// The folder `<out>/snapshots`.
    pub(super) fn of(out: &Path) -> Self {
        Self { folder: out.join("snapshots") }
    }

    /// Whether the model is kept after `step` steps.
    pub(super) fn is_due(schedule: &Schedule, step: usize) -> bool {
        let every = ((schedule.steps as f32 * (1.0 - FIRST)) as usize / COUNT).max(1);
        schedule.progress(step) > FIRST && (schedule.steps - step.min(schedule.steps)).is_multiple_of(every)
    }

    /// Keeps the model after `step` steps. A step that is run again after an interruption replaces its snapshot.
    pub(super) fn keep(
        &self,
        step: usize,
        model: &TvltAudioVisual,
        config: &TvltConfig,
    ) -> Result<(), TrainError> {
        let folder = self.folder.join(step.to_string());
        save_to_dir(model, config, Precision::F32, &folder)
            .map_err(|error| TrainError::Checkpoint { path: folder.clone(), message: error.to_string() })
            .map(|_| ())
    }

    /// The mean of the snapshots up to `step`; `None` where there are none.
    pub(super) fn mean(&self, step: usize, device: &Device) -> Result<Option<TvltAudioVisual>, TrainError> {
        let wrong = |source| TrainError::File { path: self.folder.clone(), source };
        if !self.folder.is_dir() {
            return Ok(None);
        }
        let mut folders = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(wrong)? {
            let name = entry.map_err(wrong)?.file_name();
            if name.to_str().and_then(|name| name.parse::<usize>().ok()).is_some_and(|taken| taken <= step) {
                folders.push(self.folder.join(name));
            }
        }
        folders.sort();
        let Some((first, others)) = folders.split_first() else { return Ok(None) };
        Ok(Some(average(first, others, device)?.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::start::{default_config, new_model};

    #[test]
    fn ten_snapshots_are_due_and_the_last_one_is_the_last_step() {
        let schedule =
            Schedule { steps: 5000, learning_rate: 1.0, batch: 32, easy_start: true, decoder_only: false };
        let due: Vec<usize> = (0..=5000).filter(|step| Snapshots::is_due(&schedule, *step)).collect();
        assert_eq!(due.len(), COUNT);
        assert_eq!((due[0], due[COUNT - 1]), (4550, 5000));
        let short = Schedule { steps: 3, ..schedule };
        assert!(Snapshots::is_due(&short, 3) && !Snapshots::is_due(&short, 2));
    }

    #[test]
    fn the_mean_leaves_out_what_comes_later() {
        let folder = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::of(folder.path());
        let device = Device::flex();
        let config = TvltConfig { num_hidden_layers: 1, ..default_config() };
        assert!(snapshots.mean(9, &device).unwrap().is_none());
        let first = |model: &TvltAudioVisual| {
            model.tvlt.cls_embedding.val().into_data().iter::<f32>().next().unwrap()
        };
        let models = [1, 2, 3].map(|seed| {
            device.seed(seed);
            new_model(&config, &device)
        });
        for (step, model) in (7..).zip(&models) {
            snapshots.keep(step, model, &config).unwrap();
        }
        let mean = first(&snapshots.mean(8, &device).unwrap().unwrap());
        assert!((mean - (first(&models[0]) + first(&models[1])) / 2.0).abs() < 1e-6);
    }
}
