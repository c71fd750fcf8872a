//! What the page would show: answers at its own threshold, by its own code.

use super::classroom::features;
use super::features::Features;
use super::sessions::Shown;
use crate::TrainError;
use tvlt::teach::heads::Heads;
use tvlt::teach::live_answer::LiveAnswer;
use tvlt::teach::scores::{LOOKS, Smoother};

/// Share of the clips of what was taught that [`Answers::at_95`] names.
const NAMED: f64 = 0.95;

/// Shares of the answers to clips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Answers {
    /// Of clips of classes that were taught: the right class is ahead of the others, whether or not it is shown.
    pub(super) ahead: f64,
    /// Of clips of classes that were taught: the right name.
    pub(super) right: f64,
    /// The same: a wrong name.
    pub(super) wrong: f64,
    /// The same: "unknown".
    pub(super) unknown: f64,
    /// Of clips of what was never taught: any name.
    pub(super) never_taught: f64,
    /// The same at the threshold at which 95 in a hundred clips of what was taught would be named.
    pub(super) at_95: f64,
    /// Of clips of the empty scene and room: any name.
    pub(super) empty: f64,
}

/// Asks heads whose classes are named by their numbers about the clips of a session, by single looks or, as the page
/// does, by the mean of the last five.
///
/// # Errors
/// [`TrainError::Teach`], where features do not fit the heads.
pub(super) fn answers(heads: &Heads, asked: &Shown, is_smoothed: bool) -> Result<Answers, TrainError> {
    let (mut ahead, mut right, mut wrong, mut all) = (0, 0, 0, 0);
    let mut unknown_scores = Vec::new();
    for (class, clips) in asked.classes.iter().enumerate() {
        let class = class.to_string();
        for LiveAnswer { winner, scores, unknown_score, .. } in looks(heads, clips, is_smoothed)? {
            all += 1;
            let best = scores.iter().max_by(|one, other| one.raw.total_cmp(&other.raw));
            ahead += usize::from(best.is_some_and(|best| best.class == class));
            right += usize::from(winner.as_ref() == Some(&class));
            wrong += usize::from(winner.is_some_and(|name| name != class));
            unknown_scores.push(unknown_score);
        }
    }
    unknown_scores.sort_by(f32::total_cmp);
    let named = (unknown_scores.len() as f64 * NAMED).ceil() as usize;
    let least = named.checked_sub(1).and_then(|last| unknown_scores.get(last)).copied().unwrap_or_default();
    let never_taught = looks(heads, &asked.unknown, is_smoothed)?;
    let empty = looks(heads, &asked.empty, is_smoothed)?;
    let share_of = |looks: &[LiveAnswer], is_named: &dyn Fn(&LiveAnswer) -> bool| {
        share(looks.iter().filter(|look| is_named(look)).count(), looks.len())
    };
    Ok(Answers {
        ahead: share(ahead, all),
        right: share(right, all),
        wrong: share(wrong, all),
        unknown: share(all - right - wrong, all),
        never_taught: share_of(&never_taught, &|look| look.winner.is_some()),
        at_95: share_of(&never_taught, &|look| look.unknown_score <= least),
        empty: share_of(&empty, &|look| look.winner.is_some()),
    })
}

/// The answer to each look. Smoothed ones begin with the fifth look.
fn looks(heads: &Heads, clips: &[Features], is_smoothed: bool) -> Result<Vec<LiveAnswer>, TrainError> {
    let mut smoother = Smoother::default();
    let mut answers = Vec::new();
    for clip in clips {
        let mut scores = heads.scores(&features(clip))?;
        if is_smoothed {
            scores = smoother.smooth(scores);
        }
        answers.push(heads.answer(&scores));
    }
    Ok(answers.split_off(if is_smoothed { (LOOKS - 1).min(answers.len()) } else { 0 }))
}

fn share(part: usize, all: usize) -> f64 {
    part as f64 / all.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::super::classroom::teach_classroom;
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use tvlt::teach::prior::Prior;

    /// Clips with pictures alone, one feature of which is 3.
    fn clips(rng: &mut ChaCha8Rng, thing: Option<usize>, count: usize) -> Vec<Features> {
        let one = |rng: &mut ChaCha8Rng| -> Vec<f32> {
            let own = |at| if thing == Some(at) { 3.0 } else { 0.0 };
            (0..6).map(|at| own(at) + rng.random_range(-0.3..0.3f32)).collect()
        };
        (0..count).map(|_| [Some(one(rng)), None]).collect()
    }

    #[test]
    fn shares_are_those_of_the_names_that_the_page_shows() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let mut classes = |count| vec![clips(&mut rng, Some(0), count), clips(&mut rng, Some(1), count)];
        let (taught, asked) = (classes(20), classes(10));
        let empty = clips(&mut rng, None, 20);
        let taught = Shown { empty: empty.clone(), classes: taught, ..Shown::default() };
        let heads = teach_classroom(&taught, &[], &Prior::without(vec![1]), 2).unwrap();
        let asked = Shown { empty, classes: asked, unknown: clips(&mut rng, None, 10), ..Shown::default() };
        for is_smoothed in [false, true] {
            let found = answers(&heads, &asked, is_smoothed).unwrap();
            assert_eq!((found.ahead, found.right, found.wrong, found.unknown), (1.0, 1.0, 0.0, 0.0));
            assert_eq!((found.never_taught, found.at_95, found.empty), (0.0, 0.0, 0.0));
        }
        // Asked for the other class, the same clips have a wrong name; what was taught is taken for something.
        let classes: Vec<_> = asked.classes.iter().rev().cloned().collect();
        let swapped = Shown { unknown: classes[0].clone(), classes, ..asked };
        let found = answers(&heads, &swapped, false).unwrap();
        assert_eq!((found.ahead, found.right, found.wrong, found.never_taught), (0.0, 0.0, 1.0, 1.0));
        assert!(found.at_95 > 0.8);
        assert_eq!(looks(&heads, &swapped.unknown, true).unwrap().len(), 6);
    }
}
