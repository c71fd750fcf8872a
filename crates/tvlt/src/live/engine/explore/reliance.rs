//! What the leading answer relies on, a few groups of patches at a time.

use super::{Given, LiveEngine, Work};
use crate::explain::group::{self, Grid, Group, GroupSize};
use crate::explain::occlusion;
use crate::explain::{Answer, Clip, ExplainError};
use crate::inference::InferenceError;
use crate::live::ReliedOn;

/// Random choices that a map's first patches are compared with. Each takes a forward.
const RANDOM_CHOICES: u64 = 2;

/// The work on the map of one moment.
pub(super) struct RelianceJob {
    clip: Clip,
    answer: Answer,
    log_odds: f32,
    groups: Vec<Group>,
    /// Of the random choices: others for another moment.
    seed: u64,
    falls: Vec<f32>,
    /// The groups that check the map, once it is complete.
    checked: Vec<Group>,
    checks: Vec<f32>,
    /// Lengths of the two maps.
    lengths: [usize; 2],
}

impl RelianceJob {
    /// The next groups to be left out; none where all were.
    fn next(&self, count: usize) -> &[Group] {
        let (all, done) = match self.falls.len() < self.groups.len() {
            true => (&self.groups, self.falls.len()),
            false => (&self.checked, self.checks.len()),
        };
        &all[done.min(all.len())..(done + count).min(all.len())]
    }

    fn take(&mut self, falls: Vec<f32>) {
        if self.falls.len() < self.groups.len() {
            self.falls.extend(falls);
            if self.falls.len() == self.groups.len() {
                self.checked = occlusion::checked(&self.groups, &self.falls, self.seed, RANDOM_CHOICES);
            }
        } else {
            self.checks.extend(falls);
        }
    }

    fn is_complete(&self) -> bool {
        self.falls.len() == self.groups.len() && self.checks.len() == self.checked.len()
    }

    fn answer(&self, label: Option<String>) -> ReliedOn {
        let [pixel, audio] = group::spread(&self.groups, &self.falls, self.lengths);
        let random: f32 = self.checks.iter().skip(1).sum();
        ReliedOn {
            label,
            log_odds: self.log_odds,
            pixel,
            audio,
            without_first: self.checks.first().copied().unwrap_or_default(),
            without_random: random / RANDOM_CHOICES as f32,
        }
    }
}

impl LiveEngine {
    /// Does a part of the work on what the answer relies on, and gives the answer when it is complete.
    pub(super) async fn rely(
        &self,
        work: &mut Work<RelianceJob>,
        present: &Given,
    ) -> Result<Option<ReliedOn>, InferenceError> {
        let Work::Begun(job) = work else {
            *work = match self.begin_reliance(present).await? {
                Some(job) => Work::Begun(job),
                None => Work::Done,
            };
            return Ok(None);
        };
        let next = job.next(self.at_once());
        let falls = occlusion::falls(&self.model, &job.clip, next, job.answer, job.log_odds).await?;
        job.take(falls);
        if !job.is_complete() {
            return Ok(None);
        }
        let relied_on = job.answer(job.answer.class().map(|class| self.config.label(class)));
        *work = Work::Done;
        let numbers = relied_on.pixel.iter().chain(&relied_on.audio);
        if numbers.chain([&relied_on.without_first, &relied_on.without_random]).any(|fall| !fall.is_finite())
        {
            return Err(InferenceError::NotFinite);
        }
        Ok(Some(relied_on))
    }

    /// `None` where the model has neither classes nor match.
    async fn begin_reliance(&self, present: &Given) -> Result<Option<RelianceJob>, InferenceError> {
        let clip = self.embedded(&present.clip)?;
        let (answer, log_odds) = match occlusion::leading(&self.model, &self.config, &clip).await {
            Err(ExplainError::NoAnswer) => return Ok(None),
            leading => leading?,
        };
        let grid = Grid::new(&self.config, clip.pixel_tokens(), clip.audio_tokens());
        let real = |mask: &[f32]| mask.iter().map(|there| *there > 0.0).collect::<Vec<_>>();
        let (pixel, audio) = (real(&present.clip.pixel_mask), real(&present.clip.audio_mask));
        let groups = group::groups(&grid, &GroupSize::few(&grid), [&pixel, &audio]);
        let there = |real: &[bool], length: usize| if real.contains(&true) { length } else { 0 };
        let lengths = [there(&pixel, grid.patches_per_frame()), there(&audio, audio.len())];
        let (falls, checked, checks) = (Vec::new(), Vec::new(), Vec::new());
        let seed = u64::from(log_odds.to_bits());
        Ok(Some(RelianceJob { clip, answer, log_odds, groups, seed, falls, checked, checks, lengths }))
    }
}
