//! Checkpoints of a run: weights, the optimizer's state and the number of the next step, all in full precision,
//! so that a resumed run equals an uninterrupted one.

use std::{
    fmt::Display,
    fs,
    path::{Path, PathBuf},
};

use burn::{module::Module, optim::ModuleOptimizer};
use serde::{Deserialize, Serialize};

use super::{TrainError, optimizer::optimizer, schedule::Schedule, student::Student, write};

/// The state of a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RunState {
    /// Number of the next step, from 0.
    pub step: usize,
    /// Clips so far.
    pub clips: usize,
    /// Seconds of training so far, without pauses.
    pub seconds: f64,
    /// Seed of the run.
    pub seed: u64,
    /// Parts of a batch that are computed in parallel.
    pub parts: usize,
    /// The plan of the run. A resumed run keeps it, whatever its options are.
    #[serde(flatten)]
    pub schedule: Schedule,
}

impl RunState {
    /// The state before the first step.
    pub fn new(schedule: Schedule, parts: usize, seed: u64) -> Self {
        Self { step: 0, clips: 0, seconds: 0.0, seed, parts, schedule }
    }
}

/// Folder of a run's checkpoints.
#[derive(Debug, Clone)]
pub struct Checkpoints {
    folder: PathBuf,
}

impl Checkpoints {
    /// The folder `<out>/checkpoint`.
    pub fn of(out: &Path) -> Self {
        Self { folder: out.join("checkpoint") }
    }

    /// Reads the state of the run.
    ///
    /// # Errors
    /// [`TrainError::Checkpoint`], where there is none or it cannot be read.
    pub fn state(&self) -> Result<RunState, TrainError> {
        let text = fs::read_to_string(self.folder.join("state.json")).map_err(|error| self.wrong(&error))?;
        serde_json::from_str(&text).map_err(|error| self.wrong(&error))
    }

    /// Loads weights and optimizer of `state` into a model of the same configuration.
    ///
    /// The optimizer is created after the model is loaded: it knows parameters by their ids, which are loaded with
    /// the weights.
    ///
    /// # Errors
    /// [`TrainError::Checkpoint`], where the files cannot be read.
    pub fn load(&self, state: RunState, student: Student) -> Result<(Student, ModuleOptimizer), TrainError> {
        let student =
            student.try_load_file(self.file(state, "weights")).map_err(|error| self.wrong(&error))?;
        let optimizer =
            optimizer(&student).load(self.file(state, "optimizer")).map_err(|error| self.wrong(&error))?;
        Ok((student, optimizer))
    }

    /// Writes weights and optimizer, then the state that names them, then removes the files of the previous state,
    /// so that a run that is interrupted in between resumes from complete files.
    ///
    /// # Errors
    /// [`TrainError::Checkpoint`], where a file cannot be written.
    pub fn save(
        &self,
        state: RunState,
        student: &Student,
        optimizer: &ModuleOptimizer,
    ) -> Result<(), TrainError> {
        fs::create_dir_all(&self.folder).map_err(|error| self.wrong(&error))?;
        student.clone().save_file(self.file(state, "weights")).map_err(|error| self.wrong(&error))?;
        optimizer.save(self.file(state, "optimizer")).map_err(|error| self.wrong(&error))?;
        let text = serde_json::to_string(&state).map_err(|error| self.wrong(&error))?;
        let partial = self.folder.join("state.partial");
        write(&partial, text.as_bytes())?;
        fs::rename(&partial, self.folder.join("state.json")).map_err(|error| self.wrong(&error))?;
        for entry in fs::read_dir(&self.folder).map_err(|error| self.wrong(&error))?.flatten() {
            let old = entry.file_name().to_string_lossy().into_owned();
            if old.ends_with(".bpk") && !old.starts_with(&format!("{}-", state.step)) {
                fs::remove_file(entry.path()).map_err(|error| self.wrong(&error))?;
            }
        }
        Ok(())
    }

    fn file(&self, state: RunState, name: &str) -> PathBuf {
        self.folder.join(format!("{}-{name}.bpk", state.step))
    }

    fn wrong(&self, error: &dyn Display) -> TrainError {
        TrainError::Checkpoint { path: self.folder.clone(), message: error.to_string() }
    }
}
