//! Solves linear equations with a symmetric positive definite matrix.

/// Replaces the lower triangle of `matrix` (`[size, size]`) by its Cholesky factor; the rest is not used. `false`
/// where the matrix is not positive definite.
pub(super) fn factorise(matrix: &mut [f64], size: usize) -> bool {
    for row in 0..size {
        let (above, own) = matrix.split_at_mut(row * size);
        for column in 0..row {
            let other = &above[column * size..];
            own[column] = (own[column] - dot(&own[..column], &other[..column])) / other[column];
        }
        let rest = own[row] - dot(&own[..row], &own[..row]);
        if !(rest.is_finite() && rest > 0.0) {
            return false;
        }
        own[row] = rest.sqrt();
    }
    true
}

/// Solves the equations of one right side in place, with the factor that [`factorise`] leaves.
pub(super) fn solve(factor: &[f64], side: &mut [f64]) {
    let size = side.len();
    for row in 0..size {
        let own = &factor[row * size..];
        side[row] = (side[row] - dot(&own[..row], &side[..row])) / own[row];
    }
    for row in (0..size).rev() {
        let own = &factor[row * size..];
        let value = side[row] / own[row];
        side[row] = value;
        for (left, factor) in side[..row].iter_mut().zip(own) {
            *left -= factor * value;
        }
    }
}

/// Sum of products, in four sums side by side, which processors compute at once.
pub(super) fn dot(one: &[f64], other: &[f64]) -> f64 {
    let (one, one_rest) = one.as_chunks::<4>();
    let (other, other_rest) = other.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (a, b) in one.iter().zip(other) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = one_rest.iter().zip(other_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system_has_its_solution() {
        // [[4, 2], [2, 3]] x = [2, 5] has x = [-0.5, 2].
        let mut matrix = [4.0, f64::NAN, 2.0, 3.0];
        assert!(factorise(&mut matrix, 2));
        let mut side = [2.0, 5.0];
        solve(&matrix, &mut side);
        assert!((side[0] + 0.5).abs() < 1e-12 && (side[1] - 2.0).abs() < 1e-12, "{side:?}");
    }

    #[test]
    fn a_matrix_that_is_not_positive_is_refused() {
        assert!(!factorise(&mut [1.0, 0.0, 2.0, 1.0], 2));
        assert!(!factorise(&mut [f64::NAN], 1));
    }
}
