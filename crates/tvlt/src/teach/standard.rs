//! Features on one scale.

use super::TeachError;

/// A deviation below this share of the mean one is raised to it, so that features that hardly vary do not count more
/// than the others.
const LEAST: f64 = 1e-3;

/// Mean and scale of each feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Standard {
    /// Mean of each feature.
    pub mean: Vec<f32>,
    /// Standard deviation of each feature, above zero.
    pub scale: Vec<f32>,
}

impl Standard {
    /// Mean and standard deviation of samples.
    ///
    /// # Errors
    /// [`TeachError::NoSamples`], or [`TeachError::Width`] where the samples differ in their number of features.
    pub fn estimate<S: AsRef<[f32]>>(samples: &[S]) -> Result<Self, TeachError> {
        let width = samples.first().ok_or(TeachError::NoSamples)?.as_ref().len();
        let count = samples.len() as f64;
        let mut mean = vec![0.0f64; width];
        for sample in samples {
            check(sample.as_ref(), width)?;
            mean.iter_mut().zip(sample.as_ref()).for_each(|(sum, value)| *sum += f64::from(*value) / count);
        }
        let mut variance = vec![0.0f64; width];
        for sample in samples {
            for ((sum, value), mean) in variance.iter_mut().zip(sample.as_ref()).zip(&mean) {
                *sum += (f64::from(*value) - mean).powi(2) / count;
            }
        }
        let scale = scales(&variance).into_iter().map(|scale| scale as f32).collect();
        Ok(Self { mean: mean.into_iter().map(|mean| mean as f32).collect(), scale })
    }

    /// Subtracts the mean and divides by the scale.
    ///
    /// # Errors
    /// [`TeachError::Width`] where there is another number of features.
    pub fn apply(&self, features: &mut [f32]) -> Result<(), TeachError> {
        check(features, self.mean.len())?;
        for ((value, mean), scale) in features.iter_mut().zip(&self.mean).zip(&self.scale) {
            *value = (*value - mean) / scale;
        }
        Ok(())
    }
}

/// Standard deviations from variances, none of them too small to divide by.
pub(super) fn scales(variance: &[f64]) -> Vec<f64> {
    let deviations: Vec<f64> = variance.iter().map(|variance| variance.max(0.0).sqrt()).collect();
    let mean = deviations.iter().sum::<f64>() / deviations.len().max(1) as f64;
    let least = if mean > 0.0 { LEAST * mean } else { 1.0 };
    deviations.into_iter().map(|deviation| deviation.max(least)).collect()
}

pub(super) fn check(features: &[f32], expected: usize) -> Result<(), TeachError> {
    if features.len() != expected {
        return Err(TeachError::Width { given: features.len(), expected });
    }
    if features.iter().all(|value| value.is_finite()) { Ok(()) } else { Err(TeachError::NotFinite) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_get_a_mean_of_zero_and_a_deviation_of_one() {
        let samples = [[1.0, 5.0], [3.0, 5.0]];
        let standard = Standard::estimate(&samples).unwrap();
        let mut features = samples[1];
        standard.apply(&mut features).unwrap();
        assert_eq!(features, [1.0, 0.0]);
        assert_eq!(Standard::estimate(&[[f32::NAN]]), Err(TeachError::NotFinite));
        assert_eq!(Standard::estimate::<[f32; 1]>(&[]), Err(TeachError::NoSamples));
    }
}
