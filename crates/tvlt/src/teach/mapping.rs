//! From a model's features to the fewer ones that a head learns on: one linear map.

use super::TeachError;
use super::projection::Projection;
use super::ridge::Ridge;
use super::standard::{Standard, check};

/// Subtracts a mean, divides by a scale and multiplies by a matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    standard: Standard,
    /// `[width, features]`; `None` leaves the features as they are.
    rows: Option<Vec<f32>>,
    width: usize,
    /// The mean, mapped without being subtracted from anything: `[width]`
    mean: Vec<f32>,
}

impl Mapping {
    /// The mapping by a matrix `rows`, `[width, features]`, of standardised features.
    ///
    /// # Errors
    /// [`TeachError::Width`] where the matrix has no whole rows, [`TeachError::NotFinite`].
    pub fn new(standard: Standard, rows: Vec<f32>) -> Result<Self, TeachError> {
        let features = standard.mean.len();
        check(&standard.scale, features)?;
        check(&rows, rows.len())?;
        if features == 0 || rows.is_empty() || !rows.len().is_multiple_of(features) {
            return Err(TeachError::Width { given: rows.len(), expected: features });
        }
        let width = rows.len() / features;
        Self::of(standard, Some(rows), width)
    }

    /// The mapping to `most` features by a random projection; no more than a change of scale where there are not more.
    ///
    /// # Errors
    /// [`TeachError::Width`] where mean and scale differ in length, [`TeachError::NotFinite`].
    pub fn projected(standard: Standard, most: usize) -> Result<Self, TeachError> {
        let features = standard.mean.len();
        check(&standard.scale, features)?;
        if features <= most {
            return Self::of(standard, None, features);
        }
        let rows = Projection::new(0, features, most).rows().to_vec();
        Self::of(standard, Some(rows), most)
    }

    fn of(standard: Standard, rows: Option<Vec<f32>>, width: usize) -> Result<Self, TeachError> {
        let mut mapping = Self { standard, rows, width, mean: Vec::new() };
        mapping.mean = mapping.apply(&mapping.standard.mean)?;
        Ok(mapping)
    }

    /// Number of features before the mapping.
    pub fn features(&self) -> usize {
        self.standard.scale.len()
    }

    /// Number of features after the mapping.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The mean, mapped: what [`apply`](Self::apply) does not subtract. `[width]`
    pub fn mean(&self) -> &[f32] {
        &self.mean
    }

    /// Maps features without subtracting the mean, so that the result of a difference is the difference of results:
    /// `[features]` to `[width]`.
    ///
    /// # Errors
    /// [`TeachError::Width`] where there is another number of features, [`TeachError::NotFinite`].
    pub fn apply(&self, features: &[f32]) -> Result<Vec<f32>, TeachError> {
        check(features, self.standard.scale.len())?;
        let scaled: Vec<f32> =
            features.iter().zip(&self.standard.scale).map(|(value, scale)| value / scale).collect();
        let Some(rows) = &self.rows else { return Ok(scaled) };
        Ok(rows.chunks_exact(scaled.len()).map(|row| dot(row, &scaled)).collect())
    }

    /// The head for features as they are from a head for mapped features with the mean subtracted.
    pub(super) fn unfold(&self, head: &Ridge) -> Ridge {
        let features = self.standard.scale.len();
        let (mut weights, mut bias) = (Vec::new(), Vec::new());
        for (own, own_bias) in head.weights.chunks_exact(self.width.max(1)).zip(&head.bias) {
            let mut row = match &self.rows {
                None => own.to_vec(),
                Some(rows) => {
                    let mut sum = vec![0.0; features];
                    for (weight, row) in own.iter().zip(rows.chunks_exact(features)) {
                        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
                    }
                    sum
                }
            };
            row.iter_mut().zip(&self.standard.scale).for_each(|(weight, scale)| *weight /= scale);
            weights.extend(row);
            bias.push(own_bias - dot(own, &self.mean));
        }
        Ridge { weights, bias }
    }
}

/// Sum of products, in eight sums side by side.
fn dot(one: &[f32], other: &[f32]) -> f32 {
    let (one, one_rest) = one.as_chunks::<8>();
    let (other, other_rest) = other.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (a, b) in one.iter().zip(other) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f32>() + one_rest.iter().zip(other_rest).map(|(a, b)| a * b).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unfolded_head_scores_features_as_the_head_scores_mapped_ones() {
        let standard = Standard { mean: vec![1.0, -2.0, 0.5], scale: vec![2.0, 0.5, 1.0] };
        let head = Ridge { weights: vec![0.3, -0.7, 1.1, 0.2], bias: vec![0.1, -0.4] };
        let mapping = Mapping::new(standard.clone(), vec![1.0, 2.0, 3.0, -1.0, 0.5, 0.0]).unwrap();
        let features = [0.7, 1.9, -3.0];
        let mut mapped = mapping.apply(&features).unwrap();
        mapped.iter_mut().zip(mapping.mean()).for_each(|(value, mean)| *value -= mean);
        let expected = head.scores(&mapped).unwrap();
        let found = mapping.unfold(&head).scores(&features).unwrap();
        expected
            .iter()
            .zip(&found)
            .for_each(|(a, b)| assert!((a - b).abs() < 1e-5, "{expected:?} {found:?}"));
        assert!(Mapping::new(standard, vec![1.0; 4]).is_err());
    }

    #[test]
    fn few_features_are_put_on_one_scale_and_many_are_projected() {
        let standard = |width| Standard { mean: vec![0.0; width], scale: vec![2.0; width] };
        assert_eq!(Mapping::projected(standard(2), 4).unwrap().apply(&[1.0, 4.0]).unwrap(), [0.5, 2.0]);
        assert_eq!(Mapping::projected(standard(10), 4).unwrap().width(), 4);
    }
}
