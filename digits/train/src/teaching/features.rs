//! Features of clips: a model's, and the plain numbers of its inputs.

use burn::tensor::{Device, Tensor};

use crate::batch::{Batch, Senses};
use crate::objective::embed;
use crate::{ROWS, SIZE, TrainError};
use tvlt::model::{OutputOptions, TvltAudioVisual};
use tvlt::teach::pooling::pool;

/// Side of the small picture that stands for raw pixels.
const SMALL: usize = 32;

/// Clips that the model takes at once.
const CLIPS: usize = 20;

/// Where features come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Mean and deviation of a modality's tokens in some layers.
    Model,
    /// Pixels of a frame made smaller to 32 x 32; mean and deviation of each band of a spectrogram.
    Raw,
    /// The class token after the last layer, the same for both modalities.
    ClassToken,
}

/// The features of one clip by sight and by hearing; `None` for an absent modality.
pub(super) type Features = [Option<Vec<f32>>; 2];

/// Where the model's features come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extractor<'a> {
    /// Without a model there are raw features alone.
    pub(super) model: Option<&'a TvltAudioVisual>,
    /// Layers, the first is 1.
    pub(super) layers: &'a [usize],
    /// Whether the model's features are all that is wanted, where there is a model.
    pub(super) alone: bool,
    pub(super) device: &'a Device,
}

impl Extractor<'_> {
    /// The sources that there are.
    pub(super) fn sources(&self) -> &'static [Source] {
        match self.model {
            Some(_) if self.alone => &[Source::Model],
            Some(_) => &[Source::Model, Source::Raw, Source::ClassToken],
            None => &[Source::Raw],
        }
    }

    /// Features of the clips of a batch, by [`sources`](Self::sources): `[sources][clips]`.
    ///
    /// # Errors
    /// [`TrainError`], where the batch does not fit the model.
    pub(super) fn features(&self, batch: &Batch) -> Result<Vec<Vec<Features>>, TrainError> {
        if self.alone && self.model.is_some() {
            return Ok(vec![self.model_features(batch)?]);
        }
        let raw = raw(batch)?;
        let Some(model) = self.model else { return Ok(vec![raw]) };
        let (pooled, tokens) = self.encoded(model, batch)?;
        Ok(vec![pooled, raw, tokens])
    }

    /// Features of the clips of a batch from the model alone; nothing without a model.
    ///
    /// # Errors
    /// As [`features`](Self::features).
    pub(super) fn model_features(&self, batch: &Batch) -> Result<Vec<Features>, TrainError> {
        let Some(model) = self.model else { return Ok(Vec::new()) };
        Ok(self.encoded(model, batch)?.0)
    }

    /// The pooled features and the class tokens of all clips, a few clips at once.
    fn encoded(
        &self,
        model: &TvltAudioVisual,
        batch: &Batch,
    ) -> Result<(Vec<Features>, Vec<Features>), TrainError> {
        let (mut pooled, mut tokens) = (Vec::new(), Vec::new());
        for first in (0..batch.content.len()).step_by(CLIPS) {
            self.encode(model, &batch.part(first, CLIPS), &mut pooled, &mut tokens)?;
        }
        Ok((pooled, tokens))
    }

    fn encode(
        &self,
        model: &TvltAudioVisual,
        batch: &Batch,
        pooled: &mut Vec<Features>,
        class_tokens: &mut Vec<Features>,
    ) -> Result<(), TrainError> {
        let embeddings = embed(model, batch, self.device)?;
        let tokens = [&embeddings.pixel, &embeddings.audio].map(|tokens| tokens.dims()[1]);
        let options = OutputOptions { hidden_states: true, ..OutputOptions::default() };
        let encoded = model.tvlt.encode(embeddings, None, None, None, options)?;
        let states = encoded.hidden_states.unwrap_or_default();
        let width = encoded.last_hidden_state.dims()[2];
        let clips = batch.content.len();
        let mut features: Vec<Features> = vec![[None, None]; clips];
        for &layer in self.layers {
            let layers = states.len().saturating_sub(1);
            let state = states.get(layer).ok_or(TrainError::NoLayer { layer, layers })?;
            let numbers = numbers(state.clone());
            let length = numbers.len() / clips;
            for (clip, features) in numbers.chunks_exact(length).zip(&mut features) {
                // The class token comes first, then the pixel tokens, then the audio tokens.
                let (pixel, audio) = clip[width..].split_at(tokens[0] * width);
                for (part, features) in [pixel, audio].into_iter().zip(features) {
                    if !part.is_empty() {
                        pool(part, width, features.get_or_insert_default())?;
                    }
                }
            }
        }
        pooled.extend(features);
        let class_token = numbers(encoded.last_hidden_state.narrow(1, 0, 1));
        class_tokens.extend(class_token.chunks_exact(width).map(|token| {
            let of = |sense: Senses| (batch.senses != sense).then(|| token.to_vec());
            [of(Senses::Hearing), of(Senses::Sight)]
        }));
        Ok(())
    }
}

fn numbers(tensor: Tensor<3>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

fn raw(batch: &Batch) -> Result<Vec<Features>, TrainError> {
    let clips = batch.content.len();
    let mut features: Vec<Features> = vec![[None, None]; clips];
    for (frame, features) in batch.pixels.chunks_exact(3 * SIZE * SIZE).zip(&mut features) {
        features[0] = Some(smaller(frame));
    }
    let length = (batch.audio.len() / clips.max(1)).max(1);
    for (spectrogram, features) in batch.audio.chunks_exact(length).zip(&mut features) {
        pool(spectrogram, length / ROWS, features[1].get_or_insert_default())?;
    }
    Ok(features)
}

/// A frame of 32 x 32: the means of 4 x 4 pixels.
fn smaller(frame: &[f32]) -> Vec<f32> {
    let step = SIZE / SMALL;
    let mut small = vec![0.0; 3 * SMALL * SMALL];
    for (at, value) in frame.iter().enumerate() {
        let (channel, y, x) = (at / (SIZE * SIZE), at / SIZE % SIZE, at % SIZE);
        small[(channel * SMALL + y / step) * SMALL + x / step] += value / (step * step) as f32;
    }
    small
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smaller_frame_has_the_means_of_its_pixels() {
        let frame: Vec<f32> = (0..3 * SIZE * SIZE).map(|at| (at % SIZE) as f32).collect();
        let small = smaller(&frame);
        assert_eq!(small.len(), 3 * SMALL * SMALL);
        assert!(small.chunks_exact(SMALL).all(|row| row[0] == 1.5 && row[SMALL - 1] == 125.5));
    }
}
