//! Samples of a head, as sums from which it is solved anew at once.

use super::TeachError;
use super::cholesky::{factorise, solve};
use super::ridge::Ridge;
use super::standard::{Standard, check, scales};
use super::sums::Sums;

/// What is known of all samples of a head: sums and products of their features. Its size does not grow with them.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    width: usize,
    classes: Vec<Sums>,
}

impl Lesson {
    /// A lesson without samples. One of the classes may be "nothing"; it is a class as the others are.
    pub fn new(width: usize, classes: usize) -> Self {
        Self { width, classes: vec![Sums::new(width); classes] }
    }

    /// Samples of each class; where they were merged with weights, the sum of these.
    pub fn counts(&self) -> Vec<f64> {
        self.classes.iter().map(Sums::weight).collect()
    }

    /// Takes in a sample.
    ///
    /// # Errors
    /// [`TeachError::Width`], [`TeachError::Class`] or [`TeachError::NotFinite`]; the lesson stays as it was.
    pub fn add(&mut self, features: &[f32], class: usize) -> Result<(), TeachError> {
        check(features, self.width)?;
        self.class(class)?.add(features, 1.0);
        Ok(())
    }

    /// Takes out a sample that was taken in before.
    ///
    /// # Errors
    /// As [`add`](Self::add), and [`TeachError::NoSamples`] where the class has none.
    pub fn remove(&mut self, features: &[f32], class: usize) -> Result<(), TeachError> {
        check(features, self.width)?;
        let sums = self.class(class)?;
        if sums.weight() < 1.0 {
            return Err(TeachError::NoSamples);
        }
        sums.add(features, -1.0);
        Ok(())
    }

    /// Takes in the samples of `sums`: each less `shift`, and as often as `weight` says.
    pub(super) fn merge(
        &mut self,
        sums: &Sums,
        class: usize,
        shift: Option<&[f64]>,
        weight: f64,
    ) -> Result<(), TeachError> {
        self.class(class)?.merge(sums, shift, weight);
        Ok(())
    }

    /// Fits a head: for each class the weights that minimise the mean squared distance of the scores from 1 (samples
    /// of the class) and 0 (the others), plus `ridge` times the squared weights, on standardised features. A `ridge`
    /// of 1 weighs as much as the variance of a feature.
    ///
    /// Features are standardised by the scale of `standard`, or by the samples' own.
    ///
    /// # Errors
    /// [`TeachError::NoSamples`], [`TeachError::Width`] of a standard that does not fit, or [`TeachError::Singular`].
    pub fn fit(&self, ridge: f64, standard: Option<&Standard>) -> Result<Ridge, TeachError> {
        let (width, classes) = (self.width, self.classes.len());
        let count: f64 = self.classes.iter().map(Sums::weight).sum();
        if count <= 0.0 {
            return Err(TeachError::NoSamples);
        }
        let mut mean = vec![0.0; width];
        let mut products = vec![0.0; width * (width + 1) / 2];
        for sums in &self.classes {
            mean.iter_mut().zip(sums.sum()).for_each(|(mean, sum)| *mean += sum / count);
            products.iter_mut().zip(sums.products()).for_each(|(all, product)| *all += product / count);
        }
        // A row begins behind the rows above it, of 1, 2, 3, ... products.
        let covariance =
            |row: usize, column: usize| products[row * (row + 1) / 2 + column] - mean[row] * mean[column];
        let scale = match standard {
            Some(standard) => {
                check(&standard.scale, width)?;
                standard.scale.iter().map(|scale| f64::from(*scale)).collect()
            }
            None => scales(&(0..width).map(|at| covariance(at, at)).collect::<Vec<_>>()),
        };
        let mut matrix = vec![0.0; width * width];
        for row in 0..width {
            for column in 0..=row {
                matrix[row * width + column] = covariance(row, column) / (scale[row] * scale[column]);
            }
            matrix[row * width + row] += ridge;
        }
        if !factorise(&mut matrix, width) {
            return Err(TeachError::Singular { ridge });
        }
        let mut weights = Vec::with_capacity(classes * width);
        let mut shares = Vec::with_capacity(classes);
        for sums in &self.classes {
            let share = sums.weight() / count;
            let sides = sums.sum().iter().zip(&mean).zip(&scale);
            let mut side: Vec<f64> =
                sides.map(|((sum, mean), scale)| (sum / count - mean * share) / scale).collect();
            solve(&matrix, &mut side);
            weights.extend(side);
            shares.push(share);
        }
        Ok(Ridge::unfold(&weights, &shares, &mean, &scale))
    }

    fn class(&mut self, class: usize) -> Result<&mut Sums, TeachError> {
        let classes = self.classes.len();
        self.classes.get_mut(class).ok_or(TeachError::Class { given: class, classes })
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::super::ridge::fit;
    use super::*;

    fn samples(count: usize, width: usize, classes: usize) -> Vec<(Vec<f32>, usize)> {
        let mut rng = ChaCha8Rng::seed_from_u64(4);
        let sample = |at: usize| {
            let class = at % classes;
            let near = |at: usize| if at % classes == class { 2.0 } else { 0.0 };
            (
                (0..width)
                    .map(|at| near(at) + rng.random_range(-1.0..1.0f32) * (1 + at % 3) as f32)
                    .collect(),
                class,
            )
        };
        (0..count).map(sample).collect()
    }

    fn learnt(samples: &[(Vec<f32>, usize)], classes: usize) -> Lesson {
        let mut lesson = Lesson::new(samples[0].0.len(), classes);
        samples.iter().for_each(|(features, class)| lesson.add(features, *class).unwrap());
        lesson
    }

    #[test]
    fn one_feature_has_the_solution_that_is_worked_out_by_hand() {
        // -1 and 1 are standardised already: the weight of the second class is 0.5 / (1 + ridge), its bias 0.5.
        let lesson = learnt(&[(vec![-1.0], 0), (vec![1.0], 1)], 2);
        let head = lesson.fit(0.25, None).unwrap();
        let scores = head.scores(&[1.0]).unwrap();
        assert!((scores[1] - 0.9).abs() < 1e-6 && (scores[0] - 0.1).abs() < 1e-6, "{scores:?}");
        // The same at another scale and place.
        let lesson = learnt(&[(vec![5.0], 0), (vec![25.0], 1)], 2);
        let scores = lesson.fit(0.25, None).unwrap().scores(&[25.0]).unwrap();
        assert!((scores[1] - 0.9).abs() < 1e-6, "{scores:?}");
    }

    #[test]
    fn sums_and_samples_lead_to_the_same_head() {
        let samples = samples(40, 12, 3);
        let standard = Standard { mean: vec![0.0; 12], scale: (1..13).map(|at| at as f32).collect() };
        for standard in [None, Some(&standard)] {
            let one = learnt(&samples, 3).fit(0.1, standard).unwrap();
            let other = fit(&samples, 3, 0.1, standard).unwrap();
            for (features, _) in &samples {
                let pairs = one.scores(features).unwrap().into_iter().zip(other.scores(features).unwrap());
                pairs.for_each(|(a, b)| assert!((a - b).abs() < 1e-4, "{a} {b}"));
            }
        }
    }

    #[test]
    fn most_samples_are_named_and_their_scores_add_up_to_one() {
        let all = samples(90, 9, 3);
        let head = learnt(&all[..60], 3).fit(0.1, None).unwrap();
        let right = all[60..].iter().filter(|(features, class)| {
            let scores = head.scores(features).unwrap();
            assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-4);
            (0..3).max_by(|a, b| scores[*a].total_cmp(&scores[*b])) == Some(*class)
        });
        assert!(right.count() > 25);
    }

    #[test]
    fn a_sample_taken_out_leaves_no_trace() {
        let samples = samples(21, 6, 2);
        let mut lesson = learnt(&samples, 2);
        lesson.remove(&samples[20].0, samples[20].1).unwrap();
        let before = learnt(&samples[..20], 2);
        assert_eq!(lesson.counts(), before.counts());
        let scores = |lesson: &Lesson| lesson.fit(0.5, None).unwrap().scores(&samples[3].0).unwrap();
        for (a, b) in scores(&lesson).into_iter().zip(scores(&before)) {
            assert!((a - b).abs() < 1e-5);
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_and_changes_nothing() {
        let mut lesson = Lesson::new(2, 2);
        assert_eq!(lesson.fit(1.0, None), Err(TeachError::NoSamples));
        assert_eq!(lesson.add(&[1.0], 0), Err(TeachError::Width { given: 1, expected: 2 }));
        assert_eq!(lesson.add(&[1.0, 2.0], 2), Err(TeachError::Class { given: 2, classes: 2 }));
        assert_eq!(lesson.add(&[1.0, f32::NAN], 0), Err(TeachError::NotFinite));
        assert_eq!(lesson.remove(&[1.0, 2.0], 0), Err(TeachError::NoSamples));
        assert_eq!(lesson, Lesson::new(2, 2));
        lesson.add(&[1.0, 2.0], 0).unwrap();
        // One sample leaves nothing to tell apart; without a ridge there is no unique solution.
        assert_eq!(lesson.fit(0.0, None), Err(TeachError::Singular { ridge: 0.0 }));
        assert_eq!(lesson.fit(1.0, None).unwrap().scores(&[9.0, 9.0]).unwrap(), [1.0, 0.0]);
    }
}
