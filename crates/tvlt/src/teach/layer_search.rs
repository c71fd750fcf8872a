//! A search for the layers of a model that are best taught on, by what was taught.

use std::collections::BTreeMap;

use super::TeachError;
use super::class_error::ClassError;
use super::classroom::Classroom;
use super::examination::Examination;
use super::features::Features;
use super::prior::Prior;
use super::report::Report;

/// Layers that are taught on together.
const TOGETHER: usize = 3;

/// A burst of a class, with features of all layers of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct LayeredBurst {
    /// Name of the class.
    pub class: String,
    /// Features of each sample, layer by layer from the first, as [`Features`] has them.
    pub samples: Vec<Features>,
}

/// Layers, and how well they tell apart what was taught.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerFigure {
    /// The layers; the first is 1.
    pub layers: Vec<usize>,
    /// The [`accuracy`](Report::accuracy) of samples of bursts left out.
    pub accuracy: f32,
}

/// The features of some of the layers, from those of all `count` layers.
///
/// # Errors
/// [`TeachError::Width`], where there is no such layer, or the features are not of so many.
pub fn of_layers(features: &Features, count: usize, layers: &[usize]) -> Result<Features, TeachError> {
    let of = |all: &Option<Vec<f32>>| -> Result<Option<Vec<f32>>, TeachError> {
        let Some(all) = all else { return Ok(None) };
        let width = TeachError::Width { given: all.len(), expected: count };
        if count == 0 || !all.len().is_multiple_of(count) {
            return Err(width);
        }
        let length = all.len() / count;
        let mut chosen = Vec::with_capacity(layers.len() * length);
        for layer in layers {
            let part = layer.checked_sub(1).and_then(|layer| all.chunks_exact(length).nth(layer));
            chosen.extend_from_slice(part.ok_or(width.clone())?);
        }
        Ok(Some(chosen))
    };
    Ok(Features { sight: of(&features.sight)?, sound: of(&features.sound)? })
}

/// Teaches these bursts on each three consecutive layers of a model of `count` layers, without a prior, and says how
/// well bursts left out are recognised. In a model of fewer layers all of them are the only choice.
///
/// Nothing is found where no class has two bursts.
///
/// # Errors
/// [`ClassError`], where features do not fit together.
pub fn layer_figures(bursts: &[LayeredBurst], count: usize) -> Result<Vec<LayerFigure>, ClassError> {
    let together = TOGETHER.min(count);
    let mut figures = Vec::new();
    for first in 1..=count + 1 - together {
        let layers: Vec<usize> = (first..first + together).collect();
        let mut room = Classroom::new(&Prior::without(layers.clone()))?;
        let mut classes = BTreeMap::new();
        for LayeredBurst { class, samples } in bursts {
            let id = match classes.get(class) {
                Some(id) => *id,
                None => room.add_class(class)?,
            };
            classes.insert(class, id);
            let burst = room.begin_burst(id)?;
            for features in samples {
                room.add(burst, of_layers(features, count, &layers)?)?;
            }
        }
        if let Some(accuracy) = Report::new(&room, &Examination::complete(&room)?).accuracy {
            figures.push(LayerFigure { layers, accuracy });
        }
    }
    Ok(figures)
}

/// The best of these layers of a model of `count` layers; of several that are as good, those nearest to the middle.
pub fn best_layers(figures: &[LayerFigure], count: usize) -> Option<&LayerFigure> {
    // Twice the distance of the layers' middle from the model's, whose layers are 1 to `count`.
    let off = |figure: &LayerFigure| match (figure.layers.first(), figure.layers.last()) {
        (Some(first), Some(last)) => (first + last).abs_diff(count + 1),
        _ => usize::MAX,
    };
    figures
        .iter()
        .min_by(|one, other| other.accuracy.total_cmp(&one.accuracy).then_with(|| off(one).cmp(&off(other))))
}

#[cfg(test)]
mod tests {
    use super::super::made_up::World;
    use super::*;

    const LAYERS: usize = 6;

    /// Two classes in two bursts, which only the features of some layers tell apart.
    fn bursts(telling: &[usize], world: &mut World) -> Vec<LayeredBurst> {
        let classes = [("mug", Some(0)), ("book", Some(1)), ("mug", Some(0)), ("book", Some(1))];
        let mut burst = |(class, thing): (&str, Option<usize>)| {
            let sample = |world: &mut World| -> Vec<f32> {
                let of = |layer| if telling.contains(&layer) { thing } else { None };
                (1..=LAYERS).flat_map(|layer| world.one(of(layer), 0.0)).collect()
            };
            let samples = (0..10).map(|_| Features { sight: Some(sample(world)), sound: None }).collect();
            LayeredBurst { class: class.to_owned(), samples }
        };
        classes.map(&mut burst).into()
    }

    #[test]
    fn the_layers_that_tell_classes_apart_are_found() {
        let mut world = World::new(3);
        for (telling, expected) in [
            (&[1][..], &[1, 2, 3][..]),
            (&[6], &[4, 5, 6]),
            // All that have one of them are as good: those in the middle.
            (&[1, 2, 3, 4, 5, 6], &[2, 3, 4]),
        ] {
            let figures = layer_figures(&bursts(telling, &mut world), LAYERS).unwrap();
            assert_eq!(figures.len(), 4);
            let best = best_layers(&figures, LAYERS).unwrap();
            assert_eq!(best.layers, expected, "{figures:?}");
            assert!(best.accuracy > 0.9, "{figures:?}");
        }
    }

    #[test]
    fn with_one_burst_of_each_class_nothing_is_found() {
        let bursts = &bursts(&[1], &mut World::new(3))[..2];
        let figures = layer_figures(bursts, LAYERS).unwrap();
        assert_eq!((best_layers(&figures, LAYERS), figures.len()), (None, 0));
    }

    #[test]
    fn a_layers_features_are_its_own() {
        let features = Features { sight: Some((0..6).map(|at| at as f32).collect()), sound: None };
        let of = |count, layers: &[usize]| of_layers(&features, count, layers);
        assert_eq!(of(3, &[1, 3]).unwrap().sight, Some(vec![0.0, 1.0, 4.0, 5.0]));
        for (count, layers) in [(3, &[4][..]), (3, &[0]), (4, &[1]), (0, &[])] {
            assert!(matches!(of(count, layers), Err(TeachError::Width { .. })), "{count} {layers:?}");
        }
    }
}
