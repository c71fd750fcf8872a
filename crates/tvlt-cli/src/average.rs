//! `tvlt average`: the mean of several models' weights.

use std::path::PathBuf;

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    tensor::{Tensor, TensorData},
};
use thiserror::Error;

use super::convert::{ConvertError, same_place, write_processor};
use tvlt::checkpoint::{Checkpoint, CheckpointError, save_to_dir};
use tvlt::inference::device;
use tvlt::precision::Precision;

/// Arguments of `tvlt average`.
#[derive(Debug, clap::Args)]
pub struct AverageArgs {
    /// Folders of the models: parts of one run, each trained from the one before.
    #[arg(required = true, num_args = 2..)]
    models: Vec<PathBuf>,
    /// Folder the mean is written to.
    #[arg(long)]
    out: PathBuf,
}

/// What can stop `tvlt average`.
#[derive(Debug, Error)]
pub enum AverageError {
    /// Weights cannot be read or written.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The processors' settings cannot be read or written.
    #[error(transparent)]
    Processor(#[from] ConvertError),
    /// Two models have different configurations.
    #[error("{} and {} have different configurations: only parts of one run have a mean", .0.display(), .1.display())]
    Differs(PathBuf, PathBuf),
    /// The mean would overwrite one of the models.
    #[error("{} is one of the models: name another folder with --out", .0.display())]
    Same(PathBuf),
}

/// Runs `tvlt average`: writes the unweighted mean of the weights in f16, as `tvlt train` does. The mean of a model
/// and of models trained further from it is often better than each of them (M. Wortsman et al., "Model soups",
/// 2022); for independently trained models it is useless.
///
/// # Errors
/// [`AverageError`], as a sentence for the person.
pub fn run(args: AverageArgs) -> Result<(), AverageError> {
    let device = device::cpu().device;
    let [first, others @ ..] = args.models.as_slice() else { return Ok(()) };
    if args.models.iter().any(|model| same_place(model, &args.out)) {
        return Err(AverageError::Same(args.out));
    }
    let checkpoint = Checkpoint::from_path(first)?;
    let heads = checkpoint.heads()?;
    let mut sum = checkpoint.load(heads, &device)?.model;
    for folder in others {
        let other = Checkpoint::from_path(folder)?;
        if other.config() != checkpoint.config() {
            return Err(AverageError::Differs(first.clone(), folder.clone()));
        }
        sum = added(sum, &other.load(heads, &device)?.model);
    }
    let mean = sum.map(&mut Scaled(1.0 / args.models.len() as f32));
    save_to_dir(&mean, checkpoint.config(), Precision::F16, &args.out)?;
    write_processor(first, &args.out, checkpoint.config())?;
    println!("{}: the mean of {} models", args.out.display(), args.models.len());
    Ok(())
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

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use digits_train::start::{default_config, new_model};
    use tvlt::config::TvltConfig;

    fn written(folder: &std::path::Path, seed: u64, config: &TvltConfig) -> PathBuf {
        let device = Device::flex();
        device.seed(seed);
        save_to_dir(&new_model(config, &device), config, Precision::F32, folder).expect("written");
        folder.to_owned()
    }

    fn weights(folder: &std::path::Path) -> Vec<f32> {
        let checkpoint = Checkpoint::from_path(folder).expect("a model");
        let heads = checkpoint.heads().expect("heads");
        let mut weights = Weights(Vec::new());
        checkpoint.load(heads, &Device::flex()).expect("weights").model.visit(&mut weights);
        weights.0.iter().flat_map(|data| data.iter::<f32>().collect::<Vec<_>>()).collect()
    }

    #[test]
    fn every_weight_is_the_mean_and_other_forms_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str| folder.path().join(name);
        let small =
            TvltConfig { hidden_size: 32, num_hidden_layers: 1, intermediate_size: 64, ..default_config() };
        let (one, two) = (written(&place("one"), 1, &small), written(&place("two"), 2, &small));
        let out = place("mean");
        run(AverageArgs { models: vec![one.clone(), two.clone()], out: out.clone() }).expect("a mean");
        let (one_weights, two_weights, mean) = (weights(&one), weights(&two), weights(&out));
        assert!(one_weights.len() > 10_000 && one_weights != two_weights);
        assert_eq!(mean.len(), one_weights.len());
        for (mean, (a, b)) in mean.iter().zip(one_weights.iter().zip(&two_weights)) {
            assert!((mean - (a + b) / 2.0).abs() < 1e-3, "{mean} of {a} and {b}");
        }
        let result = run(AverageArgs { models: vec![one.clone(), two], out: place("two/../one") });
        assert!(matches!(result, Err(AverageError::Same(..))));
        assert_eq!(weights(&one), one_weights);
        let deep = written(&place("deep"), 1, &TvltConfig { num_hidden_layers: 2, ..small });
        let result = run(AverageArgs { models: vec![one, deep], out });
        assert!(matches!(result, Err(AverageError::Differs(..))));
    }
}
