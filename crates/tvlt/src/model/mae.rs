//! The masked autoencoder: the decoder and heads that fill in hidden patches (`TvltDecoder`, `TvltMAEHead`).

use burn::{
    module::{Module, Param},
    nn::Linear,
    tensor::{Device, Tensor},
};

use super::{
    LayerNorm, ModelError, OutputOptions, PatchMasking, TvltInputs, TvltLayer, TvltModelOutput,
    embeddings::positions,
    encoder::run_layers,
    gather::restore_tokens,
    init,
    linear::linear,
    loss::mae_loss,
    masking::Masking,
    patch::{patchify_audio, patchify_pixel},
};
use crate::config::TvltConfig;

/// The decoder's layers and final norm (`TvltDecoder`).
#[derive(Module, Debug)]
pub struct TvltDecoder {
    /// The layers, first to last.
    pub decoder_layers: Vec<TvltLayer>,
    /// Final norm.
    pub layernorm: LayerNorm,
}

impl TvltDecoder {
    fn new(config: &TvltConfig, device: &Device) -> Self {
        let layer = || {
            TvltLayer::new(
                config,
                config.decoder_hidden_size,
                config.decoder_num_attention_heads,
                config.decoder_intermediate_size,
                device,
            )
        };
        Self {
            decoder_layers: (0..config.decoder_num_hidden_layers).map(|_| layer()).collect(),
            layernorm: init::layer_norm(config, config.decoder_hidden_size, device),
        }
    }

    fn fuse(self) -> Self {
        let layers = self.decoder_layers.into_iter().map(TvltLayer::fuse).collect();
        Self { decoder_layers: layers, ..self }
    }

    /// # Shapes
    /// - `hidden_states` and result: `[batch, patches, decoder hidden]`
    pub fn forward(&self, hidden_states: Tensor<3>) -> Tensor<3> {
        let decoded = run_layers(&self.decoder_layers, hidden_states, None, OutputOptions::default());
        self.layernorm.forward(decoded.last_hidden_state)
    }
}

/// Projects the decoder's output to the numbers of a patch (`TvltMAEHead`).
#[derive(Module, Debug)]
pub struct TvltMaeHead {
    /// The linear layer.
    pub decoder: Linear,
}

/// Fills in hidden patches (the masked autoencoding part of `TvltForPreTraining`).
///
/// Pixels and audio go through the same decoder, one after the other.
#[derive(Module, Debug)]
pub struct MaskedAutoencoder {
    /// Projects the encoder's width to the decoder's.
    pub encoder_to_decoder: Linear,
    /// Stands for a hidden pixel patch: `[1, 1, decoder hidden]`
    pub pixel_mask_token: Param<Tensor<3>>,
    /// Stands for a hidden audio patch: `[1, 1, decoder hidden]`
    pub audio_mask_token: Param<Tensor<3>>,
    /// The layers.
    pub decoder: TvltDecoder,
    /// Spatial embedding, one for each patch of a frame: `[1, patches of a frame, decoder hidden]`
    pub decoder_pixel_pos_embed: Param<Tensor<3>>,
    /// Temporal embedding, one for each frame: `[1, frames, decoder hidden]`
    pub decoder_temporal_embed: Param<Tensor<3>>,
    /// Modality embedding of pixel tokens: `[1, 1, decoder hidden]`
    pub decoder_pixel_type_embed: Param<Tensor<3>>,
    /// Temporal embedding: `[1, time patches, decoder hidden]`
    pub decoder_audio_pos_embed: Param<Tensor<3>>,
    /// Frequency embedding: `[1, frequency patches, decoder hidden]`
    pub decoder_freq_embed: Param<Tensor<3>>,
    /// Modality embedding of audio tokens: `[1, 1, decoder hidden]`
    pub decoder_audio_type_embed: Param<Tensor<3>>,
    /// Head that gives the numbers of a pixel patch.
    pub pixel_mae_head: TvltMaeHead,
    /// Head that gives the numbers of an audio patch.
    pub audio_mae_head: TvltMaeHead,
    image_patch_size: [usize; 2],
    audio_patch_size: [usize; 2],
}

/// The decoder's output for all patches. Only the hidden ones count: the loss ignores the visible ones.
#[derive(Debug, Clone)]
pub struct Reconstruction {
    /// `[batch, pixel patches, patch height * patch width * channels]`, where pixels were masked.
    pub pixel_logits: Option<Tensor<3>>,
    /// `[batch, audio patches, patch time * patch mel * channels]`, where audio was masked.
    pub audio_logits: Option<Tensor<3>>,
}

impl MaskedAutoencoder {
    /// A new decoder with random weights.
    pub fn new(config: &TvltConfig, device: &Device) -> Self {
        let width = config.decoder_hidden_size;
        let embed = |len| init::normal(config, [1, len, width], device);
        let head = |len| TvltMaeHead { decoder: init::linear(config, width, len, true, device) };
        Self {
            encoder_to_decoder: init::linear(config, config.hidden_size, width, true, device),
            pixel_mask_token: embed(1),
            audio_mask_token: embed(1),
            decoder: TvltDecoder::new(config, device),
            decoder_pixel_pos_embed: embed(config.patches_per_frame()),
            decoder_temporal_embed: embed(config.num_frames),
            decoder_pixel_type_embed: embed(1),
            decoder_audio_pos_embed: embed(config.max_time_patches()),
            decoder_freq_embed: embed(config.frequency_patches()),
            decoder_audio_type_embed: embed(1),
            // The patch height squared, as in Hugging Face: its checkpoints have this shape even where
            // patches are not square (and then its loss fails, as `mae_loss` does here).
            pixel_mae_head: head(config.image_patch_size[0].pow(2) * config.num_image_channels),
            audio_mae_head: head(config.audio_patch_len()),
            image_patch_size: config.image_patch_size,
            audio_patch_size: config.audio_patch_size,
        }
    }

    /// Lays out the weights of every layer for the device.
    pub(super) fn fuse(self) -> Self {
        Self { decoder: self.decoder.fuse(), ..self }
    }

    /// Fills in the patches that `masking` hid when `encoded` was computed.
    pub fn forward(&self, encoded: &TvltModelOutput, masking: &PatchMasking) -> Reconstruction {
        let pixel_logits = masking.pixel.as_ref().map(|masking| {
            let places = positions(
                self.decoder_temporal_embed.val(),
                masking.patches() / self.decoder_pixel_pos_embed.lazy_shape()[1],
                self.decoder_pixel_pos_embed.val(),
                self.decoder_pixel_type_embed.val(),
            );
            let kept = &encoded.last_pixel_hidden_state;
            let decoded = self.decode(kept, self.pixel_mask_token.val(), masking, places);
            linear(&self.pixel_mae_head.decoder, decoded, None, None)
        });
        let audio_logits = masking.audio.as_ref().map(|masking| {
            let places = positions(
                self.decoder_audio_pos_embed.val(),
                masking.patches() / self.decoder_freq_embed.lazy_shape()[1],
                self.decoder_freq_embed.val(),
                self.decoder_audio_type_embed.val(),
            );
            let kept = &encoded.last_audio_hidden_state;
            let decoded = self.decode(kept, self.audio_mask_token.val(), masking, places);
            linear(&self.audio_mae_head.decoder, decoded, None, None)
        });
        Reconstruction { pixel_logits, audio_logits }
    }

    /// Loss of a reconstruction against the inputs: that of the pixels plus that of the audio.
    ///
    /// # Shapes
    /// - result: `[1]`
    ///
    /// # Errors
    /// [`ModelError::PatchLength`].
    pub fn loss(
        &self,
        inputs: &TvltInputs,
        encoded: &TvltModelOutput,
        reconstruction: &Reconstruction,
    ) -> Result<Option<Tensor<1>>, ModelError> {
        let pixel = match (&reconstruction.pixel_logits, &encoded.pixel_label_masks) {
            (Some(logits), Some(masks)) => {
                let targets = patchify_pixel(inputs.pixel_values.clone(), self.image_patch_size);
                Some(mae_loss(logits.clone(), targets, masks.clone())?)
            }
            _ => None,
        };
        let audio = match (&reconstruction.audio_logits, &encoded.audio_label_masks) {
            (Some(logits), Some(masks)) => {
                let targets = patchify_audio(inputs.audio_values.clone(), self.audio_patch_size);
                Some(mae_loss(logits.clone(), targets, masks.clone())?)
            }
            _ => None,
        };
        Ok([pixel, audio].into_iter().flatten().reduce(|sum, loss| sum + loss))
    }

    /// # Shapes
    /// - `kept`: `[batch, kept, hidden]`; `mask_token`: `[1, 1, decoder hidden]`; `places`:
    ///   `[1, patches, decoder hidden]`
    /// - result: `[batch, patches, decoder hidden]`
    fn decode(
        &self,
        kept: &Tensor<3>,
        mask_token: Tensor<3>,
        masking: &Masking,
        places: Tensor<3>,
    ) -> Tensor<3> {
        let kept = (masking.kept() > 0).then(|| linear(&self.encoder_to_decoder, kept.clone(), None, None));
        self.decoder.forward(restore_tokens(kept, mask_token, masking) + places)
    }
}
