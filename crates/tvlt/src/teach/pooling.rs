//! One vector from many tokens.

use super::TeachError;

/// Appends the mean and the standard deviation over tokens to `pooled`, `width` numbers each.
///
/// `tokens` is `[tokens, width]`: the hidden states of one layer for the tokens of one modality, without the class
/// token. Called for several layers, it makes one vector of all of them.
///
/// # Errors
/// [`TeachError::Width`] where the numbers are no whole tokens, [`TeachError::NoSamples`] without any token.
pub fn pool(tokens: &[f32], width: usize, pooled: &mut Vec<f32>) -> Result<(), TeachError> {
    if tokens.is_empty() || width == 0 {
        return Err(TeachError::NoSamples);
    }
    if !tokens.len().is_multiple_of(width) {
        return Err(TeachError::Width { given: tokens.len() % width, expected: width });
    }
    let count = (tokens.len() / width) as f64;
    let mut sums = vec![[0.0f64; 2]; width];
    for token in tokens.chunks_exact(width) {
        for ([sum, squares], value) in sums.iter_mut().zip(token) {
            let value = f64::from(*value);
            *sum += value;
            *squares += value * value;
        }
    }
    pooled.extend(sums.iter().map(|[sum, _]| (sum / count) as f32));
    let deviation = |sum: f64, squares: f64| (squares / count - (sum / count).powi(2)).max(0.0).sqrt();
    pooled.extend(sums.iter().map(|[sum, squares]| deviation(*sum, *squares) as f32));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_deviation_follow_each_other_layer_by_layer() {
        let mut pooled = Vec::new();
        pool(&[1.0, 10.0, 3.0, 10.0], 2, &mut pooled).unwrap();
        pool(&[5.0], 1, &mut pooled).unwrap();
        assert_eq!(pooled, [2.0, 10.0, 1.0, 0.0, 5.0, 0.0]);
        assert_eq!(pool(&[1.0; 3], 2, &mut pooled), Err(TeachError::Width { given: 1, expected: 2 }));
        assert_eq!(pool(&[], 2, &mut pooled), Err(TeachError::NoSamples));
    }
}
