//! What each head says of one look or of several, as scores.

use std::collections::VecDeque;

/// Looks that are taken together.
pub const LOOKS: usize = 5;

/// The scores of each class and of "nothing", the last, by each head.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scores {
    /// `[classes + 1]`; `None` without a picture, or without a head for pictures.
    pub sight: Option<Vec<f32>>,
    /// `[classes + 1]`; `None` without sound, or without a head for sounds.
    pub sound: Option<Vec<f32>>,
}

/// The mean of the scores of the last five looks.
#[derive(Debug, Clone, Default)]
pub struct Smoother {
    looks: VecDeque<Scores>,
}

impl Smoother {
    /// Takes in a look, and returns the mean of the last five with it. Looks with other classes are forgotten.
    pub fn smooth(&mut self, look: Scores) -> Scores {
        let fits = |one: &Option<Vec<f32>>, other: &Option<Vec<f32>>| match (one, other) {
            (Some(one), Some(other)) => one.len() == other.len(),
            _ => true,
        };
        self.looks.retain(|other| fits(&look.sight, &other.sight) && fits(&look.sound, &other.sound));
        self.looks.push_back(look);
        if self.looks.len() > LOOKS {
            self.looks.pop_front();
        }
        let looks = &self.looks;
        Scores {
            sight: mean(looks.iter().map(|look| look.sight.as_deref())),
            sound: mean(looks.iter().map(|look| look.sound.as_deref())),
        }
    }

    /// Forgets all looks: where something was taught or the source was changed.
    pub fn clear(&mut self) {
        self.looks.clear();
    }
}

/// The mean over the looks that have scores; `None` where the last one has none.
fn mean<'a>(looks: impl DoubleEndedIterator<Item = Option<&'a [f32]>>) -> Option<Vec<f32>> {
    let mut looks = looks.rev();
    let mut sum = looks.next()??.to_vec();
    let mut count = 1.0;
    for scores in looks.flatten() {
        sum.iter_mut().zip(scores).for_each(|(sum, score)| *sum += score);
        count += 1.0;
    }
    sum.iter_mut().for_each(|sum| *sum /= count);
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(sight: &[f32]) -> Scores {
        Scores { sight: Some(sight.to_vec()), sound: None }
    }

    #[test]
    fn the_last_five_looks_count_alike() {
        let mut smoother = Smoother::default();
        let scores: Vec<_> = (0..7).map(|at| smoother.smooth(look(&[at as f32, 1.0]))).collect();
        assert_eq!((&scores[0], &scores[1]), (&look(&[0.0, 1.0]), &look(&[0.5, 1.0])));
        assert_eq!(scores[6], look(&[4.0, 1.0]));
        // One class more: what was seen before says nothing of it.
        assert_eq!(smoother.smooth(look(&[1.0, 2.0, 3.0])), look(&[1.0, 2.0, 3.0]));
        assert_eq!(smoother.smooth(Scores::default()), Scores::default());
    }
}
