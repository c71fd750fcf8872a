//! What is asked about: the leading class or the match, and how sure the model is of it.

use burn::tensor::{Device, Tensor};

use super::error::ExplainError;
use crate::config::{LossType, TvltConfig};
use crate::model::TvltAudioVisual;

/// An answer of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A class, of which exactly one is right.
    Class(usize),
    /// An output that is read by itself: a class where several can be right at once, or the number of a regression.
    Value(usize),
    /// Whether the sound belongs to the picture.
    Match,
}

/// What the heads say of one or several clips.
#[derive(Debug, Clone)]
pub struct HeadLogits {
    /// `[clips, classes]`; `None` where the model has no classes.
    pub classes: Option<Tensor<2>>,
    /// `[clips, 1]`; `None` where it has no matching head.
    pub matching: Option<Tensor<2>>,
}

impl HeadLogits {
    /// Asks the model's heads.
    ///
    /// # Shapes
    /// - `last_hidden_state`: `[clips, tokens, hidden]`
    pub fn of(model: &TvltAudioVisual, last_hidden_state: &Tensor<3>) -> Self {
        let matching = model.pretraining.as_ref().and_then(|heads| heads.matching_head.as_ref());
        Self {
            classes: model.classifier.as_ref().map(|head| head.forward(last_hidden_state)),
            matching: matching.map(|head| head.forward(last_hidden_state)),
        }
    }

    /// The logits of no clip.
    pub(super) fn none(model: &TvltAudioVisual, device: &Device) -> Self {
        let matching = model.pretraining.as_ref().and_then(|heads| heads.matching_head.as_ref());
        Self {
            classes: model.classifier.as_ref().map(|head| {
                let [_, classes] = head.output.weight.lazy_shape().dims();
                Tensor::empty([0, classes], device)
            }),
            matching: matching.map(|_| Tensor::empty([0, 1], device)),
        }
    }

    /// The logits that an answer is taken from: those of the classes, or that of the match.
    pub fn of_answer(&self, answer: Answer) -> Option<&Tensor<2>> {
        match answer {
            Answer::Match => self.matching.as_ref(),
            Answer::Class(_) | Answer::Value(_) => self.classes.as_ref(),
        }
    }
}

impl Answer {
    /// The answer that leads: the class with the largest logit, or the match where there are no classes.
    ///
    /// `logits` are one clip's, on the host: of the classes (empty where the model has none), and of the match.
    pub fn leading(config: &TvltConfig, logits: &[f32], matching: Option<f32>) -> Option<Self> {
        let largest = logits.iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
        let Some((class, _)) = largest else { return matching.map(|_| Self::Match) };
        let alone = logits.len() == 1
            || config.loss_type == LossType::Regression
            || config.problem_type.as_deref() == Some("multi_label_classification");
        Some(if alone { Self::Value(class) } else { Self::Class(class) })
    }

    /// The class's index; `None` for the match.
    pub fn class(self) -> Option<usize> {
        match self {
            Self::Class(class) | Self::Value(class) => Some(class),
            Self::Match => None,
        }
    }

    /// How sure the model is of the answer: its log-odds.
    ///
    /// For a [`Class`](Self::Class) this is its logit minus the log-sum-exp of all others, which is `ln(p / (1 - p))`
    /// of its probability `p`; for the match and for a [`Value`](Self::Value) the logit, or number, itself.
    ///
    /// # Shapes
    /// - result: `[clips]`
    ///
    /// # Errors
    /// [`ExplainError::NoAnswer`] where the model has no such head, [`ExplainError::Class`] where it has no such
    /// class.
    pub fn log_odds(self, logits: &HeadLogits) -> Result<Tensor<1>, ExplainError> {
        let logits = logits.of_answer(self).ok_or(ExplainError::NoAnswer)?;
        let [clips, classes] = logits.dims();
        let class = self.class().unwrap_or(0);
        if class >= classes {
            return Err(ExplainError::Class { given: class, classes });
        }
        if clips == 0 {
            return Ok(Tensor::empty([0], &logits.device()));
        }
        let own = logits.clone().narrow(1, class, 1);
        let others: Vec<_> = [(0, class), (class + 1, classes - class - 1)]
            .into_iter()
            .filter(|(_, len)| *len > 0)
            .map(|(start, len)| logits.clone().narrow(1, start, len))
            .collect();
        let odds = match self {
            Self::Class(_) if !others.is_empty() => {
                let others = Tensor::cat(others, 1);
                let largest = others.clone().max_dim(1);
                own - largest.clone() - (others - largest).exp().sum_dim(1).log()
            }
            _ => own,
        };
        Ok(odds.reshape([clips]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logits(classes: &[[f32; 3]]) -> HeadLogits {
        let rows = classes.len();
        let flat: Vec<f32> = classes.concat();
        let device = Device::flex();
        HeadLogits {
            classes: Some(Tensor::<1>::from_floats(flat.as_slice(), &device).reshape([rows, 3])),
            matching: Some(Tensor::from_floats([[0.25]], &device).repeat(&[rows, 1])),
        }
    }

    #[test]
    fn log_odds_are_those_of_the_softmax() {
        let rows = [[1.0, 3.0, -2.0], [60.0, -60.0, 59.0]];
        for class in 0..3 {
            let odds = Answer::Class(class).log_odds(&logits(&rows)).unwrap();
            let odds = odds.into_data().try_to_vec::<f32>().unwrap();
            for (row, odds) in rows.iter().zip(odds) {
                let exp: Vec<f64> = row.iter().map(|&logit| f64::from(logit).exp()).collect();
                let others: f64 = exp.iter().enumerate().filter(|(at, _)| *at != class).map(|(_, e)| e).sum();
                let expected = (exp[class] / others).ln();
                assert!((f64::from(odds) - expected).abs() < 1e-4, "class {class}: {odds}, not {expected}");
            }
        }
        let value = |answer: Answer| answer.log_odds(&logits(&rows[..1])).unwrap().into_scalar::<f32>();
        assert_eq!((value(Answer::Value(2)), value(Answer::Match)), (-2.0, 0.25));
        let error = Answer::Class(3).log_odds(&logits(&rows)).unwrap_err();
        assert!(matches!(error, ExplainError::Class { given: 3, classes: 3 }));
    }

    #[test]
    fn the_largest_leads_and_the_match_only_without_classes() {
        let config = TvltConfig::default();
        assert_eq!(Answer::leading(&config, &[0.5, 2.0, 1.0], Some(9.0)), Some(Answer::Class(1)));
        assert_eq!(Answer::leading(&config, &[], Some(-1.0)), Some(Answer::Match));
        assert_eq!(Answer::leading(&config, &[], None), None);
        let regression = TvltConfig { loss_type: LossType::Regression, ..config.clone() };
        assert_eq!(Answer::leading(&regression, &[-0.5], None), Some(Answer::Value(0)));
        let several =
            TvltConfig { problem_type: Some("multi_label_classification".into()), ..TvltConfig::default() };
        assert_eq!(Answer::leading(&several, &[0.0, 1.0], None), Some(Answer::Value(1)));
    }
}
