//! Covariances within and between things, the map that makes them plain, and how far classes usually lead.

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use rand::Rng;
use rand::seq::index;

use super::PriorOptions;
use super::gather::Gathering;
use crate::TrainError;
use tvlt::teach::TeachError;
use tvlt::teach::familiarity::Familiarity;
use tvlt::teach::prior::SensePrior;
use tvlt::teach::refusal::Lead;
use tvlt::teach::standard::Standard;

/// How much of the covariance within things is replaced by the same variance in all directions. With few clips for the
/// number of features, small variances are underestimated.
const SHRINKAGE: f64 = 0.4;

/// The prior of one modality.
pub(super) fn estimate(
    rng: &mut impl Rng,
    gathering: &Gathering,
    options: &PriorOptions,
) -> Result<SensePrior, TrainError> {
    let clips = &gathering.clips;
    let features: Vec<&Vec<f32>> = clips.iter().map(|clip| &clip.features).collect();
    let standard = Standard::estimate(&features)?;
    let scaled = |features: &[f32]| {
        let values = features.iter().zip(&standard.mean).zip(&standard.scale);
        DVector::from_iterator(
            features.len(),
            values.map(|((value, mean), scale)| f64::from((value - mean) / scale)),
        )
    };
    let rows: Vec<DVector<f64>> = clips.iter().map(|clip| scaled(&clip.features)).collect();
    let width = standard.mean.len();

    let things = clips.iter().map(|clip| clip.thing + 1).max().unwrap_or_default();
    let mut means = vec![DVector::zeros(width); things];
    let mut counts = vec![0.0f64; things];
    for (clip, row) in clips.iter().zip(&rows) {
        means[clip.thing] += row;
        counts[clip.thing] += 1.0;
    }
    means.iter_mut().zip(&counts).for_each(|(mean, count)| *mean /= count.max(1.0));
    let met: Vec<usize> = (0..things).filter(|thing| counts[*thing] > 1.0).collect();
    if met.len() < 2 {
        return Err(TeachError::NoSamples.into());
    }

    let deviations = clips.iter().zip(&rows).map(|(clip, row)| row - &means[clip.thing]);
    let deviations = DMatrix::from_columns(&deviations.collect::<Vec<_>>());
    let freedom = clips.len() as f64 - met.len() as f64;
    let mut within = &deviations * deviations.transpose() / freedom.max(1.0);
    let level = within.trace() / width as f64;
    within *= 1.0 - SHRINKAGE;
    (0..width).for_each(|at| within[(at, at)] += SHRINKAGE * level);

    let centre = met.iter().fold(DVector::zeros(width), |sum, thing| sum + &means[*thing]) / met.len() as f64;
    let spread = DMatrix::from_columns(&met.iter().map(|thing| &means[*thing] - &centre).collect::<Vec<_>>());
    let chance = met.iter().map(|thing| 1.0 / counts[*thing]).sum::<f64>() / met.len() as f64;
    let between = &spread * spread.transpose() / (met.len() - 1) as f64 - &within * chance;

    // Directions in which the covariance within is the identity, and that between things is diagonal.
    let factor = within.cholesky().ok_or(TeachError::Singular { ridge: 0.0 })?.l();
    let inverse = factor
        .solve_lower_triangular(&DMatrix::identity(width, width))
        .ok_or(TeachError::Singular { ridge: 0.0 })?;
    let eigen = SymmetricEigen::new(&inverse * between * inverse.transpose());
    let mut order: Vec<usize> = (0..width).collect();
    order.sort_by(|one, other| eigen.eigenvalues[*other].total_cmp(&eigen.eigenvalues[*one]));
    order.truncate(options.width);
    let map: Vec<DVector<f64>> =
        order.iter().map(|at| inverse.transpose() * eigen.eigenvectors.column(*at)).collect();

    let narrow = |values: DVector<f64>| values.iter().map(|value| *value as f32).collect::<Vec<f32>>();
    let mapped = |row: &DVector<f64>| DVector::from_iterator(map.len(), map.iter().map(|axis| axis.dot(row)));
    let mut prior = SensePrior {
        map: map.iter().flat_map(|axis| axis.iter().map(|value| *value as f32)).collect(),
        between: order.iter().map(|at| eigen.eigenvalues[*at].max(1e-3) as f32).collect(),
        nothing: index::sample(rng, met.len(), options.nothing.min(met.len()))
            .into_iter()
            .map(|at| narrow(mapped(&means[met[at]])))
            .collect(),
        usual: Lead { mean: 0.0, spread: 1.0 },
        standard: standard.clone(),
    };
    prior.usual = usual(&prior, gathering)?;
    Ok(prior)
}

/// How far classes lead that were taught in one session and are asked for in another.
fn usual(prior: &SensePrior, gathering: &Gathering) -> Result<Lead, TrainError> {
    let mapping = prior.mapping()?;
    let mapped = |features: &[f32]| -> Result<Vec<f32>, TrainError> {
        let mapped = mapping.apply(features)?;
        Ok(mapped.iter().zip(mapping.mean()).map(|(value, mean)| value - mean).collect())
    };
    let mut leads = Vec::new();
    // The clips of a thing in one session follow each other.
    let shown: Vec<&[super::gather::Clip]> = gathering
        .clips
        .chunk_by(|one, other| one.thing == other.thing && one.session == other.session)
        .collect();
    let sessions: Vec<usize> = {
        let mut sessions: Vec<usize> = gathering.clips.iter().map(|clip| clip.session).collect();
        sessions.dedup();
        sessions
    };
    for taught in &shown {
        let Some(asked) = shown
            .iter()
            .find(|asked| asked[0].thing == taught[0].thing && asked[0].session > taught[0].session)
        else {
            continue;
        };
        let mut mean = vec![0.0; mapping.width()];
        for clip in *taught {
            let clip = mapped(&clip.features)?;
            mean.iter_mut().zip(clip).for_each(|(mean, value)| *mean += value / taught.len() as f32);
        }
        let nothing = sessions.iter().position(|session| *session == taught[0].session);
        let nothing =
            nothing.and_then(|at| gathering.empty.get(at)).map(|empty| mapped(empty)).transpose()?;
        let familiarity =
            Familiarity::new(mapping.clone(), prior.between.clone(), vec![Some(mean), nothing])?;
        leads.extend(familiarity.leads(&asked[0].features)?);
    }
    let count = leads.len().max(1) as f32;
    let mean = leads.iter().sum::<f32>() / count;
    let variance = leads.iter().map(|lead| (lead - mean).powi(2)).sum::<f32>() / count;
    Ok(Lead { mean, spread: variance.sqrt().max(1e-3) })
}
