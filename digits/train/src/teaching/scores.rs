//! Figures from the scores of clips.

/// Looks that are taken together.
const LOOKS: usize = 5;

/// Share of the true clips that the threshold accepts.
const ACCEPTED: f64 = 0.95;

/// What each head says of a clip.
pub(super) type Scores = Vec<Said>;

/// What a head says of a clip, of each class that is taught: `[classes]`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    /// About 1 for the class that is there, and 0 for the others.
    pub(super) scores: Vec<f32>,
    /// How far each class leads over what was never taught.
    pub(super) leads: Vec<f32>,
}

impl Said {
    /// From the scores of classes and of "nothing", the last: leads are the differences from it.
    pub(super) fn over_nothing(mut scores: Vec<f32>) -> Self {
        let nothing = scores.pop().unwrap_or_default();
        Self { leads: scores.iter().map(|score| score - nothing).collect(), scores }
    }
}

/// The class with the highest sum of scores, and its lead by the head that is least sure of it.
fn answer(said: &Scores) -> (usize, f32) {
    let classes = said.first().map_or(0, |said| said.scores.len());
    let sum = |class: usize| said.iter().map(|said| said.scores[class]).sum::<f32>();
    let class = (0..classes).max_by(|one, other| sum(*one).total_cmp(&sum(*other))).unwrap_or_default();
    let leads = said.iter().filter_map(|said| said.leads.get(class));
    (class, leads.copied().fold(f32::INFINITY, f32::min))
}

/// Scores of the clips of one class, and which it is.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) class: usize,
    pub(super) clips: Vec<Scores>,
}

/// Share of clips that are named rightly.
pub(super) fn one_look(asked: &[Asked]) -> f64 {
    let (mut right, mut all) = (0, 0);
    for class in asked {
        for clip in &class.clips {
            right += usize::from(answer(clip).0 == class.class);
            all += 1;
        }
    }
    right as f64 / f64::from(all.max(1))
}

/// The same with the mean scores of five clips of a class, one after another, as one.
pub(super) fn five_looks(asked: &[Asked]) -> f64 {
    let together =
        |class: &Asked| Asked { class: class.class, clips: class.clips.chunks(LOOKS).map(mean).collect() };
    one_look(&asked.iter().map(together).collect::<Vec<_>>())
}

/// The mean of the scores of several clips.
fn mean(clips: &[Scores]) -> Scores {
    let mut mean = clips[0].clone();
    for (head, said) in mean.iter_mut().enumerate() {
        let over = |of: &dyn Fn(&Said) -> f32| {
            clips.iter().map(|clip| of(&clip[head])).sum::<f32>() / clips.len() as f32
        };
        for class in 0..said.scores.len() {
            said.scores[class] = over(&|said| said.scores[class]);
            said.leads[class] = over(&|said| said.leads[class]);
        }
    }
    mean
}

/// The threshold at which 95 in a hundred clips of what was taught are named, rightly or not, by the head that is
/// least sure: the usual operating point for the detection of the unknown.
pub(super) fn threshold(asked: &[Asked]) -> f32 {
    let clips = asked.iter().flat_map(|class| &class.clips);
    let mut scores: Vec<f32> = clips.map(|clip| answer(clip).1).collect();
    scores.sort_by(f32::total_cmp);
    let refused = (scores.len() as f64 * (1.0 - ACCEPTED)).round() as usize;
    scores.get(refused).copied().unwrap_or(f32::INFINITY)
}

/// Share of clips that are taken for a class that is taught.
pub(super) fn accepted(clips: &[Scores], threshold: f32) -> f64 {
    let accepted = clips.iter().filter(|clip| answer(clip).1 >= threshold).count();
    accepted as f64 / clips.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Vec<Asked> {
        // Of ten clips of class 0 three are taken for 1.
        let clip = |own: f32, other: f32| vec![Said::over_nothing(vec![own, other, 0.125])];
        let mut zeros = vec![clip(0.875, 0.25); 7];
        zeros.extend(vec![clip(0.375, 0.5); 3]);
        vec![Asked { class: 0, clips: zeros }, Asked { class: 1, clips: vec![clip(0.125, 0.75); 10] }]
    }

    #[test]
    fn five_looks_are_right_where_most_of_them_are() {
        assert_eq!(one_look(&asked()), 0.85);
        assert_eq!(five_looks(&asked()), 1.0);
    }

    #[test]
    fn the_threshold_accepts_nineteen_of_twenty() {
        assert_eq!(threshold(&asked()), 0.375);
        let clips = [[0.1, 0.375, 0.25], [0.1, 0.5, 0.25], [0.4, 0.1, 0.5]];
        let clips = clips.map(|scores| vec![Said::over_nothing(scores.to_vec())]);
        assert!((accepted(&clips, 0.25) - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn both_heads_have_to_accept() {
        let clip = [vec![0.9, 0.0, 0.1], vec![0.5, 0.1, 0.3]].map(Said::over_nothing).to_vec();
        assert_eq!(accepted(std::slice::from_ref(&clip), 0.3), 0.0);
        assert_eq!(accepted(&[clip], 0.1), 1.0);
    }
}
