//! Classes and match: accuracy, confusion, and calibration of the scores.

use burn::tensor::{Device, Tensor};

use crate::batch::{Batch, Content, Senses};
use crate::objective::answer;
use crate::{CLASSES, TrainError};
use tvlt::live::CONFIDENT;
use tvlt::live::engine::softmax;
use tvlt::model::TvltAudioVisual;

/// Bins of the calibration error.
const BINS: usize = 15;

/// A model's answer for one clip.
#[derive(Debug, Clone)]
pub struct Said {
    /// What the model was given.
    pub senses: Senses,
    /// The clip's content.
    pub content: Content,
    /// Score of each class, adding up to 1; empty without classes.
    pub scores: Vec<f32>,
    /// The matching logit, where both modalities are there.
    pub matching: Option<f32>,
}

impl Said {
    /// The leading class and its score.
    pub fn best(&self) -> (usize, f32) {
        let best = self.scores.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        best.unwrap_or((CLASSES - 1, 0.0))
    }

    fn is_right(&self) -> bool {
        self.content.class() == Some(self.best().0)
    }

    /// Whether the page would show a digit.
    fn shows_digit(&self) -> bool {
        let (class, score) = self.best();
        class < CLASSES - 1 && score >= CONFIDENT
    }
}

/// Runs a model on a batch.
///
/// # Errors
/// [`TrainError::Model`], where the batch does not fit the model.
pub fn ask(model: &TvltAudioVisual, batch: &Batch, device: &Device) -> Result<Vec<Said>, TrainError> {
    let answers = answer(model, batch, device)?;
    let numbers = |tensor: Option<Tensor<2>>| -> Vec<f32> {
        tensor.map(|tensor| tensor.into_data().iter::<f32>().collect()).unwrap_or_default()
    };
    let logits = numbers(answers.class_logits);
    let matching = numbers(answers.matching_logits);
    let said = batch.content.iter().enumerate().map(|(clip, content)| Said {
        senses: batch.senses,
        content: *content,
        scores: logits.chunks_exact(CLASSES).nth(clip).map(softmax).unwrap_or_default(),
        matching: matching.get(clip).copied(),
    });
    Ok(said.collect())
}

/// Share of clips whose class is right, of those that have one.
pub fn accuracy(said: &[Said]) -> f64 {
    let with_class = said.iter().filter(|said| said.content.class().is_some());
    share(with_class.map(Said::is_right))
}

/// Share of clips on which the page would show a digit.
pub fn digits_shown(said: &[Said]) -> f64 {
    share(said.iter().map(Said::shows_digit))
}

/// Share of clips on which the page would show the right digit, of those that have a digit.
pub fn shown_rightly(said: &[Said]) -> f64 {
    let with_digit = said.iter().filter(|said| said.content.class().is_some_and(|class| class < CLASSES - 1));
    share(with_digit.map(|said| said.shows_digit() && said.is_right()))
}

fn share(right: impl Iterator<Item = bool>) -> f64 {
    let (mut count, mut all) = (0usize, 0usize);
    for right in right {
        count += usize::from(right);
        all += 1;
    }
    count as f64 / all.max(1) as f64
}

/// Expected calibration error (M. P. Naeini et al. 2015): in bins of the leading score, the difference
/// between the mean score and the share that is right, weighted by the bin's clips.
pub fn calibration_error(said: &[Said]) -> f64 {
    let mut bins = [(0usize, 0.0f64, 0usize); BINS];
    let with_class: Vec<&Said> = said.iter().filter(|said| said.content.class().is_some()).collect();
    for said in &with_class {
        let score = said.best().1;
        let bin = &mut bins[((score * BINS as f32) as usize).min(BINS - 1)];
        bin.0 += 1;
        bin.1 += f64::from(score);
        bin.2 += usize::from(said.is_right());
    }
    let gaps = bins.iter().map(|(_, scores, right)| (scores - *right as f64).abs());
    gaps.sum::<f64>() / with_class.len().max(1) as f64
}

/// The area under the ROC curve: how often a score of the first list is above one of the second.
pub fn area_under_curve(first: &[f32], second: &[f32]) -> f64 {
    let pairs = first.len() * second.len();
    let wins = first.iter().flat_map(|a| {
        second.iter().map(move |b| match a.total_cmp(b) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })
    });
    wins.sum::<f64>() / pairs.max(1) as f64
}

/// Confusion matrix: clips by the true class (row) and the model's answer (column).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Confusion {
    /// Clips of each pair of classes.
    pub clips: [[usize; CLASSES]; CLASSES],
}

impl Confusion {
    /// Counts clips that have a class.
    pub fn add(&mut self, said: &[Said]) {
        for said in said {
            if let Some(truth) = said.content.class() {
                self.clips[truth][said.best().0] += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(truth: usize, class: usize, score: f32) -> Said {
        let mut scores = vec![(1.0 - score) / (CLASSES - 1) as f32; CLASSES];
        scores[class] = score;
        let content = Content { seen: (truth < 10).then_some(truth), ..Content::default() };
        Said { senses: Senses::Sight, content, scores, matching: None }
    }

    #[test]
    fn area_counts_pairs() {
        assert_eq!(area_under_curve(&[2.0, 3.0], &[1.0, 0.0]), 1.0);
        assert_eq!(area_under_curve(&[1.0], &[1.0]), 0.5);
        assert_eq!(area_under_curve(&[0.0, 2.0], &[1.0]), 0.5);
    }

    #[test]
    fn scores_that_are_right_as_often_as_they_say_are_calibrated() {
        let half: Vec<Said> = (0..10).map(|clip| said(3, if clip < 5 { 3 } else { 4 }, 0.5)).collect();
        assert!(calibration_error(&half) < 1e-6);
        assert_eq!(accuracy(&half), 0.5);
        let sure: Vec<Said> = (0..10).map(|_| said(3, 4, 1.0)).collect();
        assert!((calibration_error(&sure) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn an_unsure_digit_is_no_false_alarm() {
        let clips = [said(10, 3, 0.4), said(10, 3, 0.6), said(10, 10, 0.9), said(10, 10, 0.2)];
        assert_eq!(digits_shown(&clips), 0.25);
        assert_eq!(accuracy(&clips), 0.5);
        let mut confusion = Confusion::default();
        confusion.add(&clips);
        assert_eq!((confusion.clips[10][3], confusion.clips[10][10]), (2, 2));
    }
}
