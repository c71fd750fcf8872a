//! Fewer features, by a random projection.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::TeachError;
use super::standard::check;

/// A fixed random projection to fewer features (D. Achlioptas, "Database-friendly random projections", 2003): each
/// new feature is the sum of all old ones with random signs, so that distances stay about the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// `[to, from]`, plus or minus the same number.
    signs: Vec<f32>,
    from: usize,
}

impl Projection {
    /// The projection of `from` features to `to` with this seed, the same on every machine.
    pub fn new(seed: u64, from: usize, to: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let size = 1.0 / (to.max(1) as f32).sqrt();
        let signs = (0..from * to).map(|_| if rng.random::<bool>() { size } else { -size }).collect();
        Self { signs, from }
    }

    /// The projection as a matrix: `[to, from]`
    pub fn rows(&self) -> &[f32] {
        &self.signs
    }

    /// Projects features that are on one scale.
    ///
    /// # Errors
    /// [`TeachError::Width`] where there is another number of features.
    pub fn apply(&self, features: &[f32]) -> Result<Vec<f32>, TeachError> {
        check(features, self.from)?;
        let rows = self.signs.chunks_exact(self.from.max(1));
        Ok(rows.map(|row| row.iter().zip(features).map(|(sign, value)| sign * value).sum()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_stay_about_the_same() {
        let projection = Projection::new(1, 900, 256);
        assert_eq!(projection, Projection::new(1, 900, 256));
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        for _ in 0..20 {
            let features: Vec<f32> = (0..900).map(|_| rng.random_range(-1.0..1.0)).collect();
            let projected = projection.apply(&features).unwrap();
            assert_eq!(projected.len(), 256);
            let length = |values: &[f32]| values.iter().map(|value| value * value).sum::<f32>().sqrt();
            let ratio = length(&projected) / length(&features);
            assert!((0.8..1.2).contains(&ratio), "{ratio}");
        }
        assert!(projection.apply(&[0.0; 5]).is_err());
    }
}
