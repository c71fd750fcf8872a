//! The model in training, with the heads that draw its middle layers to the teachers' features. The heads are no part
//! of the model that is written.

use burn::{
    module::Module,
    nn::{LayerNorm, LayerNormConfig, Linear, LinearConfig},
    tensor::{Device, Int, Tensor, TensorData, activation::log_softmax, activation::softmax},
};

use super::{batch::Rows, teacher::Table};
use tvlt::config::TvltConfig;
use tvlt::model::TvltAudioVisual;

/// Layers whose features are guided, and taught on, counted from 1. The first layer sees little but single patches, and the last ones
/// are for the model's own classes.
pub const TAUGHT_LAYERS: std::ops::RangeInclusive<usize> = 2..=4;

/// Temperature of the similarities in a batch.
const TEMPERATURE: f32 = 0.1;

/// What the middle layers make of each modality: the mean and the standard deviation over its tokens, `[clips, 2 *
/// layers * hidden]`; `None` for one that is absent.
#[derive(Debug, Clone)]
pub struct Features {
    /// Of the pixel tokens.
    pub sight: Option<Tensor<2>>,
    /// Of the audio tokens.
    pub hearing: Option<Tensor<2>>,
}

impl Features {
    /// The features in all layers' hidden states (`[clips, 1 + pixel tokens + audio tokens, hidden]`: the first
    /// layer's input, then each layer's output), where the modalities have `tokens` tokens.
    pub(super) fn of(hidden_states: &[Tensor<3>], tokens: [usize; 2]) -> Self {
        let of = |first: usize, tokens: usize| {
            let layers = hidden_states.get(TAUGHT_LAYERS).filter(|_| tokens > 0)?;
            let parts = layers.iter().flat_map(|states| {
                let states = states.clone().narrow(1, first, tokens);
                let mean = states.clone().mean_dim(1);
                let variance = (states - mean.clone()).powf_scalar(2.0).mean_dim(1);
                [mean, (variance + 1e-6).sqrt()].map(|part| part.flatten::<2>(1, 2))
            });
            Some(Tensor::cat(parts.collect(), 1))
        };
        Self { sight: of(1, tokens[0]), hearing: of(1 + tokens[0], tokens[1]) }
    }
}

/// A linear map from the features of one modality to those of its teacher.
#[derive(Module, Debug)]
pub struct Guide {
    norm: LayerNorm,
    linear: Linear,
}

impl Guide {
    fn new(features: usize, width: usize, device: &Device) -> Self {
        Self {
            norm: LayerNormConfig::new(features).init(device),
            linear: LinearConfig::new(features, width).init(device),
        }
    }
}

/// The model in training.
#[derive(Module, Debug)]
pub struct Student {
    /// The model itself.
    pub model: TvltAudioVisual,
    sight: Option<Guide>,
    hearing: Option<Guide>,
}

impl Student {
    /// A model with new heads for those teachers that there are.
    pub fn new(model: TvltAudioVisual, config: &TvltConfig, teachers: &TeacherRows, device: &Device) -> Self {
        let features = 2 * TAUGHT_LAYERS.count() * config.hidden_size;
        let deep = config.num_hidden_layers >= *TAUGHT_LAYERS.end();
        let guide = |rows: &Option<Tensor<2>>| {
            rows.as_ref().filter(|_| deep).map(|rows| Guide::new(features, rows.dims()[1], device))
        };
        Self { sight: guide(&teachers.sight), hearing: guide(&teachers.hearing), model }
    }

    /// The same with an encoder that gets no gradients, so that no step changes it.
    pub(super) fn with_fixed_encoder(mut self) -> Self {
        self.model.tvlt = self.model.tvlt.no_grad();
        self
    }
}

/// What the teachers made of each thing: rows of length one.
#[derive(Debug, Clone, Default)]
pub struct TeacherRows {
    /// `[things, width]`
    pub sight: Option<Tensor<2>>,
    /// `[words, width]`
    pub hearing: Option<Tensor<2>>,
}

impl TeacherRows {
    /// The rows of both tables on a device.
    pub fn new(sight: Option<&Table>, hearing: Option<&Table>, device: &Device) -> Self {
        let rows = |table: Option<&Table>| table.map(|table| table.directions(device));
        Self { sight: rows(sight), hearing: rows(hearing) }
    }
}

/// The distance (`[1]`) of the student's features from the teachers', for clips that have a row; `None` where
/// fewer than two have one.
pub(super) fn guidance(
    student: &Student,
    teachers: &TeacherRows,
    features: Features,
    rows: &[Rows],
    device: &Device,
) -> Option<Tensor<1>> {
    let sides = [
        (&student.sight, &teachers.sight, features.sight, rows.iter().map(|rows| rows.seen).collect()),
        (&student.hearing, &teachers.hearing, features.hearing, rows.iter().map(|rows| rows.heard).collect()),
    ];
    let losses = sides.into_iter().filter_map(|(guide, teacher, features, rows): (_, _, _, Vec<_>)| {
        let (guide, teacher, features) = (guide.as_ref()?, teacher.as_ref()?, features?);
        let clips: Vec<i64> =
            (0..).zip(&rows).filter(|(_, row)| row.is_some()).map(|(clip, _)| clip).collect();
        let rows: Vec<i64> = rows.iter().flatten().map(|row| *row as i64).collect();
        if rows.len() < 2 {
            return None;
        }
        let index = |values: Vec<i64>| {
            let count = values.len();
            Tensor::<1, Int>::from_data(TensorData::new(values, [count]), device)
        };
        let own = guide.linear.forward(guide.norm.forward(features.select(0, index(clips))));
        let length = own.clone().powf_scalar(2.0).sum_dim(1).sqrt().clamp_min(1e-6);
        Some(distance(own / length, teacher.clone().select(0, index(rows))))
    });
    losses.reduce(|sum, loss| sum + loss)
}

/// The distance (`[1]`) of two sets of directions (`[clips, width]`, rows of length one): how far each is from its
/// own, and how far the similarities within the batch are from the teacher's (relational distillation: W. Park et
/// al., arXiv 1904.05068).
fn distance(own: Tensor<2>, teacher: Tensor<2>) -> Tensor<1> {
    let clips = own.dims()[0] as f32;
    let apart = (own.clone() * teacher.clone()).sum() / -clips + 1.0;
    let similar = |directions: Tensor<2>| directions.matmul(teacher.clone().transpose()) / TEMPERATURE;
    let asked = softmax(similar(teacher.clone()), 1);
    let relations = (log_softmax(similar(own), 1) * asked).sum() / -clips;
    apart + relations * 0.5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(tensor: Tensor<1>) -> f32 {
        tensor.into_scalar::<f32>()
    }

    #[test]
    fn features_are_mean_and_deviation_of_each_modality() {
        let device = Device::flex();
        // One clip: a class token, two pixel tokens, one audio token; two numbers each.
        let states = |layer: f32| {
            let values = vec![9.0, 9.0, 1.0 * layer, 2.0, 3.0 * layer, 2.0, 7.0, layer];
            Tensor::<3>::from_data(TensorData::new(values, [1, 4, 2]), &device)
        };
        let layers: Vec<_> = (0..5).map(|layer| states(layer as f32)).collect();
        let features = Features::of(&layers, [2, 1]);
        let values =
            |features: Option<Tensor<2>>| -> Vec<f32> { features.unwrap().into_data().iter().collect() };
        let sight = values(features.sight);
        assert_eq!(sight.len(), 3 * 4);
        for (value, expected) in sight.iter().zip([4.0, 2.0, 2.0, 0.001]) {
            assert!((value - expected).abs() < 1e-3, "{sight:?}");
        }
        assert!((values(features.hearing)[1] - 2.0).abs() < 1e-6);
        assert!(Features::of(&layers, [0, 3]).sight.is_none());
        assert!(Features::of(&layers[..3], [2, 1]).sight.is_none());
    }

    #[test]
    fn the_teachers_own_directions_are_nearest() {
        let device = Device::flex();
        let teacher = Tensor::<2>::from_data([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]], &device);
        let own = number(distance(teacher.clone(), teacher.clone()));
        let swapped = Tensor::<2>::from_data([[0.0, 1.0], [1.0, 0.0], [0.6, 0.8]], &device);
        assert!(own + 0.5 < number(distance(swapped, teacher)));
    }
}
