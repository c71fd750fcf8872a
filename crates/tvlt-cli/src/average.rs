//! `tvlt average`: the mean of several models' weights.

use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

use super::convert::{ConvertError, folder_of, same_place, write_processor};
use digits_train::average::{self, average, with_lower};
use tvlt::checkpoint::{CheckpointError, save_to_dir};
use tvlt::inference::device;
use tvlt::precision::Precision;

/// Arguments of `tvlt average`.
#[derive(Debug, clap::Args)]
pub struct AverageArgs {
    /// Folders of the models, each trained from one before it. A folder that is named twice counts twice: A A A B is
    /// three parts of A and one of B.
    #[arg(required = true, num_args = 2..)]
    models: Vec<PathBuf>,
    /// Folder the mean is written to.
    #[arg(long)]
    out: PathBuf,
    /// Lowers the logit of a class, so that it is said less often: nothing=1.5. Can be given for several classes.
    #[arg(long, value_name = "CLASS=LOGIT")]
    lower: Vec<Lowered>,
}

/// A class that is to be said less often.
#[derive(Debug, Clone, PartialEq)]
struct Lowered {
    label: String,
    by: f32,
}

impl FromStr for Lowered {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let lowered = text.rsplit_once('=').and_then(|(label, by)| {
            let by = by.trim().parse().ok().filter(|by: &f32| by.is_finite())?;
            Some(Self { label: label.trim().to_owned(), by })
        });
        lowered.ok_or_else(|| "give a class and a number, as in nothing=1.5".to_owned())
    }
}

/// What can stop `tvlt average`.
#[derive(Debug, Error)]
pub enum AverageError {
    /// The mean cannot be written.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The models have no mean.
    #[error(transparent)]
    Average(#[from] average::AverageError),
    /// The processors' settings cannot be read or written.
    #[error(transparent)]
    Processor(#[from] ConvertError),
    /// The mean would overwrite one of the models.
    #[error("{} is one of the models: name another folder with --out", .0.display())]
    Same(PathBuf),
}

/// Runs `tvlt average`: writes the mean of the weights, in which each folder counts as often as it is named, in f16, as
/// `tvlt train` does.
///
/// # Errors
/// [`AverageError`], as a sentence for the person.
pub fn run(args: AverageArgs) -> Result<(), AverageError> {
    let [first, others @ ..] = args.models.as_slice() else { return Ok(()) };
    if args.models.iter().any(|model| same_place(model, &args.out)) {
        return Err(AverageError::Same(args.out));
    }
    let (mean, config) = average(first, others, &device::cpu().device)?;
    let mean = args
        .lower
        .iter()
        .try_fold(mean, |mean, Lowered { label, by }| with_lower(mean, &config, label, *by))?;
    save_to_dir(&mean, &config, Precision::F16, &args.out)?;
    write_processor(folder_of(first), &args.out, &config)?;
    println!("{}: the mean of {} models", args.out.display(), args.models.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use burn::module::{Module, ModuleVisitor, Param};
    use burn::tensor::{Device, Tensor};
    use tvlt::checkpoint::Checkpoint;

    use super::*;
    use digits_train::start::{default_config, new_model};
    use tvlt::config::TvltConfig;

    #[derive(Default)]
    struct Weights(Vec<f32>);

    impl ModuleVisitor for Weights {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            self.0.extend(param.val().into_data().iter::<f32>());
        }
    }

    fn written(folder: &std::path::Path, seed: u64, config: &TvltConfig) -> PathBuf {
        let device = Device::flex();
        device.seed(seed);
        save_to_dir(&new_model(config, &device), config, Precision::F32, folder).expect("written");
        folder.to_owned()
    }

    fn weights(folder: &std::path::Path) -> Vec<f32> {
        let checkpoint = Checkpoint::from_path(folder).expect("a model");
        let heads = checkpoint.heads().expect("heads");
        let mut weights = Weights::default();
        checkpoint.load(heads, &Device::flex()).expect("weights").model.visit(&mut weights);
        weights.0
    }

    #[test]
    fn every_weight_is_the_mean_of_models_of_any_depth_and_other_forms_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str| folder.path().join(name);
        let small =
            TvltConfig { hidden_size: 32, num_hidden_layers: 1, intermediate_size: 64, ..default_config() };
        let (one, two) = (written(&place("one"), 1, &small), written(&place("two"), 2, &small));
        let out = place("mean");
        run(AverageArgs { models: vec![one.clone(), two.clone()], out: out.clone(), lower: vec![] })
            .expect("a mean");
        let (one_weights, two_weights, mean) = (weights(&one), weights(&two), weights(&out));
        assert!(one_weights.len() > 10_000 && one_weights != two_weights);
        assert_eq!(mean.len(), one_weights.len());
        for (mean, (a, b)) in mean.iter().zip(one_weights.iter().zip(&two_weights)) {
            assert!((mean - (a + b) / 2.0).abs() < 1e-3, "{mean} of {a} and {b}");
        }
        let models = vec![one.clone(), two.clone()];
        let lower = ["nothing=0.5", "8=2"].map(|text| text.parse().expect("a class and a number")).to_vec();
        run(AverageArgs { models: models.clone(), out: out.clone(), lower }).expect("a mean");
        let fallen = |by: f32| {
            let pairs = mean.iter().zip(weights(&out));
            pairs.filter(|(mean, lower)| (*mean - lower - by).abs() < 0.01).count()
        };
        assert_eq!((fallen(0.5), fallen(2.0)), (1, 1), "these two biases alone");
        let lower = vec![Lowered { label: "ten".into(), by: 1.0 }];
        let result = run(AverageArgs { models, out: out.clone(), lower });
        assert!(matches!(result, Err(AverageError::Average(average::AverageError::NoClass(..)))));
        assert!(["nothing", "8=", "8=inf"].iter().all(|text| text.parse::<Lowered>().is_err()));
        let result =
            run(AverageArgs { models: vec![one.clone(), two], out: place("two/../one"), lower: vec![] });
        assert!(matches!(result, Err(AverageError::Same(..))));
        assert_eq!(weights(&one), one_weights);
        // A layer that one of them lacks changes nothing there: what it adds is half of the other's.
        let deep = written(&place("deep"), 1, &TvltConfig { num_hidden_layers: 2, ..small.clone() });
        let mut means = Vec::new();
        for models in [[one.clone(), deep.clone()], [deep.clone(), one.clone()]] {
            run(AverageArgs { models: models.to_vec(), out: out.clone(), lower: vec![] }).expect("a mean");
            means.push(weights(&out));
        }
        assert_eq!(means[0].len(), weights(&deep).len());
        assert!(means[0].iter().zip(&means[1]).all(|(a, b)| (a - b).abs() < 1e-3));
        let wide = written(&place("wide"), 1, &TvltConfig { intermediate_size: 96, ..small });
        let result = run(AverageArgs { models: vec![one, wide], out, lower: vec![] });
        assert!(matches!(result, Err(AverageError::Average(average::AverageError::Differs(..)))));
    }
}
