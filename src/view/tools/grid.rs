//! Where the model's patches lie on the pictures.

use tvlt::live::LoadedModel;

/// One of the two inputs of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modality {
    /// The frame.
    Pixel,
    /// The spectrogram.
    Audio,
}

/// The patches of one picture, as they are drawn: columns from left to right, rows from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// Which of the two inputs it is.
    pub modality: Modality,
    /// Patches beside one another.
    pub columns: usize,
    /// Patches above one another.
    pub rows: usize,
}

impl Grid {
    /// The number of patches.
    pub fn patches(&self) -> usize {
        self.columns * self.rows
    }

    /// The patch in a column and a row of the picture. The model counts the patches of a frame row by row from the top
    /// left, and those of a spectrogram time first, then frequency from low to high; low frequencies are drawn below.
    pub fn patch(&self, column: usize, row: usize) -> usize {
        match self.modality {
            Modality::Pixel => row * self.columns + column,
            Modality::Audio => column * self.rows + (self.rows - 1 - row),
        }
    }

    /// Column and row of a patch. Patches beyond the last are taken for the last.
    pub fn place(&self, patch: usize) -> (usize, usize) {
        let patch = patch.min(self.patches().saturating_sub(1));
        match self.modality {
            Modality::Pixel => (patch % self.columns.max(1), patch / self.columns.max(1)),
            Modality::Audio => (patch / self.rows.max(1), self.rows.max(1) - 1 - patch % self.rows.max(1)),
        }
    }

    /// The patch under a point of the picture's box, both in CSS pixels; `None` outside.
    pub fn patch_at(&self, (x, y): (f64, f64), (width, height): (f64, f64)) -> Option<usize> {
        let inside = (0.0..width).contains(&x) && (0.0..height).contains(&y);
        if !inside || self.patches() == 0 {
            return None;
        }
        let along =
            |at: f64, length: f64, count: usize| ((at / length * count as f64) as usize).min(count - 1);
        Some(self.patch(along(x, width, self.columns), along(y, height, self.rows)))
    }

    /// The patches on the straight line from one to another, both included: a pointer is seen at some places of its way
    /// only.
    pub fn line(&self, from: usize, to: usize) -> Vec<usize> {
        let ((from_x, from_y), (to_x, to_y)) = (self.place(from), self.place(to));
        let steps = from_x.abs_diff(to_x).max(from_y.abs_diff(to_y));
        let between = |from: usize, to: usize, step: usize| {
            let share = step as f64 / steps.max(1) as f64;
            (from as f64 + (to as f64 - from as f64) * share).round() as usize
        };
        (0..=steps).map(|step| self.patch(between(from_x, to_x, step), between(from_y, to_y, step))).collect()
    }

    /// The patch and those that touch it, as far as there are any: three by three.
    pub fn around(&self, patch: usize) -> Vec<usize> {
        let (column, row) = self.place(patch);
        let near = |at: usize, count: usize| at.saturating_sub(1)..(at + 2).min(count);
        near(row, self.rows)
            .flat_map(|row| near(column, self.columns).map(move |column| self.patch(column, row)))
            .collect()
    }

    /// The patch beside this one in the direction of an arrow key, or the same at the edge; `None` for another key.
    pub fn beside(&self, patch: usize, key: &str) -> Option<usize> {
        let (column, row) = self.place(patch);
        let (column, row) = match key {
            "ArrowLeft" => (column.saturating_sub(1), row),
            "ArrowRight" => ((column + 1).min(self.columns.saturating_sub(1)), row),
            "ArrowUp" => (column, row.saturating_sub(1)),
            "ArrowDown" => (column, (row + 1).min(self.rows.saturating_sub(1))),
            _ => return None,
        };
        Some(self.patch(column, row))
    }

    /// The outlines of these patches as the path of an SVG in which each patch has a side of 1.
    pub fn path(&self, patches: impl IntoIterator<Item = usize>) -> String {
        let outline = |patch| {
            let (column, row) = self.place(patch);
            format!("M{column} {row}h1v1h-1z")
        };
        patches.into_iter().map(outline).collect()
    }

    /// The place of a patch in words, counted from the top left.
    pub fn in_words(&self, patch: usize) -> String {
        let (column, row) = self.place(patch);
        format!("row {} of {}, column {} of {}", row + 1, self.rows, column + 1, self.columns)
    }
}

/// The patches of both pictures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grids {
    /// Those of a frame.
    pub pixel: Grid,
    /// Those of the spectrogram.
    pub audio: Grid,
    /// How long the spectrogram is, in seconds.
    pub seconds: f64,
}

impl Grids {
    /// The patches of a model's pictures when updates take `rows` spectrogram rows; `None` where there are none.
    pub fn new(model: &LoadedModel, rows: usize) -> Option<Self> {
        let ([height, width], [time, frequency]) = (model.image_patch_size, model.audio_patch_size);
        let count = |length: usize, patch: usize| length.checked_div(patch).filter(|count| *count > 0);
        let side = model.image_size;
        Some(Self {
            pixel: Grid {
                modality: Modality::Pixel,
                columns: count(side, width)?,
                rows: count(side, height)?,
            },
            audio: Grid {
                modality: Modality::Audio,
                columns: count(rows, time)?,
                rows: count(model.mel_bins, frequency)?,
            },
            seconds: rows as f64 / model.rows_per_second,
        })
    }

    /// The patches of one picture.
    pub fn of(&self, modality: Modality) -> Grid {
        match modality {
            Modality::Pixel => self.pixel,
            Modality::Audio => self.audio,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Eight by eight patches of a frame; four time steps of two bands, in two seconds.
    pub(crate) const GRIDS: Grids = Grids {
        pixel: Grid { modality: Modality::Pixel, columns: 8, rows: 8 },
        audio: Grid { modality: Modality::Audio, columns: 4, rows: 2 },
        seconds: 2.0,
    };

    #[test]
    fn a_frame_is_counted_row_by_row_and_sound_by_time_from_below() {
        let Grids { pixel, audio, .. } = GRIDS;
        assert_eq!(pixel.patch_at((150.0, 10.0), (160.0, 160.0)), Some(7));
        assert_eq!(pixel.patch_at((10.0, 150.0), (160.0, 160.0)), Some(56));
        // The lower left of a spectrogram is the earliest and lowest.
        assert_eq!(audio.patch_at((1.0, 99.0), (100.0, 100.0)), Some(0));
        assert_eq!(audio.patch_at((1.0, 1.0), (100.0, 100.0)), Some(1));
        assert_eq!(audio.patch_at((99.0, 1.0), (100.0, 100.0)), Some(7));
        for grid in [pixel, audio] {
            for patch in 0..grid.patches() {
                let (column, row) = grid.place(patch);
                assert_eq!(grid.patch(column, row), patch);
            }
        }
    }

    #[test]
    fn outside_of_the_box_there_is_no_patch() {
        for point in [(-0.1, 5.0), (5.0, -0.1), (100.0, 5.0), (5.0, 100.0)] {
            assert_eq!(GRIDS.pixel.patch_at(point, (100.0, 100.0)), None, "{point:?}");
        }
        assert_eq!(GRIDS.pixel.patch_at((0.0, 0.0), (0.0, 0.0)), None, "of a picture that is not laid out");
    }

    #[test]
    fn a_fast_stroke_has_no_gaps() {
        let grid = GRIDS.pixel;
        assert_eq!(grid.line(0, 7), (0..8).collect::<Vec<_>>());
        assert_eq!(grid.line(63, 0).len(), 8, "a diagonal");
        assert_eq!(grid.line(9, 9), [9]);
        let places: Vec<_> = grid.line(2, 60).into_iter().map(|patch| grid.place(patch)).collect();
        assert!(
            places.windows(2).all(|pair| pair[0].0.abs_diff(pair[1].0) <= 1 && pair[1].1 == pair[0].1 + 1)
        );
    }

    #[test]
    fn a_wide_brush_is_cut_at_the_edge() {
        assert_eq!(GRIDS.pixel.around(9), [0, 1, 2, 8, 9, 10, 16, 17, 18]);
        assert_eq!(GRIDS.pixel.around(0), [0, 1, 8, 9]);
        assert_eq!(GRIDS.audio.around(0), [1, 3, 0, 2]);
    }

    #[test]
    fn arrows_follow_the_picture_and_stop_at_its_edge() {
        let Grids { pixel, audio, .. } = GRIDS;
        assert_eq!(pixel.beside(9, "ArrowUp"), Some(1));
        assert_eq!(pixel.beside(1, "ArrowUp"), Some(1));
        assert_eq!(audio.beside(0, "ArrowUp"), Some(1), "upwards is a higher frequency");
        assert_eq!(audio.beside(0, "ArrowRight"), Some(2), "to the right is later");
        assert_eq!(audio.beside(7, "ArrowRight"), Some(7));
        assert_eq!(audio.beside(7, "Enter"), None);
    }

    #[test]
    fn outlines_and_words_name_the_place() {
        assert_eq!(GRIDS.pixel.path([0, 9]), "M0 0h1v1h-1zM1 1h1v1h-1z");
        assert_eq!(GRIDS.audio.path([2]), "M1 1h1v1h-1z");
        assert_eq!(GRIDS.audio.in_words(2), "row 2 of 2, column 2 of 4");
    }
}
