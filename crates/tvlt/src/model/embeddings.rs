//! Embeds frames and spectrograms as tokens (`TvltPixelEmbeddings`, `TvltAudioEmbeddings`).

use burn::{
    module::{Module, Param},
    tensor::{Device, Tensor, module::linear},
};

#[cfg(feature = "kernels")]
use super::kernels;
use super::{ModelError, init, patch::patchify_channel_first};
use crate::config::TvltConfig;

/// Patch embeddings of a clip, with position and modality embeddings added, before any masking.
#[derive(Debug, Clone)]
pub struct Embeddings {
    /// `[batch, frames * patches, hidden]`
    pub pixel: Tensor<3>,
    /// `[batch, time patches * frequency patches, hidden]`
    pub audio: Tensor<3>,
}

/// Projects each patch to the model's width: a convolution whose stride equals its kernel size
/// (`TvltPixelPatchEmbeddings`, `TvltAudioPatchEmbeddings`), computed as one matrix product.
#[derive(Module, Debug)]
pub struct PatchProjection {
    /// `[hidden, channels, patch height, patch width]`
    pub weight: Param<Tensor<4>>,
    /// `[hidden]`
    pub bias: Param<Tensor<1>>,
    /// The weight as the right side of a product, `[1, inner, hidden]`, after `fuse` on a device with kernels.
    #[module(skip)]
    fused: Option<Tensor<3>>,
}

impl PatchProjection {
    fn new(config: &TvltConfig, channels: usize, patch_size: [usize; 2], device: &Device) -> Self {
        Self {
            weight: init::normal(
                config,
                [config.hidden_size, channels, patch_size[0], patch_size[1]],
                device,
            ),
            bias: init::zeros([config.hidden_size], device),
            fused: None,
        }
    }

    /// Lays the weight out for the device's kernel, where it has one.
    #[cfg(feature = "kernels")]
    fn fuse(self) -> Self {
        let fused = kernels::contiguous(&self.columns()).map(|columns| columns.unsqueeze_dim(0));
        Self { fused, ..self }
    }

    /// Without the feature `kernels` no other layout is needed.
    #[cfg(not(feature = "kernels"))]
    fn fuse(self) -> Self {
        self
    }

    /// The weight with one column for each output number: `[inner, hidden]`.
    fn columns(&self) -> Tensor<2> {
        let weight = self.weight.val();
        let [hidden, channels, patch_height, patch_width] = weight.dims();
        weight.reshape([hidden, channels * patch_height * patch_width]).transpose()
    }

    /// # Shapes
    /// - `values`: `[batch, frames, channels, height, width]`
    /// - result: `[batch, frames * patches, hidden]`
    fn forward(&self, values: Tensor<5>) -> Tensor<3> {
        let [_, _, patch_height, patch_width] = self.weight.lazy_shape().dims();
        let patches = patchify_channel_first(values, [patch_height, patch_width]);
        #[cfg(feature = "kernels")]
        if let Some(weight) = &self.fused
            && let Some(projected) =
                kernels::project(&patches, weight.clone(), Some(self.bias.val()), None, None)
        {
            return projected;
        }
        linear(patches, self.columns(), Some(self.bias.val()))
    }
}

/// Embeds frames (`TvltPixelEmbeddings`).
#[derive(Module, Debug)]
pub struct PixelEmbeddings {
    /// Projection of each patch.
    pub projection: PatchProjection,
    /// Modality embedding of pixel tokens: `[1, 1, hidden]`
    pub type_embed_v: Param<Tensor<3>>,
    /// Temporal embedding, one for each frame: `[1, frames, hidden]`
    pub temporal_embed: Param<Tensor<3>>,
    /// Spatial embedding, one for each patch of a frame: `[1, patches of a frame, hidden]`
    pub pos_embed_v: Param<Tensor<3>>,
    image_size: usize,
}

impl PixelEmbeddings {
    /// New embeddings with random weights.
    pub fn new(config: &TvltConfig, device: &Device) -> Self {
        let hidden = config.hidden_size;
        Self {
            projection: PatchProjection::new(
                config,
                config.num_image_channels,
                config.image_patch_size,
                device,
            ),
            type_embed_v: init::normal(config, [1, 1, hidden], device),
            temporal_embed: init::normal(config, [1, config.num_frames, hidden], device),
            pos_embed_v: init::normal(config, [1, config.patches_per_frame(), hidden], device),
            image_size: config.image_size,
        }
    }

    /// Lays out the projection for the device; see [`TvltAudioVisual::fuse`](super::TvltAudioVisual::fuse).
    pub(super) fn fuse(self) -> Self {
        Self { projection: self.projection.fuse(), ..self }
    }

    /// Embeds frames.
    ///
    /// # Shapes
    /// - `pixel_values`: `[batch, frames, channels, height, width]`
    /// - result: `[batch, frames * patches, hidden]`
    ///
    /// # Errors
    /// Where channels, size or number of the frames are not the configuration's.
    pub fn forward(&self, pixel_values: Tensor<5>) -> Result<Tensor<3>, ModelError> {
        self.place(self.project(pixel_values)?)
    }

    /// The first part of [`forward`](Self::forward), which does not depend on a frame's position in the clip.
    ///
    /// # Shapes
    /// As `forward`'s.
    ///
    /// # Errors
    /// Where channels or size of the frames are not the configuration's.
    pub fn project(&self, pixel_values: Tensor<5>) -> Result<Tensor<3>, ModelError> {
        let [_, _, channels, height, width] = pixel_values.dims();
        let expected = self.projection.weight.lazy_shape()[1];
        if channels != expected {
            return Err(ModelError::Channels { name: "pixel_values", given: channels, expected });
        }
        if [height, width] != [self.image_size; 2] {
            return Err(ModelError::FrameSize { height, width, expected: self.image_size });
        }
        Ok(self.projection.forward(pixel_values))
    }

    /// Adds position and modality embeddings to projected frames: the rest of [`forward`](Self::forward).
    ///
    /// # Shapes
    /// - `projected` and result: `[batch, frames * patches, hidden]`
    ///
    /// # Errors
    /// Where there are no frames, or more than the configuration has.
    pub fn place(&self, projected: Tensor<3>) -> Result<Tensor<3>, ModelError> {
        let frames = projected.dims()[1] / self.pos_embed_v.lazy_shape()[1];
        let most = self.temporal_embed.lazy_shape()[1];
        if frames == 0 || frames > most {
            return Err(ModelError::Frames { given: frames, most });
        }
        let positions =
            positions(self.temporal_embed.val(), frames, self.pos_embed_v.val(), self.type_embed_v.val());
        Ok(projected + positions)
    }
}

/// Embeds spectrograms (`TvltAudioEmbeddings`).
#[derive(Module, Debug)]
pub struct AudioEmbeddings {
    /// Projection of each patch.
    pub projection: PatchProjection,
    /// Modality embedding of audio tokens: `[1, 1, hidden]`
    pub type_embed_a: Param<Tensor<3>>,
    /// Temporal embedding: `[1, time patches, hidden]`
    pub pos_embed_a: Param<Tensor<3>>,
    /// Frequency embedding: `[1, frequency patches, hidden]`
    pub freq_embed: Param<Tensor<3>>,
    spectrogram_length: usize,
    frequency_length: usize,
}

impl AudioEmbeddings {
    /// New embeddings with random weights.
    pub fn new(config: &TvltConfig, device: &Device) -> Self {
        let hidden = config.hidden_size;
        Self {
            projection: PatchProjection::new(
                config,
                config.num_audio_channels,
                config.audio_patch_size,
                device,
            ),
            type_embed_a: init::normal(config, [1, 1, hidden], device),
            pos_embed_a: init::normal(config, [1, config.max_time_patches(), hidden], device),
            freq_embed: init::normal(config, [1, config.frequency_patches(), hidden], device),
            spectrogram_length: config.spectrogram_length,
            frequency_length: config.frequency_length,
        }
    }

    /// Lays out the projection for the device; see [`TvltAudioVisual::fuse`](super::TvltAudioVisual::fuse).
    pub(super) fn fuse(self) -> Self {
        Self { projection: self.projection.fuse(), ..self }
    }

    /// Embeds spectrograms.
    ///
    /// # Shapes
    /// - `audio_values`: `[batch, channels, time, mel]`
    /// - result: `[batch, time patches * frequency patches, hidden]`
    ///
    /// # Errors
    /// Where channels or size are not the configuration's.
    pub fn forward(&self, audio_values: Tensor<4>) -> Result<Tensor<3>, ModelError> {
        let [_, channels, time, frequency] = audio_values.dims();
        let [_, expected, patch_time, _] = self.projection.weight.lazy_shape().dims();
        if channels != expected {
            return Err(ModelError::Channels { name: "audio_values", given: channels, expected });
        }
        if !(patch_time..=self.spectrogram_length).contains(&time) || frequency != self.frequency_length {
            return Err(ModelError::SpectrogramSize {
                time,
                frequency,
                shortest: patch_time,
                longest: self.spectrogram_length,
                expected: self.frequency_length,
            });
        }
        let positions = positions(
            self.pos_embed_a.val(),
            time / patch_time,
            self.freq_embed.val(),
            self.type_embed_a.val(),
        );
        Ok(self.projection.forward(audio_values.unsqueeze_dim::<5>(1)) + positions)
    }
}

/// The embeddings to add to a grid of patches with `count` rows: each row's, each column's and the
/// modality's. Used for frames (rows: frames, columns: patches of a frame) and spectrograms (rows: time,
/// columns: frequency), in the encoder and in the decoder.
///
/// # Shapes
/// - `rows`: `[1, at least count, width]`; `columns`: `[1, columns, width]`; `kind`: `[1, 1, width]`
/// - result: `[1, count * columns, width]`
pub(super) fn positions(rows: Tensor<3>, count: usize, columns: Tensor<3>, kind: Tensor<3>) -> Tensor<3> {
    let [_, column_count, width] = columns.dims();
    let rows = rows.narrow(1, 0, count).reshape([count, 1, width]);
    (rows + columns + kind).reshape([1, count * column_count, width])
}
