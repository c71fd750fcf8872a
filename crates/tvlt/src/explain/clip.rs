//! The clip that is asked about.

use burn::tensor::Tensor;

use super::error::ExplainError;
use crate::model::{Embeddings, Sequence, TvltAudioVisual, TvltInputs};

/// One embedded clip, a batch of 1.
#[derive(Debug, Clone)]
pub struct Clip {
    /// The tokens of both modalities, before any masking. A modality can have none.
    pub embeddings: Embeddings,
    /// 1 for a real patch, 0 for padding: `[1, pixel tokens]`. As in the model, padding is heeded only where both
    /// masks are given.
    pub pixel_mask: Option<Tensor<2>>,
    /// As `pixel_mask`: `[1, audio tokens]`
    pub audio_mask: Option<Tensor<2>>,
}

impl Clip {
    /// A clip that is embedded already. Of `inputs` only the masks are used; the authors' model also reads the values,
    /// to find blank patches.
    ///
    /// # Errors
    /// [`ExplainError::Batch`] for more or fewer clips than one.
    pub fn new(
        model: &TvltAudioVisual,
        embeddings: Embeddings,
        inputs: &TvltInputs,
    ) -> Result<Self, ExplainError> {
        let batch = embeddings.pixel.dims()[0];
        if batch != 1 {
            return Err(ExplainError::Batch(batch));
        }
        let inputs = model.tvlt.with_masks(inputs);
        Ok(Self { embeddings, pixel_mask: inputs.pixel_mask, audio_mask: inputs.audio_mask })
    }

    /// Embeds a batch, and gives its clips one by one.
    ///
    /// # Errors
    /// [`ExplainError::Model`] where the inputs are not what the configuration says.
    pub fn embed(model: &TvltAudioVisual, inputs: &TvltInputs) -> Result<Vec<Self>, ExplainError> {
        let embeddings = model.tvlt.embed(inputs.pixel_values.clone(), inputs.audio_values.clone())?;
        let inputs = model.tvlt.with_masks(inputs);
        let (pixel_mask, audio_mask) = (inputs.pixel_mask.as_ref(), inputs.audio_mask.as_ref());
        // Checks the masks' shapes before they are cut into clips.
        model.tvlt.sequence(embeddings.clone(), pixel_mask.cloned(), audio_mask.cloned())?;
        let batch = embeddings.pixel.dims()[0];
        Ok((0..batch)
            .map(|clip| Self {
                embeddings: Embeddings {
                    pixel: embeddings.pixel.clone().narrow(0, clip, 1),
                    audio: embeddings.audio.clone().narrow(0, clip, 1),
                },
                pixel_mask: pixel_mask.map(|mask| mask.clone().narrow(0, clip, 1)),
                audio_mask: audio_mask.map(|mask| mask.clone().narrow(0, clip, 1)),
            })
            .collect())
    }

    /// Number of pixel tokens, with padding.
    pub fn pixel_tokens(&self) -> usize {
        self.embeddings.pixel.dims()[1]
    }

    /// Number of audio tokens, with padding.
    pub fn audio_tokens(&self) -> usize {
        self.embeddings.audio.dims()[1]
    }

    /// Number of all tokens: the class token, pixel tokens, audio tokens.
    pub fn tokens(&self) -> usize {
        1 + self.pixel_tokens() + self.audio_tokens()
    }

    /// All tokens with their mask, as the encoder takes them.
    ///
    /// # Errors
    /// [`ExplainError::Model`] where masks do not fit the embeddings.
    pub fn sequence(&self, model: &TvltAudioVisual) -> Result<Sequence, ExplainError> {
        let masks = (self.pixel_mask.clone(), self.audio_mask.clone());
        Ok(model.tvlt.sequence(self.embeddings.clone(), masks.0, masks.1)?)
    }

    /// Whether each pixel token and each audio token is real, that is takes part in attention.
    ///
    /// # Errors
    /// [`ExplainError::ReadBack`].
    pub async fn real(&self) -> Result<[Vec<bool>; 2], ExplainError> {
        let Some((pixel, audio)) = self.pixel_mask.clone().zip(self.audio_mask.clone()) else {
            return Ok([vec![true; self.pixel_tokens()], vec![true; self.audio_tokens()]]);
        };
        let mask = read(Tensor::cat(vec![pixel, audio], 1).flatten(0, 1)).await?;
        let (pixel, audio) = mask.split_at(self.pixel_tokens());
        Ok([pixel, audio].map(|mask| mask.iter().map(|&value| value > 0.0).collect()))
    }
}

/// Reads numbers back from the device.
pub(crate) async fn read(numbers: Tensor<1>) -> Result<Vec<f32>, ExplainError> {
    if numbers.dims() == [0] {
        return Ok(Vec::new());
    }
    let failed = |error: &dyn std::fmt::Display| ExplainError::ReadBack(error.to_string());
    let data = numbers.into_data_async().await.map_err(|error| failed(&error))?;
    data.try_into_vec_as::<f32>().map_err(|error| failed(&error))
}
