//! Copies of a picture as it might have been taken just as well.

use rand::Rng;

use crate::SIZE;

/// A copy of a frame (`[3, 128, 128]`, in [-1, 1]): moved by up to 8 % of its side, up to 7 % larger or smaller, with up
/// to 15 % more or less contrast, and a little brighter or darker. It is not mirrored: writing would not be the same.
pub(super) fn copy(rng: &mut impl Rng, frame: &[f32]) -> Vec<f32> {
    let mut about = |spread: f32| (rng.random::<f32>() * 2.0 - 1.0) * spread;
    let side = SIZE as f32;
    let shift = [about(0.08) * side, about(0.08) * side];
    let scale = about(0.07).exp();
    let (contrast, brightness) = (about(0.15).exp(), about(0.15));
    // Where in the frame a column or a row of the copy comes from.
    let from = |at: usize, shift: f32| {
        let middle = 0.5 * (side - 1.0);
        (middle + (at as f32 - middle) * scale + shift).clamp(0.0, side - 1.0)
    };
    let mut copy = Vec::with_capacity(frame.len());
    for plane in frame.chunks_exact(SIZE * SIZE) {
        for y in 0..SIZE {
            let v = from(y, shift[1]);
            let (row, below) = (v as usize, (v as usize + 1).min(SIZE - 1));
            for x in 0..SIZE {
                let u = from(x, shift[0]);
                let (column, right) = (u as usize, (u as usize + 1).min(SIZE - 1));
                let of = |row: usize| {
                    let (one, other) = (plane[row * SIZE + column], plane[row * SIZE + right]);
                    one + u.fract() * (other - one)
                };
                let value = of(row) + v.fract() * (of(below) - of(row));
                copy.push((contrast * value + brightness).clamp(-1.0, 1.0));
            }
        }
    }
    copy
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn a_copy_is_the_same_picture_a_little_moved_and_in_other_light() {
        // Brighter to the right, darker downwards.
        let frame: Vec<f32> = (0..3 * SIZE * SIZE)
            .map(|at| ((at % SIZE) as f32 - (at / SIZE % SIZE) as f32) / (2 * SIZE) as f32)
            .collect();
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let mut copies = Vec::new();
        for _ in 0..20 {
            let copy = copy(&mut rng, &frame);
            assert_eq!(copy.len(), frame.len());
            let row = &copy[64 * SIZE..65 * SIZE];
            assert!(row.is_sorted() && row[0] < row[SIZE - 1]);
            let farthest = copy.iter().zip(&frame).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!((0.001..0.5).contains(&farthest), "{farthest}");
            copies.push(copy);
        }
        assert!(copies.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
