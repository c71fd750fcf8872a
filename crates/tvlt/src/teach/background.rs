//! The features of an empty scene, which are subtracted from those of every picture of that scene.

use super::TeachError;

/// The running mean of a scene's features.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Background {
    sums: Vec<f64>,
    count: usize,
}

impl Background {
    /// Takes in the features of one picture of the empty scene.
    ///
    /// # Errors
    /// [`TeachError::Width`] where it has another number of features than those before.
    pub fn add(&mut self, features: &[f32]) -> Result<(), TeachError> {
        if self.count == 0 {
            self.sums = vec![0.0; features.len()];
        }
        self.check(features)?;
        self.sums.iter_mut().zip(features).for_each(|(sum, value)| *sum += f64::from(*value));
        self.count += 1;
        Ok(())
    }

    /// The mean; `None` where no picture was taken in.
    pub fn mean(&self) -> Option<Vec<f32>> {
        let count = self.count as f64;
        (self.count > 0).then(|| self.sums.iter().map(|sum| (sum / count) as f32).collect())
    }

    /// Subtracts the scene's mean; nothing where no empty picture was taken in.
    ///
    /// # Errors
    /// [`TeachError::Width`] where there is another number of features.
    pub fn subtract(&self, features: &mut [f32]) -> Result<(), TeachError> {
        if self.count > 0 {
            self.check(features)?;
            let count = self.count as f64;
            features.iter_mut().zip(&self.sums).for_each(|(value, sum)| *value -= (sum / count) as f32);
        }
        Ok(())
    }

    fn check(&self, features: &[f32]) -> Result<(), TeachError> {
        let (given, expected) = (features.len(), self.sums.len());
        if given == expected { Ok(()) } else { Err(TeachError::Width { given, expected }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_the_scene_is_subtracted() {
        let mut scene = Background::default();
        let mut features = [5.0, 7.0];
        scene.subtract(&mut features).unwrap();
        assert_eq!(features, [5.0, 7.0]);
        scene.add(&[1.0, 2.0]).unwrap();
        scene.add(&[3.0, 2.0]).unwrap();
        scene.subtract(&mut features).unwrap();
        assert_eq!(features, [3.0, 5.0]);
        assert_eq!(scene.add(&[1.0]), Err(TeachError::Width { given: 1, expected: 2 }));
    }
}
