//! What the leading answer relies on, a few groups of patches at a time.

use super::{Given, LiveEngine, Work};
use crate::explain::group::{Grid, GroupSize};
use crate::explain::occlusion;
use crate::explain::reliance::{Check, Mapping};
use crate::explain::{Clip, ExplainError};
use crate::inference::InferenceError;
use crate::live::ReliedOn;

/// Random choices that a map's first patches are compared with: fewer than for a file, as each takes a forward.
const RANDOM_CHOICES: u64 = 2;

/// The work on the map of one moment.
pub(super) struct RelianceJob {
    clip: Clip,
    mapping: Mapping,
}

impl LiveEngine {
    /// Does a part of the work on what the answer relies on, and gives the answer when it is complete.
    pub(super) async fn rely(
        &self,
        work: &mut Work<RelianceJob>,
        present: &Given,
    ) -> Result<Option<ReliedOn>, InferenceError> {
        let Work::Begun(RelianceJob { clip, mapping }) = work else {
            *work = match self.begin_reliance(present).await? {
                Some(job) => Work::Begun(job),
                None => Work::Done,
            };
            return Ok(None);
        };
        mapping.go_on(&self.model, clip, self.at_once()).await?;
        if !mapping.is_complete() {
            return Ok(None);
        }
        let map = mapping.reliance();
        *work = Work::Done;
        let numbers = map.pixel.iter().chain(&map.audio);
        if numbers.chain([&map.without_first, &map.without_random]).any(|fall| !fall.is_finite()) {
            return Err(InferenceError::NotFinite);
        }
        Ok(Some(ReliedOn {
            label: map.answer.class().map(|class| self.config.label(class)),
            log_odds: map.log_odds,
            pixel: map.pixel,
            audio: map.audio,
            without_first: map.without_first,
            without_random: map.without_random,
        }))
    }

    /// `None` where the model has neither classes nor match.
    async fn begin_reliance(&self, present: &Given) -> Result<Option<RelianceJob>, InferenceError> {
        let clip = self.embedded(&present.clip)?;
        let leading = match occlusion::leading(&self.model, &self.config, &clip).await {
            Err(ExplainError::NoAnswer) => return Ok(None),
            leading => leading?,
        };
        let grid = Grid::new(&self.config, clip.pixel_tokens(), clip.audio_tokens());
        let real = |mask: &[f32]| mask.iter().map(|there| *there > 0.0).collect::<Vec<_>>();
        let (pixel, audio) = (real(&present.clip.pixel_mask), real(&present.clip.audio_mask));
        // Other random choices for another moment.
        let check = Check { random_choices: RANDOM_CHOICES, seed: u64::from(leading.1.to_bits()) };
        let mapping = Mapping::new(leading, &grid, &GroupSize::few(&grid), [&pixel, &audio], check);
        Ok(Some(RelianceJob { clip, mapping }))
    }
}
