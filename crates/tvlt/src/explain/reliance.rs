//! A map of what the leading answer relies on, and a check of it.

use super::answer::Answer;
use super::clip::Clip;
use super::error::ExplainError;
use super::group::{self, Grid, Group, GroupSize};
use super::occlusion::{falls, leading};
use crate::config::TvltConfig;
use crate::model::TvltAudioVisual;

/// Share of the patches that is left out to check a map. It is small, because a random choice of many would nearly always
/// have some of those that matter, and the log-odds fall no further once the answer is gone.
const CHECKED_SHARE: f64 = 0.125;

/// Random choices of groups that a map is compared with. Each takes a forward.
const RANDOM_CHOICES: u64 = 4;

/// What an answer relies on in one clip.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliance {
    /// The leading answer.
    pub answer: Answer,
    /// Its log-odds with all patches.
    pub log_odds: f32,
    /// For each patch of a frame, row by row: by how much the log-odds fall without its group; below 0 where they
    /// rise. Empty without a picture.
    pub pixel: Vec<f32>,
    /// The same for each patch of the spectrogram, time first, then frequency. Empty without sound.
    pub audio: Vec<f32>,
    /// How far the log-odds fall without the eighth of the patches that the map puts first.
    pub without_first: f32,
    /// How far they fall without a random eighth of the same groups, the mean of a few.
    pub without_random: f32,
}

/// A map in the making: its groups are left out one after another, as many at a time as there is time for, and then
/// those that check it.
#[derive(Debug, Clone)]
pub struct Mapping {
    answer: Answer,
    log_odds: f32,
    groups: Vec<Group>,
    falls: Vec<f32>,
    /// The groups that check the map, once it is complete.
    checked: Vec<Group>,
    checks: Vec<f32>,
    /// Lengths of the maps of frame and spectrogram.
    lengths: [usize; 2],
    check: Check,
}

/// What a map is checked beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// How many random choices of groups. Each takes a forward.
    pub random_choices: u64,
    /// Which: others for another seed.
    pub seed: u64,
}

impl Mapping {
    /// A map of the leading answer, given with its log-odds, in groups of a size. `real` says which pixel and audio
    /// patches of the grid are no padding.
    pub fn new(
        (answer, log_odds): (Answer, f32),
        grid: &Grid,
        size: &GroupSize,
        real: [&[bool]; 2],
        check: Check,
    ) -> Self {
        let [pixel, audio] = real;
        let there = |real: &[bool], length: usize| if real.contains(&true) { length } else { 0 };
        Self {
            answer,
            log_odds,
            groups: group::groups(grid, size, real),
            falls: Vec::new(),
            checked: Vec::new(),
            checks: Vec::new(),
            lengths: [there(pixel, grid.patches_per_frame()), there(audio, audio.len())],
            check,
        }
    }

    /// Leaves out the next groups, at most `count`; none where all were.
    ///
    /// # Errors
    /// As [`falls`].
    pub async fn go_on(
        &mut self,
        model: &TvltAudioVisual,
        clip: &Clip,
        count: usize,
    ) -> Result<(), ExplainError> {
        let is_map = self.falls.len() < self.groups.len();
        let (all, done) = match is_map {
            true => (&self.groups, &mut self.falls),
            false => (&self.checked, &mut self.checks),
        };
        let next = all[done.len()..].iter().take(count).cloned().collect::<Vec<_>>();
        done.extend(falls(model, clip, &next, self.answer, self.log_odds).await?);
        if is_map && self.falls.len() == self.groups.len() {
            self.checked = checked(&self.groups, &self.falls, self.check);
        }
        Ok(())
    }

    /// Whether all groups were left out.
    pub fn is_complete(&self) -> bool {
        self.falls.len() == self.groups.len() && self.checks.len() == self.checked.len()
    }

    /// The map as far as it is complete.
    pub fn reliance(&self) -> Reliance {
        let [pixel, audio] = group::spread(&self.groups, &self.falls, self.lengths);
        let random: f32 = self.checks.iter().skip(1).sum();
        Reliance {
            answer: self.answer,
            log_odds: self.log_odds,
            pixel,
            audio,
            without_first: self.checks.first().copied().unwrap_or_default(),
            without_random: random / self.check.random_choices as f32,
        }
    }
}

/// Which patches the leading answer relies on, in groups of the given size, and a check of the map: what its first
/// eighth changes beside random eighths, which `seed` chooses.
///
/// # Errors
/// [`ExplainError::NoAnswer`] where the model has neither classes nor match, [`ExplainError::ReadBack`] where the
/// device fails, and as [`falls`].
pub async fn relied_on(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    clip: &Clip,
    size: &GroupSize,
    seed: u64,
) -> Result<Reliance, ExplainError> {
    let leading = leading(model, config, clip).await?;
    let grid = Grid::new(config, clip.pixel_tokens(), clip.audio_tokens());
    let [pixel, audio] = clip.real().await?;
    let check = Check { random_choices: RANDOM_CHOICES, seed };
    let mut mapping = Mapping::new(leading, &grid, size, [&pixel, &audio], check);
    while !mapping.is_complete() {
        mapping.go_on(model, clip, usize::MAX).await?;
    }
    Ok(mapping.reliance())
}

/// What a map is checked by: the eighth of the patches that it puts first, then random eighths. `falls` are those of
/// the groups.
fn checked(groups: &[Group], falls: &[f32], check: Check) -> Vec<Group> {
    let first = |order: &[usize]| group::first(groups, order, CHECKED_SHARE);
    let random = 0..check.random_choices;
    let random = random.map(|number| first(&group::random_order(groups.len(), check.seed, number)));
    std::iter::once(first(&group::order(falls))).chain(random).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Variant;
    use crate::explain::small::{mask, small};

    #[test]
    fn a_map_is_of_one_frame_and_is_checked_by_deletion() {
        let (config, model, inputs) = small(Variant::HuggingFace);
        let clip = Clip::embed(&model, &inputs).unwrap().remove(0);
        let run = |clip: &Clip, seed| {
            pollster::block_on(relied_on(&model, &config, clip, &GroupSize::square(1), seed)).unwrap()
        };
        let reliance = run(&clip, 0);
        assert_eq!((reliance.pixel.len(), reliance.audio.len()), (4, 6));
        assert_eq!(reliance, run(&clip, 0));
        assert_ne!(reliance.without_random, run(&clip, 1).without_random);
        let class = reliance.answer;
        let both_frames = [Group { pixel: vec![3, 7], audio: vec![] }];
        let fall = falls(&model, &clip, &both_frames, class, reliance.log_odds);
        assert!((pollster::block_on(fall).unwrap()[0] - reliance.pixel[3]).abs() < 1e-5);
        let silent = Clip { pixel_mask: mask(8, &[]), audio_mask: mask(6, &[0, 1, 2, 3, 4, 5]), ..clip };
        assert!(run(&silent, 0).audio.is_empty());
    }

    #[test]
    fn a_map_in_parts_is_the_same_as_at_once() {
        let (config, model, inputs) = small(Variant::HuggingFace);
        let clip = Clip::embed(&model, &inputs).unwrap().remove(0);
        let size = GroupSize::square(1);
        let whole = pollster::block_on(relied_on(&model, &config, &clip, &size, 3)).unwrap();
        let grid = Grid::new(&config, clip.pixel_tokens(), clip.audio_tokens());
        let check = Check { random_choices: RANDOM_CHOICES, seed: 3 };
        let leading = (whole.answer, whole.log_odds);
        let mut mapping = Mapping::new(leading, &grid, &size, [&[true; 8], &[true; 6]], check);
        let mut parts = 0;
        while !mapping.is_complete() {
            pollster::block_on(mapping.go_on(&model, &clip, 4)).unwrap();
            parts += 1;
        }
        // Ten groups of the map in three parts, and five of the check in two.
        assert_eq!(parts, 5);
        let parts = mapping.reliance();
        let near = |a: f32, b: f32| (a - b).abs() < 1e-5;
        assert!(parts.pixel.iter().zip(&whole.pixel).all(|(a, b)| near(*a, *b)));
        assert!(near(parts.without_first, whole.without_first));
        assert!(near(parts.without_random, whole.without_random));
    }
}
