//! What a camera's compression takes away: JPEG's cosine transform of 8 x 8 blocks, coarsely rounded.

use std::sync::OnceLock;

use super::SIZE;

/// Side of a block.
const BLOCK: usize = 8;

/// The luminance table of the JPEG standard (ITU-T T.81, K.1).
const LUMINANCE: [[u8; BLOCK]; BLOCK] = [
    [16, 11, 10, 16, 24, 40, 51, 61],
    [12, 12, 14, 19, 26, 58, 60, 55],
    [14, 13, 16, 24, 40, 57, 69, 56],
    [14, 17, 22, 29, 51, 87, 80, 62],
    [18, 22, 37, 56, 68, 109, 103, 77],
    [24, 35, 55, 64, 81, 104, 113, 92],
    [49, 64, 78, 87, 103, 121, 120, 101],
    [72, 92, 95, 98, 112, 100, 103, 99],
];

type Square = [[f32; BLOCK]; BLOCK];

/// Rounds the frame `planes` (`[3, 128, 128]`: red, green and blue, 0 to 1) as JPEG of a `quality` from 1
/// to 100 would; colours are rounded as if at half the resolution, as cameras do.
pub(super) fn compress(planes: &mut [f32], quality: f32) {
    // The scale of the Independent JPEG Group.
    let scale = if quality < 50.0 { 50.0 / quality } else { 2.0 - quality / 50.0 };
    let (red, rest) = planes.split_at_mut(SIZE * SIZE);
    let (green, blue) = rest.split_at_mut(SIZE * SIZE);
    for ((red, green), blue) in red.iter_mut().zip(green.iter_mut()).zip(blue.iter_mut()) {
        let luma = 0.299 * *red + 0.587 * *green + 0.114 * *blue;
        (*green, *blue, *red) = ((*blue - luma) * 0.564, (*red - luma) * 0.713, luma);
    }
    for (plane, colour) in [(&mut *red, false), (&mut *green, true), (&mut *blue, true)] {
        for y in (0..SIZE).step_by(BLOCK) {
            for x in (0..SIZE).step_by(BLOCK) {
                round_block(plane, x, y, scale, colour);
            }
        }
    }
    for ((red, green), blue) in red.iter_mut().zip(green.iter_mut()).zip(blue.iter_mut()) {
        let (luma, cb, cr) = (*red, *green, *blue);
        *red = (luma + 1.402 * cr).clamp(0.0, 1.0);
        *green = (luma - 0.344 * cb - 0.714 * cr).clamp(0.0, 1.0);
        *blue = (luma + 1.772 * cb).clamp(0.0, 1.0);
    }
}

fn round_block(plane: &mut [f32], x: usize, y: usize, scale: f32, colour: bool) {
    let mut block: Square = Default::default();
    for (row, out) in block.iter_mut().enumerate() {
        let start = (y + row) * SIZE + x;
        out.copy_from_slice(&plane[start..start + BLOCK]);
    }
    let waves = waves();
    let mut sizes = product(&product(waves, &block), &transposed(waves));
    for (row, line) in sizes.iter_mut().enumerate() {
        for (column, value) in line.iter_mut().enumerate() {
            let step = if colour {
                // Of twice as large a block, only the longer waves are left.
                if row.max(column) >= BLOCK / 2 {
                    *value = 0.0;
                    continue;
                }
                f32::from(LUMINANCE[2 * row][2 * column]) * 1.5
            } else {
                f32::from(LUMINANCE[row][column])
            };
            let step = (step * scale).max(1.0) / 255.0;
            *value = (*value / step).round() * step;
        }
    }
    let back = product(&product(&transposed(waves), &sizes), waves);
    for (row, line) in back.iter().enumerate() {
        let start = (y + row) * SIZE + x;
        plane[start..start + BLOCK].copy_from_slice(line);
    }
}

/// The cosine transform's matrix, one wave a row, each of length 1.
fn waves() -> &'static Square {
    static WAVES: OnceLock<Square> = OnceLock::new();
    WAVES.get_or_init(|| {
        std::array::from_fn(|wave| {
            let length = if wave == 0 { (1.0 / BLOCK as f32).sqrt() } else { (2.0 / BLOCK as f32).sqrt() };
            std::array::from_fn(|place| {
                let turn = (place as f32 + 0.5) * wave as f32 / BLOCK as f32;
                length * (std::f32::consts::PI * turn).cos()
            })
        })
    })
}

fn product(left: &Square, right: &Square) -> Square {
    let mut out: Square = Default::default();
    for (line, left) in out.iter_mut().zip(left) {
        for (factor, row) in left.iter().zip(right) {
            for (value, other) in line.iter_mut().zip(row) {
                *value += factor * other;
            }
        }
    }
    out
}

fn transposed(square: &Square) -> Square {
    std::array::from_fn(|row| std::array::from_fn(|column| square[column][row]))
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn frame(seed: u64) -> Vec<f32> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        (0..3 * SIZE * SIZE).map(|_| rng.random()).collect()
    }

    fn error(one: &[f32], other: &[f32]) -> f32 {
        one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f32>() / one.len() as f32
    }

    #[test]
    fn the_range_stays_and_lower_quality_loses_more() {
        let own = frame(1);
        let lossy = |quality: f32| {
            let mut planes = own.clone();
            compress(&mut planes, quality);
            assert!(planes.iter().all(|value| (0.0..=1.0).contains(value)));
            error(&own, &planes)
        };
        let (best, good, bad) = (lossy(98.0), lossy(60.0), lossy(10.0));
        assert!(best < good && good < bad, "{best} {good} {bad}");
    }

    #[test]
    fn a_plain_frame_stays_as_it_is() {
        let mut planes: Vec<f32> =
            [0.8, 0.5, 0.2].iter().flat_map(|value| vec![*value; SIZE * SIZE]).collect();
        let own = planes.clone();
        compress(&mut planes, 40.0);
        // Rounding steps of a block's mean: 16 * 1.25 / 8 of 255 for grey, a little more for colour.
        assert!(planes.iter().zip(&own).all(|(a, b)| (a - b).abs() < 0.03));
    }
}
