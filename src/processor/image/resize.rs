use std::ops::Range;

use super::frame::{RgbImage, RgbaFrame};

/// Fractional bits of Pillow's fixed-point weights (`Resample.c`, `PRECISION_BITS`).
const PRECISION_BITS: u32 = 22;

/// The part `columns` by `rows` of `frame` resized to `width` by `height`, with Pillow's numbers:
/// bilinear, widened to span the source pixels when shrinking (antialias); columns first, then
/// rows, rounded to whole grey levels after each; an axis that keeps its length is left alone.
///
/// Only the asked-for part is computed, so that what a crop throws away costs nothing.
pub(super) fn resize(
    frame: &RgbaFrame<'_>,
    (width, height): (usize, usize),
    columns: Range<usize>,
    rows: Range<usize>,
) -> RgbImage {
    let horizontal = Axis::new(frame.width, width, columns);
    let vertical = Axis::new(frame.height, height, rows);
    // Only these source rows are looked at.
    let source_rows = vertical.source();

    let width = horizontal.taps.len();
    let mut narrowed = vec![0; width * source_rows.len() * 3];
    for (row, out) in source_rows.clone().zip(narrowed.chunks_exact_mut(width.max(1) * 3)) {
        let source = &frame.data[row * frame.width * 4..][..frame.width * 4];
        for (tap, out) in horizontal.taps.iter().zip(out.chunks_exact_mut(3)) {
            let pixels = source[tap.start * 4..].chunks_exact(4);
            let mut sum = [ROUNDING; 3];
            for (pixel, weight) in pixels.zip(horizontal.weights(tap)) {
                for channel in 0..3 {
                    sum[channel] += i32::from(pixel[channel]) * weight;
                }
            }
            out.copy_from_slice(&sum.map(grey_level));
        }
    }

    let height = vertical.taps.len();
    let stride = width * 3;
    let mut data = vec![0; height * stride];
    let mut sums = vec![0; stride];
    for (tap, out) in vertical.taps.iter().zip(data.chunks_exact_mut(stride.max(1))) {
        sums.fill(ROUNDING);
        let first = tap.start - source_rows.start;
        for (row, weight) in narrowed[first * stride..].chunks_exact(stride.max(1)).zip(vertical.weights(tap))
        {
            for (sum, &value) in sums.iter_mut().zip(row) {
                *sum += i32::from(value) * weight;
            }
        }
        for (out, &sum) in out.iter_mut().zip(&sums) {
            *out = grey_level(sum);
        }
    }
    RgbImage { width, height, data }
}

/// Half a grey level, so that the shift rounds.
const ROUNDING: i32 = 1 << (PRECISION_BITS - 1);

fn grey_level(sum: i32) -> u8 {
    (sum >> PRECISION_BITS).clamp(0, 255) as u8
}

/// Which source places, with which weights, make each place of a resized axis.
struct Axis {
    taps: Vec<Tap>,
    weights: Vec<i32>,
}

struct Tap {
    /// First source place.
    start: usize,
    /// Weights of this and the following places, in `Axis::weights`.
    weights: Range<usize>,
}

impl Axis {
    /// Places `part` of an axis of `from` places resized to `to`.
    fn new(from: usize, to: usize, part: Range<usize>) -> Self {
        let mut axis = Self { taps: Vec::with_capacity(part.len()), weights: Vec::new() };
        for place in part {
            if from == to {
                axis.push(place, &[1.0]);
                continue;
            }
            let scale = from as f64 / to as f64;
            // The triangle reaches one source place either way, or one target place if larger.
            let reach = scale.max(1.0);
            let centre = (place as f64 + 0.5) * scale;
            // Both are cut towards zero; the first may be negative before.
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
        // No share is negative, so adding a half and cutting rounds.
        self.weights.extend(shares.iter().map(|share| {
            let share = if sum == 0.0 { *share } else { share / sum };
            (0.5 + share * one) as i32
        }));
        self.taps.push(Tap { start, weights: first..self.weights.len() });
    }

    fn weights<'a>(&'a self, tap: &Tap) -> impl Iterator<Item = i32> + 'a {
        self.weights[tap.weights.clone()].iter().copied()
    }

    /// Source places that any tap looks at.
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
        let data: Vec<u8> = (0..31 * 17 * 4).map(|i| (i * 37 % 256) as u8).collect();
        let frame = RgbaFrame { width: 31, height: 17, data: &data };
        let whole = resize(&frame, (20, 40), 0..20, 0..40);
        let part = resize(&frame, (20, 40), 3..15, 10..31);
        for row in 0..21 {
            let expected = &whole.data[((row + 10) * 20 + 3) * 3..][..12 * 3];
            assert_eq!(&part.data[row * 12 * 3..][..12 * 3], expected);
        }
    }
}
