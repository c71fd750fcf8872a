//! Groups of patches that are left out together, on the host.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::config::TvltConfig;

/// The most groups of each modality that [`GroupSize::few`] makes.
const FEW: usize = 16;

/// Tokens that are left out together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// Indices among the pixel tokens.
    pub pixel: Vec<usize>,
    /// Indices among the audio tokens.
    pub audio: Vec<usize>,
}

/// How the tokens of a clip lie in picture and spectrogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// Frames.
    pub frames: usize,
    /// Patches from the top to the bottom of a frame, and from left to right.
    pub frame: [usize; 2],
    /// Patches of the spectrogram in time, and in frequency.
    pub audio: [usize; 2],
}

/// The size of groups, in patches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupSize {
    /// Patches of a frame from top to bottom, and from left to right.
    pub pixel: [usize; 2],
    /// Patches of the spectrogram in time, and in frequency.
    pub audio: [usize; 2],
}

impl Group {
    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.pixel.len() + self.audio.len()
    }

    /// Whether it has no token.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All tokens of several groups that do not overlap.
    pub fn union<'a>(groups: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        for group in groups {
            all.pixel.extend(&group.pixel);
            all.audio.extend(&group.audio);
        }
        all
    }
}

impl Grid {
    /// The grid of a clip with so many tokens, either of which can be 0.
    pub fn new(config: &TvltConfig, pixel_tokens: usize, audio_tokens: usize) -> Self {
        let [height, width] = config.image_patch_size;
        let bands = config.frequency_patches();
        Self {
            frames: pixel_tokens / config.patches_per_frame().max(1),
            frame: [config.image_size / height, config.image_size / width],
            audio: [audio_tokens / bands.max(1), bands],
        }
    }

    /// Patches of one frame.
    pub fn patches_per_frame(&self) -> usize {
        self.frame[0] * self.frame[1]
    }
}

impl GroupSize {
    /// Sizes with at most 16 groups in the picture and 16 in the spectrogram, for maps that are computed again and
    /// again: a picture has at most 4 x 4, a spectrogram at most two in frequency and the rest in time. For the page's
    /// model these are 2 x 2 of the 8 x 8 patches of a frame, and 4 x 1 of the 32 x 2 of the spectrogram.
    pub fn few(grid: &Grid) -> Self {
        let size = |patches: usize, most: usize| patches.div_ceil(most).max(1);
        let bands = grid.audio[1].clamp(1, 2);
        Self {
            pixel: grid.frame.map(|patches| size(patches, 4)),
            audio: [size(grid.audio[0], FEW / bands), size(grid.audio[1], bands)],
        }
    }

    /// Squares of `side` patches, in picture and spectrogram alike.
    pub fn square(side: usize) -> Self {
        Self { pixel: [side.max(1); 2], audio: [side.max(1); 2] }
    }
}

/// The groups that cover picture and spectrogram, those of the picture first. A group has the same patches in all
/// frames; one at the right, lower or last edge can be smaller.
///
/// `real` says of each pixel token and each audio token whether it is real: padding is in no group, and a group of
/// padding alone is left out.
pub fn groups(grid: &Grid, size: &GroupSize, real: [&[bool]; 2]) -> Vec<Group> {
    let is_real = |modality: usize, token: &usize| real[modality].get(*token).copied().unwrap_or(false);
    let per_frame = grid.patches_per_frame();
    let pixel = tiles(grid.frame, size.pixel).into_iter().map(|patches| Group {
        pixel: (0..grid.frames)
            .flat_map(|frame| patches.iter().map(move |patch| frame * per_frame + patch))
            .filter(|token| is_real(0, token))
            .collect(),
        audio: Vec::new(),
    });
    let audio = tiles(grid.audio, size.audio).into_iter().map(|patches| Group {
        pixel: Vec::new(),
        audio: patches.into_iter().filter(|token| is_real(1, token)).collect(),
    });
    pixel.chain(audio).filter(|group| !group.is_empty()).collect()
}

/// One group for each real token: pixel tokens first.
pub fn single(real: [&[bool]; 2]) -> Vec<Group> {
    let tokens = |real: &[bool]| -> Vec<usize> { (0..real.len()).filter(|&token| real[token]).collect() };
    let pixel = tokens(real[0]).into_iter().map(|token| Group { pixel: vec![token], audio: Vec::new() });
    let audio = tokens(real[1]).into_iter().map(|token| Group { pixel: Vec::new(), audio: vec![token] });
    pixel.chain(audio).collect()
}

/// The indices of each tile of a grid of `[rows, columns]`, row by row.
fn tiles([rows, columns]: [usize; 2], [height, width]: [usize; 2]) -> Vec<Vec<usize>> {
    let (height, width) = (height.max(1), width.max(1));
    let mut tiles = Vec::new();
    for top in (0..rows).step_by(height) {
        for left in (0..columns).step_by(width) {
            let rows = top..(top + height).min(rows);
            let tile = rows.flat_map(|row| {
                (left..(left + width).min(columns)).map(move |column| row * columns + column)
            });
            tiles.push(tile.collect());
        }
    }
    tiles
}

/// Gives each token the value of its group, and 0 to a token without one.
///
/// `lengths` are those of the two results: the pixel tokens and the audio tokens. Where the first is the number of
/// patches of one frame, the groups must be those of [`groups`], and the result is of a frame.
pub fn spread(groups: &[Group], values: &[f32], lengths: [usize; 2]) -> [Vec<f32>; 2] {
    let mut maps = lengths.map(|length| vec![0.0; length]);
    for (group, &value) in groups.iter().zip(values) {
        for (map, tokens) in maps.iter_mut().zip([&group.pixel, &group.audio]) {
            let length = map.len();
            for &token in tokens.iter().filter(|_| length > 0) {
                map[token % length] = value;
            }
        }
    }
    maps
}

/// The order of groups by their values, largest first.
pub fn order(values: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    order
}

/// A random order of `count` groups, the same for the same seed and number.
pub fn random_order(count: usize, seed: u64, number: u64) -> Vec<usize> {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(number);
    let mut order: Vec<usize> = (0..count).collect();
    order.shuffle(&mut generator);
    order
}

/// As one group, the first groups of an order that together have at least this share of all groups' tokens.
pub fn first(groups: &[Group], order: &[usize], share: f64) -> Group {
    let all: usize = groups.iter().map(Group::len).sum();
    let wanted = (all as f64 * share).round() as usize;
    let mut taken = Group::default();
    for group in order.iter().filter_map(|&at| groups.get(at)) {
        if taken.len() >= wanted {
            break;
        }
        taken.pixel.extend(&group.pixel);
        taken.audio.extend(&group.audio);
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_model_has_sixteen_groups_in_each() {
        let grid = Grid { frames: 1, frame: [8, 8], audio: [32, 2] };
        let size = GroupSize::few(&grid);
        assert_eq!(size, GroupSize { pixel: [2, 2], audio: [4, 1] });
        let groups = groups(&grid, &size, [&[true; 64], &[true; 64]]);
        assert_eq!(groups.len(), 32);
        assert_eq!(groups[1].pixel, [2, 3, 10, 11]);
        assert_eq!(groups[17].audio, [1, 3, 5, 7]);
        assert!(groups.iter().all(|group| group.len() == 4));
        let base = Grid { frames: 8, frame: [14, 14], audio: [128, 8] };
        assert_eq!(GroupSize::few(&base), GroupSize { pixel: [4, 4], audio: [16, 4] });
    }

    #[test]
    fn groups_cover_every_real_token_once() {
        // Neither the frame nor the spectrogram is a whole number of groups; the last frame and the last step are
        // padding.
        let grid = Grid { frames: 3, frame: [5, 3], audio: [7, 3] };
        let mut pixel = [true; 45];
        pixel[30..].fill(false);
        let mut audio = [true; 21];
        audio[18..].fill(false);
        let size = GroupSize { pixel: [2, 2], audio: [3, 2] };
        let groups = groups(&grid, &size, [&pixel, &audio]);
        let union = Group::union(&groups);
        let sorted = |mut tokens: Vec<usize>| {
            tokens.sort_unstable();
            tokens
        };
        assert_eq!(sorted(union.pixel), (0..30).collect::<Vec<_>>());
        assert_eq!(sorted(union.audio), (0..18).collect::<Vec<_>>());
        assert_eq!(groups[0].pixel, [0, 1, 3, 4, 15, 16, 18, 19]);
        assert_eq!(single([&pixel, &audio]).len(), 48);
    }

    #[test]
    fn values_spread_over_a_frame_and_order_what_goes_first() {
        let grid = Grid { frames: 2, frame: [2, 2], audio: [2, 1] };
        let size = GroupSize { pixel: [1, 2], audio: [1, 1] };
        let groups = groups(&grid, &size, [&[true; 8], &[true, false]]);
        let values = [1.0, 3.0, 2.0];
        assert_eq!(spread(&groups, &values, [4, 2]), [vec![1.0, 1.0, 3.0, 3.0], vec![2.0, 0.0]]);
        assert_eq!(order(&values), [1, 2, 0]);
        // A quarter of 9 tokens are 2, which the second group alone has.
        assert_eq!(first(&groups, &order(&values), 0.25), groups[1]);
        assert_eq!(first(&groups, &order(&values), 1.0).len(), 9);
        assert_eq!(random_order(9, 3, 1), random_order(9, 3, 1));
        assert_ne!(random_order(9, 3, 1), random_order(9, 3, 2));
    }
}
