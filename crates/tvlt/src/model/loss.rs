//! The losses of the three tasks.

use burn::tensor::{Device, Tensor, TensorData, activation::log_softmax};

use super::ModelError;
use crate::config::LossType;

/// The labels of a batch, on the host.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    /// The labels, row by row.
    pub values: Vec<f32>,
    /// Their shape.
    pub shape: Vec<usize>,
    /// Whether they are class indices. Otherwise they are values (for a regression or the matching
    /// task) or the probability of each class.
    pub classes: bool,
}

/// Class index that PyTorch's cross entropy ignores.
const IGNORE: f32 = -100.0;

impl Labels {
    /// One class index for each clip.
    pub fn classes(classes: &[usize]) -> Self {
        Self {
            values: classes.iter().map(|&class| class as f32).collect(),
            shape: vec![classes.len()],
            classes: true,
        }
    }

    /// Values of the given shape.
    pub fn values(values: Vec<f32>, shape: &[usize]) -> Self {
        Self { values, shape: shape.to_vec(), classes: false }
    }

    fn tensor(&self, shape: [usize; 2], device: &Device) -> Tensor<2> {
        Tensor::from_data(TensorData::new(self.values.clone(), shape), device)
    }
}

/// Loss of a classification head (`TvltForAudioVisualClassification.forward`).
///
/// `Classification`: cross entropy against class indices `[batch]` (a clip with -100 is ignored) or class
/// probabilities `[batch, classes]`; a single row of floats is read as class indices. `Regression`: mean
/// squared error against values of the logits' shape; other shapes are broadcast as in PyTorch, so labels
/// `[batch]` count as `[1, batch]`.
///
/// # Shapes
/// - `logits`: `[batch, classes]`
/// - result: `[1]`
///
/// # Errors
/// Where the labels do not fit.
pub fn classification_loss(
    logits: Tensor<2>,
    labels: &Labels,
    loss_type: LossType,
) -> Result<Tensor<1>, ModelError> {
    let [batch, classes] = logits.dims();
    let device = logits.device();
    let wrong = |expected: String| {
        Err(ModelError::Labels(format!("their shape is {:?}, but the model takes {expected}", labels.shape)))
    };
    match loss_type {
        LossType::Regression => {
            let [rows, columns] = match labels.shape[..] {
                [] => [1, 1],
                [len] => [1, len],
                [rows, columns] => [rows, columns],
                _ => return wrong(format!("[{batch}, {classes}]")),
            };
            let stretches = |a: usize, b: usize| a == b || a == 1 || b == 1;
            if !stretches(rows, batch) || !stretches(columns, classes) {
                return wrong(format!("[{batch}, {classes}]"));
            }
            let error = logits - labels.tensor([rows, columns], &device);
            Ok((error.clone() * error).mean())
        }
        LossType::Classification if labels.classes || labels.shape.len() < 2 => {
            if labels.values.len() != batch || labels.shape.len() > 2 {
                return wrong(format!("[{batch}] class numbers"));
            }
            let mut chosen = vec![0.0; batch * classes];
            for (row, &class) in chosen.chunks_exact_mut(classes).zip(&labels.values) {
                if class == IGNORE {
                    continue;
                }
                match row.get_mut(class as usize) {
                    Some(place) if class >= 0.0 && class.fract() == 0.0 => *place = 1.0,
                    _ => return Err(ModelError::Labels(format!("class {class} is not one of {classes}"))),
                }
            }
            let counted = labels.values.iter().filter(|&&class| class != IGNORE).count();
            let chosen = Tensor::from_data(TensorData::new(chosen, [batch, classes]), &device);
            Ok((log_softmax(logits, 1) * chosen).sum() * (-1.0 / counted as f64))
        }
        LossType::Classification => {
            if labels.shape != [batch, classes] {
                return wrong(format!("[{batch}] class numbers or [{batch}, {classes}] probabilities"));
            }
            let shares = labels.tensor([batch, classes], &device);
            Ok((log_softmax(logits, 1) * shares).sum() * (-1.0 / batch as f64))
        }
    }
}

/// Loss of the matching task: binary cross entropy with logits.
///
/// # Shapes
/// - `logits`: `[batch, 1]`; `labels`: one number for each clip, 1 where sound and picture belong together
/// - result: `[1]`
///
/// # Errors
/// Where there is not exactly one label for each clip.
pub fn matching_loss(logits: Tensor<2>, labels: &Labels) -> Result<Tensor<1>, ModelError> {
    let shape = logits.dims();
    if labels.values.len() != shape[0] * shape[1] {
        return Err(ModelError::Labels(format!(
            "their shape is {:?}, but the matching task takes one label for each of {} clips",
            labels.shape, shape[0]
        )));
    }
    let labels = labels.tensor(shape, &logits.device());
    // max(x, 0) - x y + ln(1 + e^-|x|): the form that never overflows.
    let rest = ((-logits.clone().abs()).exp() + 1.0).log();
    Ok((logits.clone().clamp_min(0.0) - logits * labels + rest).mean())
}

/// Loss of a reconstruction: mean squared error over the hidden patches (`pixel_mae_loss`,
/// `audio_mae_loss`). NaN where no patch is hidden.
///
/// # Shapes
/// - `logits`, `targets`: `[batch, patches, numbers of a patch]`
/// - `label_masks`: `[batch, patches]`, 1 for a hidden patch
/// - result: `[1]`
///
/// # Errors
/// [`ModelError::PatchLength`].
pub fn mae_loss(
    logits: Tensor<3>,
    targets: Tensor<3>,
    label_masks: Tensor<2>,
) -> Result<Tensor<1>, ModelError> {
    Ok(hidden_mean(squared_errors(logits, targets)?, label_masks))
}

/// The squared error of each patch, the mean over its numbers.
///
/// # Shapes
/// - `logits`, `targets`: `[batch, patches, numbers of a patch]`
/// - result: `[batch, patches]`
///
/// # Errors
/// [`ModelError::PatchLength`].
pub fn squared_errors(logits: Tensor<3>, targets: Tensor<3>) -> Result<Tensor<2>, ModelError> {
    let ([_, _, given], [_, _, expected]) = (logits.dims(), targets.dims());
    if given != expected {
        return Err(ModelError::PatchLength { given, expected });
    }
    let error = logits - targets;
    Ok((error.clone() * error).mean_dim(2).squeeze_dim::<2>(2))
}

/// The mean of the hidden patches' errors, over all clips: `[1]`. NaN where no patch is hidden. `label_masks` is 1 for a
/// hidden patch, else 0.
pub(crate) fn hidden_mean(errors: Tensor<2>, label_masks: Tensor<2>) -> Tensor<1> {
    (errors * label_masks.clone()).sum() / label_masks.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loss(labels: Labels, loss_type: LossType) -> Result<f32, ModelError> {
        let logits = Tensor::from_floats([[1.0, 3.0], [2.0, 2.0]], &Device::flex());
        classification_loss(logits, &labels, loss_type).map(|loss| loss.into_scalar())
    }

    // Cross entropy of the first row is ln(1 + e^2) or ln(1 + e^-2), of the second ln 2.
    const FAR: f32 = 2.126_928;
    const NEAR: f32 = 0.126_928;

    #[track_caller]
    fn assert_close(given: Result<f32, ModelError>, expected: f32) {
        let given = given.unwrap();
        assert!((given - expected).abs() < 1e-6, "{given} is not {expected}");
    }

    #[test]
    fn cross_entropy_takes_classes_and_shares() {
        let ln_2 = std::f32::consts::LN_2;
        let classes = LossType::Classification;
        assert_close(loss(Labels::classes(&[0, 1]), classes), (FAR + ln_2) / 2.0);
        assert_close(loss(Labels::values(vec![1.0, 0.0], &[2]), classes), (NEAR + ln_2) / 2.0);
        assert_close(loss(Labels::values(vec![0.0, -100.0], &[2]), classes), FAR);
        let shares = Labels::values(vec![0.25, 0.75, 0.5, 0.5], &[2, 2]);
        assert_close(loss(shares, classes), (0.25 * FAR + 0.75 * NEAR + ln_2) / 2.0);
    }

    #[test]
    fn squared_errors_stretch_as_in_pytorch() {
        let regression = LossType::Regression;
        assert_close(loss(Labels::values(vec![1.0, 1.0, 0.0, 2.0], &[2, 2]), regression), 2.0);
        assert_close(loss(Labels::values(vec![1.0, 2.0], &[2]), regression), 0.5);
        assert_close(loss(Labels::values(vec![1.0, 2.0], &[2, 1]), regression), 1.0);
    }

    #[test]
    fn labels_that_do_not_fit_are_errors() {
        let classes = LossType::Classification;
        for labels in [
            Labels::classes(&[0]),
            Labels::classes(&[0, 2]),
            Labels::values(vec![0.0, 0.5], &[2]),
            Labels::values(vec![-1.0, 0.0], &[2]),
            Labels::values(vec![1.0; 6], &[2, 3]),
        ] {
            assert!(matches!(loss(labels, classes), Err(ModelError::Labels(_))));
        }
        assert!(loss(Labels::values(vec![1.0; 6], &[2, 3]), LossType::Regression).is_err());
    }
}
