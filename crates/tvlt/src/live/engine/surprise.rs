//! How far filled-in patches are from the hidden ones.

/// The mean squared error of the patches that count; `None` where none does. `decoded` and `patches` are `[patches,
/// numbers]`, `counted` has one flag for each patch.
pub(super) fn mean_error(decoded: &[f32], patches: &[f32], counted: &[bool]) -> Option<f32> {
    let length = decoded.len() / counted.len().max(1);
    let (mut sum, mut count) = (0.0_f64, 0_usize);
    for patch in (0..counted.len()).filter(|patch| counted[*patch]) {
        let range = patch * length..(patch + 1) * length;
        let pairs = decoded[range.clone()].iter().zip(&patches[range]);
        sum += pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>();
        count += length;
    }
    (count > 0).then(|| (sum / count as f64) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_patches_that_count_are_counted() {
        let (decoded, patches) = ([1.0, 1.0, 5.0, 5.0, 0.0, 2.0], [1.0, 2.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(mean_error(&decoded, &patches, &[true, false, true]), Some(1.25));
        assert_eq!(mean_error(&decoded, &patches, &[false; 3]), None);
        assert_eq!(mean_error(&[], &[], &[]), None);
    }
}
