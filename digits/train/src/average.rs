//! The mean of several models' weights, each read when its turn comes.
//!
//! The mean of the last models of a run, and of a model and of one trained further from it, is often better than each
//! of them (M. Wortsman et al., "Model soups", arXiv 2203.05482). For independently trained models it is useless.

use std::path::{Path, PathBuf};

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    tensor::{Device, Tensor, TensorData},
};
use thiserror::Error;

use crate::start::deepened_as;
use tvlt::checkpoint::{Checkpoint, CheckpointError};
use tvlt::config::TvltConfig;
use tvlt::model::TvltAudioVisual;

/// Why models have no mean.
#[derive(Debug, Error)]
pub enum AverageError {
    /// Weights cannot be read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Two models have different configurations.
    #[error("{} and {} have different configurations: only parts of one run have a mean", .0.display(), .1.display())]
    Differs(PathBuf, PathBuf),
    /// A class is to be said less often that the models do not have.
    #[error("the models have no class {0:?}")]
    NoClass(String),
}

/// The unweighted mean of the weights of the models in these folders, with their configuration.
///
/// Where a model has fewer encoder layers than another, those of the other are taken that change nothing.
///
/// # Errors
/// [`AverageError`], as a sentence.
pub fn average(
    first: &Path,
    others: &[PathBuf],
    device: &Device,
) -> Result<(TvltAudioVisual, TvltConfig), AverageError> {
    let checkpoint = Checkpoint::from_path(first)?;
    let heads = checkpoint.heads()?;
    let mut config = checkpoint.config().clone();
    let mut sum = checkpoint.load(heads, device)?.model;
    let mut models = 1.0;
    for folder in others {
        let other = Checkpoint::from_path(folder)?;
        let layers = other.config().num_hidden_layers;
        if *other.config() != (TvltConfig { num_hidden_layers: layers, ..config.clone() }) {
            return Err(AverageError::Differs(first.to_owned(), folder.clone()));
        }
        let mut other = other.load(heads, device)?.model;
        if layers > config.num_hidden_layers {
            // The layers that the sum lacks change nothing in any of its models, whatever else their weights are.
            let mean = deepened_as(sum.map(&mut Scaled(1.0 / models)), &other);
            sum = mean.map(&mut Scaled(models));
            config.num_hidden_layers = layers;
        } else if layers < config.num_hidden_layers {
            other = deepened_as(other, &sum.clone().map(&mut Scaled(1.0 / models)));
        }
        sum = added(sum, &other);
        models += 1.0;
    }
    Ok((sum.map(&mut Scaled(1.0 / models)), config))
}

/// The model with a lower logit of the class of this label: it is said less often.
///
/// # Errors
/// [`AverageError::NoClass`].
pub fn with_lower(
    mut model: TvltAudioVisual,
    config: &TvltConfig,
    label: &str,
    by: f32,
) -> Result<TvltAudioVisual, AverageError> {
    let class = (0..config.num_labels()).find(|class| config.label(*class) == label);
    let bias = model.classifier.as_mut().and_then(|head| head.output.bias.as_mut());
    let Some((class, bias)) = class.zip(bias) else {
        return Err(AverageError::NoClass(label.to_owned()));
    };
    *bias = bias.clone().map(|bias| {
        let lower = bias.clone().narrow(0, class, 1) - by;
        let place = class..class + 1;
        bias.slice_assign([place], lower)
    });
    Ok(model)
}

/// The sum of both modules' weights; the modules have the same configuration.
fn added<M: Module>(module: M, other: &M) -> M {
    let mut weights = Weights(Vec::new());
    other.visit(&mut weights);
    module.map(&mut Added(weights.0.into_iter()))
}

struct Weights(Vec<TensorData>);

impl ModuleVisitor for Weights {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push(param.val().into_data());
    }
}

struct Added(std::vec::IntoIter<TensorData>);

impl ModuleMapper for Added {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(other) = self.0.next() else { return param };
        param.map(|own| {
            let other = Tensor::from_data(other, &own.device());
            own + other
        })
    }
}

struct Scaled(f32);

impl ModuleMapper for Scaled {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        param.map(|own| own * self.0)
    }
}
