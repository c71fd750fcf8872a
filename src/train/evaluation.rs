//! What a model knows of drawings and voices that it has never met.

use std::{fmt, path::Path};

use burn::tensor::Device;

use super::{
    CLASSES, TrainError,
    material::{Hand, Material},
    objective::{answer, reconstruction_loss},
    sample::{Batch, Choice, Content, Sampler, Senses},
};
use crate::{config::TvltConfig, model::TvltAudioVisual};

/// Clips of a batch.
const CLIPS: usize = 50;

/// How hard the clips of an evaluation are: a person who holds a drawing up well, and anything goes.
const LEVELS: [(&str, f32); 2] = [("clear", 0.35), ("hard", 1.0)];

/// The report of an evaluation: one line a question, each a share between 0 and 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Question, level and answer.
    pub lines: Vec<(String, String, f64)>,
}

impl Report {
    fn add(&mut self, question: &str, level: &str, value: f64) {
        self.lines.push((question.to_owned(), level.to_owned(), value));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (question, level, value) in &self.lines {
            writeln!(f, "| {question} | {level} | {value:.3} |")?;
        }
        Ok(())
    }
}

/// Asks the model about `clips` clips a question, made of the material in `folder`.
///
/// # Errors
/// [`TrainError`], where the material cannot be read or does not fit the model.
pub fn evaluate(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    folder: &Path,
    clips: usize,
    seed: u64,
    device: &Device,
) -> Result<Report, TrainError> {
    let material = Material::load(folder)?;
    println!("held out: {}", material.summary());
    let mut sampler = Sampler::new(&material)?;
    let mut report = Report::default();
    let batches = clips.div_ceil(CLIPS) as u64;
    for (name, level) in LEVELS {
        let digits = Choice { digits_only: true, ..Choice::default() };
        for (question, senses, choice) in [
            ("digit seen, handwritten", Senses::Sight, Choice { hand: Some(Hand::Written), ..digits }),
            ("digit seen, printed", Senses::Sight, Choice { hand: Some(Hand::Printed), ..digits }),
            ("digit seen, drawn by rule", Senses::Sight, Choice { hand: Some(Hand::Drawn), ..digits }),
            ("digit heard", Senses::Hearing, digits),
        ] {
            let mut right = Tally::default();
            for number in 0..batches {
                let batch = sampler.batch(seed, number, senses, CLIPS, level, choice);
                right.add(&classes(model, &batch, device)?, &batch, |_| true);
            }
            report.add(question, name, right.share());
        }
        let (mut both, mut seen, mut heard, mut nothing) =
            (Tally::default(), Tally::default(), Tally::default(), Tally::default());
        let (mut scores, mut errors) = (Vec::new(), Vec::new());
        for number in 0..2 * batches {
            let batch = sampler.batch(seed + 1, number, Senses::Both, CLIPS, level, Choice::default());
            let classes = classes(model, &batch, device)?;
            both.add(&classes, &batch, Content::matches);
            seen.add(&classes, &batch, |content| content.seen.is_some() && content.heard.is_none());
            heard.add(&classes, &batch, |content| content.seen.is_none() && content.heard.is_some());
            nothing.add(&classes, &batch, |content| content.class() == Some(CLASSES - 1));
            scores.extend(
                matches(model, &batch, device)?
                    .into_iter()
                    .zip(&batch.content)
                    .map(|(score, content)| (score, *content)),
            );
            if let Some(loss) = reconstruction_loss(model, config, &batch, number, device)? {
                errors.push(f64::from(loss.into_scalar::<f32>()));
            }
        }
        report.add("digit seen and heard", name, both.share());
        report.add("digit seen, no digit heard", name, seen.share());
        report.add("digit heard, no digit seen", name, heard.share());
        report.add("nothing seen or heard", name, nothing.share());
        let of = |wanted: fn(&Content) -> bool| -> Vec<f32> {
            scores.iter().filter(|(_, content)| wanted(content)).map(|(score, _)| *score).collect()
        };
        let two = |content: &Content| content.seen.is_some() && content.heard.is_some() && !content.matches();
        report.add(
            "match: area under the curve, same digit against another",
            name,
            area(&of(|content| content.matches()), &of(two)),
        );
        let error = errors.iter().sum::<f64>() / errors.len().max(1) as f64;
        report.add("squared error of hidden patches, pixels plus audio", name, error);
    }
    Ok(report)
}

/// Right answers among all.
#[derive(Debug, Default)]
struct Tally {
    right: usize,
    all: usize,
}

impl Tally {
    fn add(&mut self, classes: &[usize], batch: &Batch, wanted: impl Fn(Content) -> bool) {
        for (class, content) in classes.iter().zip(&batch.content).filter(|(_, content)| wanted(**content)) {
            if let Some(truth) = content.class() {
                self.all += 1;
                self.right += usize::from(*class == truth);
            }
        }
    }

    fn share(&self) -> f64 {
        self.right as f64 / self.all.max(1) as f64
    }
}

/// The best class of each clip.
fn classes(model: &TvltAudioVisual, batch: &Batch, device: &Device) -> Result<Vec<usize>, TrainError> {
    let logits = answer(model, batch, device)?.class_logits;
    let values: Vec<f32> = logits.map(floats).unwrap_or_default();
    let best = |row: &[f32]| (0..row.len()).max_by(|a, b| row[*a].total_cmp(&row[*b])).unwrap_or(0);
    Ok(values.chunks_exact(CLASSES).map(best).collect())
}

/// The match score of each clip, before the sigmoid.
fn matches(model: &TvltAudioVisual, batch: &Batch, device: &Device) -> Result<Vec<f32>, TrainError> {
    Ok(answer(model, batch, device)?.matching_logits.map(floats).unwrap_or_default())
}

fn floats(tensor: burn::tensor::Tensor<2>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

/// How often a score of the first list is above one of the second.
fn area(first: &[f32], second: &[f32]) -> f64 {
    let pairs = first.len() * second.len();
    let above: f64 = first
        .iter()
        .flat_map(|a| {
            second.iter().map(move |b| {
                if a > b {
                    1.0
                } else if a == b {
                    0.5
                } else {
                    0.0
                }
            })
        })
        .sum();
    above / pairs.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_counts_pairs() {
        assert_eq!(area(&[2.0, 3.0], &[1.0, 0.0]), 1.0);
        assert_eq!(area(&[1.0], &[1.0]), 0.5);
        assert_eq!(area(&[0.0, 2.0], &[1.0]), 0.5);
    }
}
