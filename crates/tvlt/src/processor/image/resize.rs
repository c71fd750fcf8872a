//! Pillow's bilinear resize, exact to the last bit.

use std::ops::Range;

use super::frame::{RgbImage, RgbaFrame};

/// Fractional bits of Pillow's fixed-point weights (`Resample.c`, `PRECISION_BITS`).
const PRECISION_BITS: u32 = 22;

/// Resizes `frame` to `width` by `height` and returns the part `columns` by `rows` of it, with Pillow's numbers.
/// The bilinear filter is widened when shrinking (antialiasing). The axes are resized one after the other, with
/// values rounded to whole levels after each; an axis that keeps its length is left alone.
///
/// Only the requested part is computed, so pixels that a crop would throw away cost nothing.
pub(super) fn resize(
    frame: &RgbaFrame<'_>,
    (width, height): (usize, usize),
    columns: Range<usize>,
    rows: Range<usize>,
) -> RgbImage {
    let horizontal = Axis::new(frame.width, width, columns);
    let vertical = Axis::new(frame.height, height, rows);
    let whole = Source { data: frame.data, width: frame.width, bytes: 4, left: 0, top: 0 };
    // The order of the axes changes the rounding. Pillow up to 12 always resizes the columns first.
    // Pillow 13 resizes the rows first if it removes more than twice as many rows as columns (found by
    // comparison, which agreed for 2000 sizes of 2000). This matters for pictures more than twice as
    // high as wide.
    let rows_first = height < frame.height
        && (frame.height - height) as isize > 2 * (frame.width as isize - width as isize);
    if rows_first {
        let left = horizontal.source().start;
        let lowered = whole.resize_rows(&vertical, horizontal.source());
        Source { left, ..Source::of(&lowered) }.resize_columns(&horizontal, 0..lowered.height)
    } else {
        let top = vertical.source().start;
        let narrowed = whole.resize_columns(&horizontal, vertical.source());
        Source { top, ..Source::of(&narrowed) }.resize_rows(&vertical, 0..narrowed.width)
    }
}

/// A picture, or the part of a picture that begins at column `left` and row `top`.
struct Source<'a> {
    data: &'a [u8],
    width: usize,
    /// Bytes of a pixel, of which the first three are used.
    bytes: usize,
    left: usize,
    top: usize,
}

impl<'a> Source<'a> {
    fn of(image: &'a RgbImage) -> Self {
        Self { data: &image.data, width: image.width, bytes: 3, left: 0, top: 0 }
    }

    /// Resizes the columns of the given `rows`.
    fn resize_columns(&self, axis: &Axis, rows: Range<usize>) -> RgbImage {
        let (width, height) = (axis.taps.len(), rows.len());
        let stride = self.width * self.bytes;
        let mut data = vec![0; width * height * 3];
        for (row, out) in rows.zip(data.chunks_exact_mut(width.max(1) * 3)) {
            let line = &self.data[row * stride..][..stride];
            for (tap, out) in axis.taps.iter().zip(out.chunks_exact_mut(3)) {
                let pixels = line[(tap.start - self.left) * self.bytes..].chunks_exact(self.bytes);
                let mut sum = [ROUNDING; 3];
                for (pixel, weight) in pixels.zip(axis.weights(tap)) {
                    for channel in 0..3 {
                        sum[channel] += i32::from(pixel[channel]) * weight;
                    }
                }
                out.copy_from_slice(&sum.map(grey_level));
            }
        }
        RgbImage { width, height, data }
    }

    /// Resizes the rows of the given `columns`.
    fn resize_rows(&self, axis: &Axis, columns: Range<usize>) -> RgbImage {
        let (width, height) = (columns.len(), axis.taps.len());
        let stride = self.width * self.bytes;
        let mut data = vec![0; width * height * 3];
        let mut sums = vec![[0; 3]; width];
        for (tap, out) in axis.taps.iter().zip(data.chunks_exact_mut(width.max(1) * 3)) {
            sums.fill([ROUNDING; 3]);
            let lines = self.data[(tap.start - self.top) * stride..].chunks_exact(stride.max(1));
            for (line, weight) in lines.zip(axis.weights(tap)) {
                let pixels = line[columns.start * self.bytes..].chunks_exact(self.bytes);
                for (sum, pixel) in sums.iter_mut().zip(pixels) {
                    for channel in 0..3 {
                        sum[channel] += i32::from(pixel[channel]) * weight;
                    }
                }
            }
            for (out, sum) in out.chunks_exact_mut(3).zip(&sums) {
                out.copy_from_slice(&sum.map(grey_level));
            }
        }
        RgbImage { width, height, data }
    }
}

/// Half a level in fixed point, so that the shift rounds to the nearest level.
const ROUNDING: i32 = 1 << (PRECISION_BITS - 1);

fn grey_level(sum: i32) -> u8 {
    (sum >> PRECISION_BITS).clamp(0, 255) as u8
}

/// The source pixels and weights for each pixel of a resized axis.
struct Axis {
    taps: Vec<Tap>,
    weights: Vec<i32>,
}

struct Tap {
    /// First source pixel.
    start: usize,
    /// Weights of this and the following pixels, as a range of `Axis::weights`.
    weights: Range<usize>,
}

impl Axis {
    /// The pixels `part` of an axis that is resized from `from` to `to` pixels.
    fn new(from: usize, to: usize, part: Range<usize>) -> Self {
        let mut axis = Self { taps: Vec::with_capacity(part.len()), weights: Vec::new() };
        for place in part {
            if from == to {
                axis.push(place, &[1.0]);
                continue;
            }
            let scale = from as f64 / to as f64;
            // The triangle reaches one source pixel to either side, or one target pixel if that is larger.
            let reach = scale.max(1.0);
            let centre = (place as f64 + 0.5) * scale;
            // Both are rounded towards zero; the first may be negative before it is clamped.
            let start = ((centre - reach + 0.5) as isize).max(0) as usize;
            let end = ((centre + reach + 0.5) as usize).min(from);
            let shares: Vec<f64> = (start..end)
                .map(|source| {
                    let distance = (source as f64 - centre + 0.5) * (1.0 / reach);
                    (1.0 - distance.abs()).max(0.0)
                })
                .collect();
            axis.push(start, &shares);
        }
        axis
    }

    fn push(&mut self, start: usize, shares: &[f64]) {
        let sum: f64 = shares.iter().sum();
        let first = self.weights.len();
        let one = f64::from(1 << PRECISION_BITS);
        // No weight is negative, so adding a half and truncating rounds to the nearest.
        self.weights.extend(shares.iter().map(|share| {
            let share = if sum == 0.0 { *share } else { share / sum };
            (0.5 + share * one) as i32
        }));
        self.taps.push(Tap { start, weights: first..self.weights.len() });
    }

    fn weights<'a>(&'a self, tap: &Tap) -> impl Iterator<Item = i32> + 'a {
        self.weights[tap.weights.clone()].iter().copied()
    }

    /// The range of source pixels that any tap reads.
    fn source(&self) -> Range<usize> {
        match (self.taps.first(), self.taps.last()) {
            (Some(first), Some(last)) => first.start..last.start + last.weights.len(),
            _ => 0..0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_size_is_the_same_picture() {
        let data: Vec<u8> = (0..5 * 4 * 4).map(|i| (i * 7 % 256) as u8).collect();
        let frame = RgbaFrame { width: 5, height: 4, data: &data };
        let same = resize(&frame, (5, 4), 0..5, 0..4);
        let rgb: Vec<u8> = data.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        assert_eq!(same, RgbImage { width: 5, height: 4, data: rgb });
    }

    #[test]
    fn a_part_is_the_part_of_the_whole() {
        let data: Vec<u8> = (0..31 * 57 * 4).map(|i| (i * 37 % 256) as u8).collect();
        let frame = RgbaFrame { width: 31, height: 57, data: &data };
        // Columns first, then rows first.
        for height in [70, 33] {
            let whole = resize(&frame, (20, height), 0..20, 0..height);
            let part = resize(&frame, (20, height), 3..15, 10..31);
            for row in 0..21 {
                let expected = &whole.data[((row + 10) * 20 + 3) * 3..][..12 * 3];
                assert_eq!(&part.data[row * 12 * 3..][..12 * 3], expected);
            }
        }
    }
}
