//! What a brush does to the person's own mask.

use super::grid::{Grid, Grids, Modality};
use tvlt::live::OwnMask;

/// The brush that the person paints a mask with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brush {
    /// Whether it hides patches; otherwise it shows them.
    pub hides: bool,
    /// Whether it is three by three patches wide; otherwise it is one.
    pub wide: bool,
}

impl Default for Brush {
    fn default() -> Self {
        Self { hides: true, wide: false }
    }
}

impl Brush {
    /// The patches under the brush.
    pub fn under(&self, grid: &Grid, patch: usize) -> Vec<usize> {
        if self.wide { grid.around(patch) } else { vec![patch] }
    }

    /// The patches that a stroke from one patch to another touches.
    pub fn stroke(&self, grid: &Grid, from: usize, to: usize) -> Vec<usize> {
        grid.line(from, to).into_iter().flat_map(|patch| self.under(grid, patch)).collect()
    }
}

/// The person's mask for these patches; nothing is hidden where there is none.
pub fn fitted(mask: Option<&OwnMask>, grids: &Grids) -> OwnMask {
    let mut mask = mask.cloned().unwrap_or_default();
    mask.pixel.resize(grids.pixel.patches(), false);
    mask.audio.resize(grids.audio.patches(), false);
    mask
}

/// A mask that hides all patches, or none.
pub fn filled(grids: &Grids, hidden: bool) -> OwnMask {
    OwnMask { pixel: vec![hidden; grids.pixel.patches()], audio: vec![hidden; grids.audio.patches()] }
}

/// The mask with what is hidden shown, and what is shown hidden.
pub fn inverted(mut mask: OwnMask) -> OwnMask {
    for hidden in mask.pixel.iter_mut().chain(&mut mask.audio) {
        *hidden = !*hidden;
    }
    mask
}

/// For each patch of one picture, whether it is hidden.
pub fn of(mask: &OwnMask, modality: Modality) -> &[bool] {
    match modality {
        Modality::Pixel => &mask.pixel,
        Modality::Audio => &mask.audio,
    }
}

/// Hides or shows a patch, if there is such a patch.
pub fn set(mask: &mut OwnMask, modality: Modality, patch: usize, hidden: bool) {
    let patches = match modality {
        Modality::Pixel => &mut mask.pixel,
        Modality::Audio => &mut mask.audio,
    };
    if let Some(patch) = patches.get_mut(patch) {
        *patch = hidden;
    }
}

/// The patches of one picture that are hidden.
pub fn hidden(mask: &OwnMask, grid: &Grid) -> impl Iterator<Item = usize> {
    let flags = of(mask, grid.modality).iter().take(grid.patches()).enumerate();
    flags.filter(|(_, hidden)| **hidden).map(|(patch, _)| patch)
}

/// The share of one picture's patches that is hidden, 0 to 1.
pub fn share(mask: &OwnMask, grid: &Grid) -> f64 {
    hidden(mask, grid).count() as f64 / grid.patches().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tools::grid::tests::GRIDS;

    #[test]
    fn painting_begins_with_nothing_hidden() {
        let mut mask = fitted(None, &GRIDS);
        assert_eq!((share(&mask, &GRIDS.pixel), share(&mask, &GRIDS.audio)), (0.0, 0.0));
        set(&mut mask, Modality::Audio, 3, true);
        set(&mut mask, Modality::Audio, 99, true);
        assert_eq!(hidden(&mask, &GRIDS.audio).collect::<Vec<_>>(), [3]);
        assert_eq!(share(&mask, &GRIDS.audio), 0.125);
        assert_eq!(fitted(Some(&mask), &GRIDS), mask, "a mask that fits is kept");
    }

    #[test]
    fn a_mask_follows_the_length_of_the_clip() {
        let mask = filled(&GRIDS, true);
        let mut longer = GRIDS;
        longer.audio.columns = 8;
        let fitted = fitted(Some(&mask), &longer);
        assert_eq!(share(&fitted, &longer.audio), 0.5);
        let mut shorter = GRIDS;
        shorter.audio.columns = 2;
        assert_eq!(share(&mask, &shorter.audio), 1.0);
    }

    #[test]
    fn inverting_twice_changes_nothing() {
        let mut mask = filled(&GRIDS, false);
        set(&mut mask, Modality::Pixel, 5, true);
        let other = inverted(mask.clone());
        assert_eq!(hidden(&other, &GRIDS.pixel).count(), 63);
        assert_eq!(share(&other, &GRIDS.audio), 1.0);
        assert_eq!(inverted(other), mask);
    }

    #[test]
    fn a_wide_stroke_is_three_patches_high() {
        let (narrow, wide) = (Brush::default(), Brush { wide: true, ..Brush::default() });
        assert_eq!(narrow.stroke(&GRIDS.pixel, 8, 10), [8, 9, 10]);
        let mut touched = wide.stroke(&GRIDS.pixel, 9, 10);
        touched.sort_unstable();
        touched.dedup();
        assert_eq!(touched, [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19]);
    }
}
