//! How much a clip resembles what was taught, compared with any other thing: a likelihood ratio.

use super::TeachError;
use super::mapping::Mapping;
use super::standard::check;

/// A lead of 1 is a likelihood ratio of e to the power of this many.
const NATS: f64 = 10.0;

/// A class whose own mean leads less than this over "nothing" does not differ from it: a thing that was shown in silence
/// has the sound of the empty room.
const LEAST_LEAD: f32 = 0.2;

/// How much more the lead of a class falls where "nothing" is likelier.
const STEEP: f64 = 4.0;

/// What is known of each class, for the question whether a clip is of it or of something that was never taught.
///
/// In mapped features, clips of one thing in different sessions vary by 1 about their mean, and the means of different
/// things vary by `between` about the origin, both normally. A class that was taught in one session is one such clip.
/// (The two-covariance model of speaker recognition: N. Brümmer and E. de Villiers, "The speaker partitioning problem",
/// 2010; also called probabilistic linear discriminant analysis.)
#[derive(Debug, Clone, PartialEq)]
pub struct Familiarity {
    mapping: Mapping,
    /// Variance of the means of things: `[width]`
    between: Vec<f32>,
    /// Mean of the mapped features of each class and of "nothing", the last; `None` where it was not taught.
    means: Vec<Option<Vec<f32>>>,
}

impl Familiarity {
    /// From the `mapping` and the variance `between` things of a prior, and the mean of the mapped features, less the
    /// mapped mean, of each class and of "nothing", the last; `None` where it was not taught.
    ///
    /// # Errors
    /// [`TeachError::Width`] where they do not fit together, [`TeachError::NotFinite`].
    pub fn new(
        mapping: Mapping,
        between: Vec<f32>,
        means: Vec<Option<Vec<f32>>>,
    ) -> Result<Self, TeachError> {
        let width = mapping.width();
        check(&between, width)?;
        means.iter().flatten().try_for_each(|mean| check(mean, width))?;
        Ok(Self { mapping, between, means })
    }

    /// The mapping.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Variance of the means of things: `[width]`
    pub fn between(&self) -> &[f32] {
        &self.between
    }

    /// Mean of each class and of "nothing"; see [`new`](Self::new).
    pub fn means(&self) -> &[Option<Vec<f32>>] {
        &self.means
    }

    /// Whether each class differs from "nothing": whether its own mean has a lead. `[classes]`
    pub(super) fn stands_out(&self) -> Vec<bool> {
        let Some((nothing, classes)) = self.means.split_last() else { return Vec::new() };
        let stands_out = |mean: &Option<Vec<f32>>| {
            let Some(mean) = mean else { return false };
            let clip: Vec<f64> = mean.iter().map(|value| f64::from(*value)).collect();
            let nothing = nothing.as_ref().map_or(f64::NEG_INFINITY, |nothing| self.ratio(&clip, nothing));
            lead(self.ratio(&clip, mean), nothing) > LEAST_LEAD
        };
        classes.iter().map(stands_out).collect()
    }

    /// The lead of each class: how much more likely it makes the features than another thing does, or "nothing" where
    /// that is likelier. 0 for a class that was not taught. `[features]` to `[classes]`
    ///
    /// # Errors
    /// [`TeachError::Width`] where there is another number of features, [`TeachError::NotFinite`].
    pub fn leads(&self, features: &[f32]) -> Result<Vec<f32>, TeachError> {
        let mapped = self.mapping.apply(features)?;
        let pairs = mapped.iter().zip(self.mapping.mean());
        let clip: Vec<f64> = pairs.map(|(value, mean)| f64::from(value - mean)).collect();
        let ratio = |mean: &Option<Vec<f32>>| mean.as_ref().map(|mean| self.ratio(&clip, mean));
        let Some((nothing, classes)) = self.means.split_last() else { return Ok(Vec::new()) };
        let nothing = ratio(nothing).unwrap_or(f64::NEG_INFINITY);
        let lead = |mean| ratio(mean).map_or(0.0, |ratio| lead(ratio, nothing));
        Ok(classes.iter().map(lead).collect())
    }

    /// Logarithm of the likelihood ratio of a clip being of a class with this mean, and of being of another thing.
    fn ratio(&self, clip: &[f64], mean: &[f32]) -> f64 {
        let features = clip.iter().zip(mean).zip(&self.between);
        let ratio = features.map(|((value, mean), between)| {
            let between = f64::from(*between);
            let all = 1.0 + between;
            // What is expected of the thing's mean after one session, and how sure that is.
            let (expected, variance) = (between / all * f64::from(*mean), 1.0 + between / all);
            value * value / all - (value - expected).powi(2) / variance + (all / variance).ln()
        });
        0.5 * ratio.sum::<f64>()
    }
}

/// The lead of a class by the logarithms of its likelihood ratio and of that of "nothing". Where "nothing" is likelier than
/// the class it falls more steeply: an empty scene is to be refused, however little is known of the class.
fn lead(class: f64, nothing: f64) -> f32 {
    let steep = STEEP * (nothing - class).max(0.0);
    ((class - nothing.max(0.0) - steep) / NATS) as f32
}

#[cfg(test)]
mod tests {
    use super::super::standard::Standard;
    use super::*;

    /// One feature, by which things vary with a variance of 8 and their clips by 1.
    fn leads(means: &[Option<f32>], clip: f32) -> Vec<f32> {
        let standard = Standard { mean: vec![0.5], scale: vec![2.0] };
        let mapping = Mapping::new(standard, vec![4.0]).unwrap();
        let means = means.iter().map(|mean| mean.map(|mean| vec![mean])).collect();
        let familiarity = Familiarity::new(mapping, vec![8.0], means).unwrap();
        // The mapping makes 4 (clip - 0.5) / 2 of it.
        familiarity.leads(&[clip / 2.0 + 0.5]).unwrap()
    }

    #[test]
    fn a_lead_is_the_ratio_of_two_normal_densities() {
        let log_density = |value: f64, mean: f64, variance: f64| {
            -0.5 * ((value - mean).powi(2) / variance + (std::f64::consts::TAU * variance).ln())
        };
        let expected = log_density(3.0, 8.0 / 9.0 * 2.0, 1.0 + 8.0 / 9.0) - log_density(3.0, 0.0, 9.0);
        let found = leads(&[Some(2.0), None], 3.0);
        assert!((f64::from(found[0]) * NATS - expected).abs() < 1e-5, "{found:?} {expected}");
    }

    #[test]
    fn what_is_far_from_all_classes_or_nearer_to_nothing_has_no_lead() {
        let means = [Some(5.0), Some(-5.0), None, Some(0.0)];
        let near = leads(&means, 5.5);
        assert!(near[0] > 0.0 && near[1] < 0.0 && near[2] == 0.0, "{near:?}");
        assert!(leads(&means, 12.0).iter().all(|lead| *lead <= 0.0));
        assert!(leads(&means, 0.3).iter().all(|lead| *lead <= 0.0));
        let without = [Some(2.0), None];
        assert!(leads(&without, 1.0)[0] > leads(&[Some(2.0), Some(0.9)], 1.0)[0]);
    }
}
