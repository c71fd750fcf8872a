//! Figures from the scores of clips.

use crate::TrainError;
use tvlt::teach::answer::Answer;

/// Looks that are taken together.
const LOOKS: usize = 5;

/// Share of the true clips that the threshold accepts.
const ACCEPTED: f64 = 0.95;

/// The scores of a clip: `[heads][classes]`.
pub(super) type Scores = Vec<Vec<f32>>;

/// Scores of the clips of one class, and which it is.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) class: usize,
    pub(super) clips: Vec<Scores>,
}

fn heads(scores: &Scores) -> Vec<&[f32]> {
    scores.iter().map(Vec::as_slice).collect()
}

fn answer(scores: &Scores) -> Result<Answer, TrainError> {
    Ok(Answer::of(&heads(scores))?)
}

/// Share of clips that are named rightly.
pub(super) fn one_look(asked: &[Asked]) -> Result<f64, TrainError> {
    let (mut right, mut all) = (0, 0);
    for class in asked {
        for clip in &class.clips {
            right += usize::from(answer(clip)?.class == class.class);
            all += 1;
        }
    }
    Ok(right as f64 / f64::from(all.max(1)))
}

/// The same with the mean scores of five clips of a class, one after another, as one.
pub(super) fn five_looks(asked: &[Asked]) -> Result<f64, TrainError> {
    let together =
        |class: &Asked| Asked { class: class.class, clips: class.clips.chunks(LOOKS).map(mean).collect() };
    one_look(&asked.iter().map(together).collect::<Vec<_>>())
}

/// The mean of the scores of several clips.
fn mean(clips: &[Scores]) -> Scores {
    let mut mean = clips[0].clone();
    for (head, scores) in mean.iter_mut().enumerate() {
        for (class, score) in scores.iter_mut().enumerate() {
            *score = clips.iter().map(|clip| clip[head][class]).sum::<f32>() / clips.len() as f32;
        }
    }
    mean
}

/// The threshold at which 95 in a hundred clips of what was taught are named, rightly or not, by the head that is
/// least sure: the usual operating point for the detection of the unknown.
pub(super) fn threshold(asked: &[Asked]) -> Result<f32, TrainError> {
    let clips = asked.iter().flat_map(|class| &class.clips);
    let mut scores = clips.map(|clip| Ok(answer(clip)?.least)).collect::<Result<Vec<f32>, TrainError>>()?;
    scores.sort_by(f32::total_cmp);
    let refused = (scores.len() as f64 * (1.0 - ACCEPTED)).round() as usize;
    Ok(scores.get(refused).copied().unwrap_or(f32::INFINITY))
}

/// Share of clips that are taken for a class that is taught.
pub(super) fn accepted(clips: &[Scores], threshold: f32) -> Result<f64, TrainError> {
    let mut accepted = 0;
    for clip in clips {
        accepted += usize::from(answer(clip)?.named(threshold).is_some());
    }
    Ok(accepted as f64 / clips.len().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Vec<Asked> {
        // Of ten clips of class 0 three are taken for 1.
        let clip = |own: f32, other: f32| vec![vec![own, other, 0.125]];
        let mut zeros = vec![clip(0.875, 0.25); 7];
        zeros.extend(vec![clip(0.375, 0.5); 3]);
        vec![Asked { class: 0, clips: zeros }, Asked { class: 1, clips: vec![clip(0.125, 0.75); 10] }]
    }

    #[test]
    fn five_looks_are_right_where_most_of_them_are() {
        assert_eq!(one_look(&asked()).unwrap(), 0.85);
        assert_eq!(five_looks(&asked()).unwrap(), 1.0);
    }

    #[test]
    fn the_threshold_accepts_nineteen_of_twenty() {
        assert_eq!(threshold(&asked()).unwrap(), 0.375);
        let clips = [vec![vec![0.1, 0.375, 0.25]], vec![vec![0.1, 0.5, 0.25]], vec![vec![0.4, 0.1, 0.5]]];
        assert!((accepted(&clips, 0.25).unwrap() - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn both_heads_have_to_accept() {
        let clip = vec![vec![0.9, 0.0, 0.1], vec![0.5, 0.1, 0.3]];
        assert_eq!(accepted(std::slice::from_ref(&clip), 0.3).unwrap(), 0.0);
        assert_eq!(accepted(&[clip], 0.1).unwrap(), 1.0);
    }
}
