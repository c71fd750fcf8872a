//! Linear heads with a ridge penalty, in closed form.

use super::TeachError;
use super::cholesky::{dot, factorise, solve};
use super::standard::{Standard, check};

/// A linear head: a score for each class, near 1 for the class that is there and near 0 for the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Ridge {
    /// `[classes, width]`
    pub(super) weights: Vec<f32>,
    /// `[classes]`
    pub(super) bias: Vec<f32>,
}

impl Ridge {
    /// The score of each class.
    ///
    /// # Errors
    /// [`TeachError::Width`] where there is another number of features, [`TeachError::NotFinite`].
    pub fn scores(&self, features: &[f32]) -> Result<Vec<f32>, TeachError> {
        check(features, self.weights.len() / self.bias.len().max(1))?;
        let rows = self.weights.chunks_exact(features.len().max(1));
        let score = |row: &[f32]| row.iter().zip(features).map(|(weight, value)| weight * value).sum::<f32>();
        Ok(rows.zip(&self.bias).map(|(row, bias)| score(row) + bias).collect())
    }

    /// A head that is given weights for standardised features: `[classes, width]`, and biases for the standard's mean.
    pub(super) fn unfold(weights: &[f64], bias: &[f64], mean: &[f64], scale: &[f64]) -> Self {
        let width = mean.len();
        let unscaled: Vec<f64> =
            weights.iter().enumerate().map(|(at, weight)| weight / scale[at % width]).collect();
        let shift = |class: usize| dot(&unscaled[class * width..(class + 1) * width], mean);
        let bias = bias.iter().enumerate().map(|(class, bias)| (bias - shift(class)) as f32).collect();
        Self { weights: unscaled.into_iter().map(|weight| weight as f32).collect(), bias }
    }
}

/// Fits a head to samples with their classes, at a cost that grows with the samples and hardly with the features: the
/// dual form. The solution is that of [`super::lesson::Lesson::fit`]; `ridge` is the same there.
///
/// Features are standardised by `standard`, or by the samples' own mean and deviation.
///
/// # Errors
/// [`TeachError`], where samples or classes do not fit together, or there is no unique solution.
pub fn fit<S: AsRef<[f32]>>(
    samples: &[(S, usize)],
    classes: usize,
    ridge: f64,
    standard: Option<&Standard>,
) -> Result<Ridge, TeachError> {
    let features: Vec<&[f32]> = samples.iter().map(|(features, _)| features.as_ref()).collect();
    let own = Standard::estimate(&features)?;
    let scale = &standard.unwrap_or(&own).scale;
    let (count, width) = (samples.len(), own.mean.len());
    check(scale, width)?;
    let mut shares = vec![0.0; classes];
    for (_, class) in samples {
        *shares.get_mut(*class).ok_or(TeachError::Class { given: *class, classes })? += 1.0 / count as f64;
    }
    let rows: Vec<Vec<f64>> = features
        .iter()
        .map(|features| {
            let centred = features.iter().zip(&own.mean).zip(scale);
            centred.map(|((value, mean), scale)| f64::from((value - mean) / scale)).collect()
        })
        .collect();
    let mut kernel = vec![0.0; count * count];
    for row in 0..count {
        for column in 0..=row {
            kernel[row * count + column] = dot(&rows[row], &rows[column]) / count as f64;
        }
        kernel[row * count + row] += ridge;
    }
    if !factorise(&mut kernel, count) {
        return Err(TeachError::Singular { ridge });
    }
    let mut weights = vec![0.0; classes * width];
    for (class, weights) in weights.chunks_exact_mut(width).enumerate() {
        let target = |own: usize| f64::from(u8::from(own == class)) - shares[class];
        let mut side: Vec<f64> = samples.iter().map(|(_, own)| target(*own) / count as f64).collect();
        solve(&kernel, &mut side);
        for (row, share) in rows.iter().zip(side) {
            weights.iter_mut().zip(row).for_each(|(weight, value)| *weight += share * value);
        }
    }
    let wide = |values: &[f32]| -> Vec<f64> { values.iter().map(|value| f64::from(*value)).collect() };
    Ok(Ridge::unfold(&weights, &shares, &wide(&own.mean), &wide(scale)))
}
