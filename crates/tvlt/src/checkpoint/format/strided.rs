//! Tensors whose numbers do not lie row by row.

/// The numbers in row-major order, of a tensor whose first number is the first of `numbers`. `strides` says how many
/// numbers further the next one of each dimension lies. `None` where the shape needs numbers that are not there.
pub(super) fn row_by_row(numbers: &[f32], shape: &[usize], strides: &[usize]) -> Option<Vec<f32>> {
    if shape.contains(&0) {
        return Some(Vec::new());
    }
    let (Some((&columns, shape)), Some((&step, strides))) = (shape.split_last(), strides.split_last()) else {
        return numbers.get(..1).map(<[f32]>::to_vec);
    };
    let mut rows = vec![0usize];
    for (&length, &stride) in shape.iter().zip(strides) {
        rows = rows.into_iter().flat_map(|row| (0..length).map(move |at| row + at * stride)).collect();
    }
    let places = rows.into_iter().flat_map(|row| (0..columns).map(move |at| row + at * step));
    places.map(|place| numbers.get(place).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `numpy.lib.stride_tricks.as_strided(numpy.arange(12.0), shape, strides)`
    #[test]
    fn every_order_becomes_row_by_row() {
        let numbers: Vec<f32> = (0..12u8).map(f32::from).collect();
        let read = |shape: &[usize], strides: &[usize]| row_by_row(&numbers, shape, strides);
        // Transposed.
        assert_eq!(read(&[2, 3], &[1, 2]).expect("there"), [0.0, 2.0, 4.0, 1.0, 3.0, 5.0]);
        // Channels last: [1, 3, 2, 2].
        let last = [0.0, 3.0, 6.0, 9.0, 1.0, 4.0, 7.0, 10.0, 2.0, 5.0, 8.0, 11.0];
        assert_eq!(read(&[1, 3, 2, 2], &[12, 1, 6, 3]).expect("there"), last);
        // Every other column of a part of a larger tensor.
        assert_eq!(read(&[2, 2], &[6, 2]).expect("there"), [0.0, 2.0, 6.0, 8.0]);
        assert_eq!(read(&[3], &[4]).expect("there"), [0.0, 4.0, 8.0]);
        assert_eq!(read(&[], &[]).expect("there"), [0.0]);
        assert!(read(&[usize::MAX, 0], &[1, 1]).expect("empty").is_empty());
        assert_eq!(read(&[2, 3], &[12, 1]), None);
    }
}
