//! What each head says of one look or of several, as scores.

use std::collections::VecDeque;

/// Looks that are taken together.
pub const LOOKS: usize = 5;

/// What each head says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scores {
    /// `None` without a picture, or without a head for pictures.
    pub sight: Option<HeadScores>,
    /// `None` without sound, or without a head for sounds.
    pub sound: Option<HeadScores>,
}

/// What one head says.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadScores {
    /// The score of each class and of "nothing", the last: `[classes + 1]`
    pub scores: Vec<f32>,
    /// How far each class leads over what was never taught; see [`Head::scores`](super::head::Head::scores):
    /// `[classes]`
    pub leads: Vec<f32>,
    /// Whether leads are by [`Familiarity`](super::familiarity::Familiarity). Such leads alone tell what was never
    /// taught; the score of "nothing" is then that of all other things together, and above most others.
    pub familiar: bool,
}

impl HeadScores {
    /// With leads that are the differences of the scores from that of "nothing".
    pub fn of(scores: Vec<f32>) -> Self {
        let nothing = scores.last().copied().unwrap_or_default();
        let classes = scores.len().saturating_sub(1);
        let leads = scores[..classes].iter().map(|score| score - nothing).collect();
        Self { scores, leads, familiar: false }
    }
}

/// The mean of the scores of the last five looks.
#[derive(Debug, Clone, Default)]
pub struct Smoother {
    looks: VecDeque<Scores>,
}

impl Smoother {
    /// Takes in a look, and returns the mean of the last five with it. Looks with other classes are forgotten.
    pub fn smooth(&mut self, look: Scores) -> Scores {
        let fits = |one: &Option<HeadScores>, other: &Option<HeadScores>| match (one, other) {
            (Some(one), Some(other)) => one.scores.len() == other.scores.len(),
            _ => true,
        };
        self.looks.retain(|other| fits(&look.sight, &other.sight) && fits(&look.sound, &other.sound));
        self.looks.push_back(look);
        if self.looks.len() > LOOKS {
            self.looks.pop_front();
        }
        let looks = &self.looks;
        Scores {
            sight: mean(looks.iter().map(|look| look.sight.as_ref())),
            sound: mean(looks.iter().map(|look| look.sound.as_ref())),
        }
    }

    /// Forgets all looks: where something was taught or the source was changed.
    pub fn clear(&mut self) {
        self.looks.clear();
    }
}

/// The mean over the looks that have scores; `None` where the last one has none.
fn mean<'a>(looks: impl DoubleEndedIterator<Item = Option<&'a HeadScores>>) -> Option<HeadScores> {
    let mut looks = looks.rev();
    let mut sum = looks.next()??.clone();
    let mut count = 1.0;
    let add =
        |sum: &mut [f32], other: &[f32]| sum.iter_mut().zip(other).for_each(|(sum, value)| *sum += value);
    for look in looks.flatten() {
        add(&mut sum.scores, &look.scores);
        add(&mut sum.leads, &look.leads);
        count += 1.0;
    }
    sum.scores.iter_mut().chain(&mut sum.leads).for_each(|sum| *sum /= count);
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(sight: &[f32]) -> Scores {
        Scores { sight: Some(HeadScores::of(sight.to_vec())), sound: None }
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
