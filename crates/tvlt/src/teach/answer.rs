//! One answer from the scores of both heads.

use super::TeachError;

/// What the heads say of a clip, among the classes other than "nothing".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// The class with the highest sum of scores.
    pub class: usize,
    /// How much higher its score is than that of "nothing", on average over the heads.
    pub mean: f32,
    /// The same of the head that is least sure of it. It is low where one modality shows something else: a pair that
    /// was never taught, of parts that were.
    pub least: f32,
}

impl Answer {
    /// The answer of one head or more, from the scores of each; all have the same classes, the last being "nothing".
    ///
    /// # Errors
    /// [`TeachError::NoSamples`] without any head or class, [`TeachError::Class`] where heads differ in their classes.
    pub fn of(heads: &[&[f32]]) -> Result<Self, TeachError> {
        let classes = heads.first().map_or(0, |scores| scores.len());
        if let Some(other) = heads.iter().find(|scores| scores.len() != classes) {
            return Err(TeachError::Class { given: other.len(), classes });
        }
        let sum = |class: usize| heads.iter().map(|scores| scores[class]).sum::<f32>();
        let nothing = classes.saturating_sub(1);
        let best = (0..nothing).max_by(|one, other| sum(*one).total_cmp(&sum(*other)));
        let class = best.ok_or(TeachError::NoSamples)?;
        let mean = (sum(class) - sum(nothing)) / heads.len() as f32;
        Ok(Self { class, mean, least: least(heads, class) })
    }

    /// The class, unless a head is less sure of it than `threshold`. At a threshold of 0 each head has to find it more
    /// likely than "nothing".
    pub fn named(&self, threshold: f32) -> Option<usize> {
        (self.least >= threshold).then_some(self.class)
    }
}

/// How much higher the score of a class is than that of "nothing", the last, by the head that is least sure of it.
pub fn least(heads: &[&[f32]], class: usize) -> f32 {
    let over = |scores: &&[f32]| Some(scores.get(class)? - scores.last()?);
    heads.iter().filter_map(over).fold(f32::INFINITY, f32::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_names_and_the_least_refuses() {
        // Classes: cup with a clap, cup with a word, book with a clap; nothing.
        let sight = [0.5, 0.5, 0.0, 0.0];
        let taught = Answer::of(&[&sight, &[0.1, 0.9, 0.0, 0.0]]).unwrap();
        assert_eq!((taught.class, taught.named(0.4)), (1, Some(1)));
        assert!((taught.mean - 0.7).abs() < 1e-6);
        // A cup and a sound of another pair.
        let wrong = Answer::of(&[&sight, &[0.0, 0.1, 0.3, 0.0]]).unwrap();
        assert_eq!((wrong.class, wrong.named(0.4)), (1, None));
        let nothing = Answer::of(&[&[0.1, 0.2, 0.0, 0.7]]).unwrap();
        assert_eq!((nothing.class, nothing.named(0.0)), (1, None));
        assert_eq!(least(&[&sight, &[0.1, 0.9, 0.0, 0.3]], 0), 0.1 - 0.3);
        assert!(Answer::of(&[&[0.1], &[0.1, 0.2]]).is_err() && Answer::of(&[]).is_err());
    }
}
