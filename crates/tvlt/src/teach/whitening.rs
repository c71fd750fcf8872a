//! Features in which what does not matter varies little: the light, the place, the microphone.

use super::TeachError;
use super::cholesky::factorise;
use super::standard::check;

/// A linear map that makes the directions short in which features of one and the same thing vary from session to
/// session. A ridge regression on the mapped features is one whose penalty is larger in these directions
/// (within-class covariance normalisation; A. Hatch, S. Kajarekar and A. Stolcke, 2006).
#[derive(Debug, Clone, PartialEq)]
pub struct Whitening {
    /// Cholesky factor of the identity plus the covariance: `[width, width]`, its lower triangle.
    factor: Vec<f32>,
    width: usize,
}

impl Whitening {
    /// From deviations: features, on one scale, of clips of many sessions, each without the mean of its thing over all
    /// sessions. `strength` is how much their covariance counts beside the identity.
    ///
    /// # Errors
    /// [`TeachError::Width`] where deviations differ in their number of features, [`TeachError::NoSamples`].
    pub fn new<S: AsRef<[f32]>>(deviations: &[S], strength: f64) -> Result<Self, TeachError> {
        let width = deviations.first().ok_or(TeachError::NoSamples)?.as_ref().len();
        let weight = strength / deviations.len() as f64;
        let mut matrix = vec![0.0f64; width * width];
        for deviation in deviations {
            check(deviation.as_ref(), width)?;
            let values: Vec<f64> = deviation.as_ref().iter().map(|value| f64::from(*value)).collect();
            for (row, sums) in matrix.chunks_exact_mut(width).enumerate() {
                let factor = weight * values[row];
                sums.iter_mut().zip(&values[..=row]).for_each(|(sum, value)| *sum += factor * value);
            }
        }
        (0..width).for_each(|at| matrix[at * width + at] += 1.0);
        if !factorise(&mut matrix, width) {
            return Err(TeachError::Singular { ridge: 1.0 });
        }
        Ok(Self { factor: matrix.into_iter().map(|value| value as f32).collect(), width })
    }

    /// Maps features that are on the same scale.
    ///
    /// # Errors
    /// [`TeachError::Width`] where there is another number of features.
    pub fn apply(&self, features: &mut [f32]) -> Result<(), TeachError> {
        check(features, self.width)?;
        for row in 0..self.width {
            let own = &self.factor[row * self.width..];
            let before: f32 = own.iter().zip(&features[..row]).map(|(factor, value)| factor * value).sum();
            features[row] = (features[row] - before) / own[row];
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_between_sessions_gets_short_and_the_rest_stays() {
        // Sessions differ along (1, 1).
        let whitening = Whitening::new(&[[3.0, 3.0], [-3.0, -3.0]], 10.0).unwrap();
        let length = |mut features: [f32; 2]| {
            whitening.apply(&mut features).unwrap();
            features[0].hypot(features[1]) / std::f32::consts::SQRT_2
        };
        assert!(length([1.0, 1.0]) < 0.1, "{}", length([1.0, 1.0]));
        assert!((length([1.0, -1.0]) - 1.0).abs() < 1e-4, "{}", length([1.0, -1.0]));
        assert_eq!(Whitening::new::<[f32; 2]>(&[], 1.0), Err(TeachError::NoSamples));
        assert!(whitening.apply(&mut [1.0]).is_err());
    }
}
