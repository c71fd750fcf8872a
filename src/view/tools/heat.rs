//! Maps of numbers, one for each patch, as colours.

use super::grid::Grid;

/// Where the answer falls without a patch: vermilion, which the colour-blind tell from [`COOL`] (B. Wong, "Points of
/// view: Color blindness", 2011). `www/styles/tools-maps.css` has both for the legend.
const WARM: [u8; 3] = [0xd5, 0x5e, 0x00];

/// Where the answer rises without a patch: blue.
const COOL: [u8; 3] = [0x00, 0x72, 0xb2];

/// The most that a colour covers of the picture below, 0 to 255.
const MOST: f32 = 235.0;

/// A map as a picture of one pixel for each patch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heat {
    /// Pixels beside one another.
    pub columns: u32,
    /// Rows of RGBA bytes.
    pub rgba: Vec<u8>,
}

/// The largest absolute value of both maps, so that their colours can be compared; 0 where they are empty.
pub fn largest(pixel: &[f32], audio: &[f32]) -> f32 {
    pixel.iter().chain(audio).fold(0.0, |largest, value| largest.max(value.abs()))
}

/// A map in colours: transparent for 0, warm above, cool below, strongest for `largest`. `None` where the values are not
/// one for each patch, which is so for a moment after the clip's length has changed.
pub fn heat(values: &[f32], grid: &Grid, largest: f32) -> Option<Heat> {
    if values.is_empty() || values.len() != grid.patches() {
        return None;
    }
    let mut rgba = vec![0; values.len() * 4];
    for (patch, value) in values.iter().enumerate() {
        let (column, row) = grid.place(patch);
        let at = (row * grid.columns + column) * 4;
        let strength = if largest > 0.0 { (value.abs() / largest).min(1.0) } else { 0.0 };
        rgba[at..at + 3].copy_from_slice(if *value < 0.0 { &COOL } else { &WARM });
        rgba[at + 3] = (strength * MOST).round() as u8;
    }
    Some(Heat { columns: grid.columns as u32, rgba })
}

/// Numbers with three decimals, with commas between them.
pub fn listed(values: &[f32]) -> String {
    let mut text = String::with_capacity(values.len() * 6);
    for value in values {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(&format!("{value:.3}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tools::grid::tests::GRIDS;

    #[test]
    fn colours_lie_where_the_patches_are_drawn() {
        let grid = GRIDS.audio;
        let mut values = [0.0; 8];
        // The earliest patch of the lower band is drawn at the lower left, the latest of the upper one at the upper right.
        (values[0], values[7]) = (2.0, -1.0);
        let map = heat(&values, &grid, largest(&[], &values)).unwrap();
        let pixel = |column: usize, row: usize| &map.rgba[(row * 4 + column) * 4..][..4];
        assert_eq!(pixel(0, 1), [0xd5, 0x5e, 0x00, 235], "the largest is strongest");
        assert_eq!(pixel(3, 0), [0x00, 0x72, 0xb2, 118], "half of it, and below 0");
        assert_eq!(pixel(1, 1)[3], 0, "0 is transparent");
        assert_eq!((map.columns, map.rgba.len()), (4, 32));
    }

    #[test]
    fn both_maps_have_one_scale() {
        assert_eq!(largest(&[0.5, -3.0], &[1.0]), 3.0);
        let flat = heat(&[0.0; 8], &GRIDS.audio, 0.0).unwrap();
        assert!(flat.rgba.chunks(4).all(|pixel| pixel[3] == 0), "a map of nothing has no colours");
    }

    #[test]
    fn a_map_that_does_not_fit_is_not_drawn() {
        assert_eq!(heat(&[1.0; 6], &GRIDS.audio, 1.0), None);
        assert_eq!(heat(&[], &GRIDS.audio, 1.0), None);
    }

    #[test]
    fn numbers_are_listed_with_three_decimals() {
        assert_eq!(listed(&[0.12345, -2.0]), "0.123,-2.000");
        assert_eq!(listed(&[]), "");
    }
}
