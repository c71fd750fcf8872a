//! Runs a checkpoint on the tensors of a file and writes its outputs to another, natively and in the browser.

pub(super) mod inputs;
pub(super) mod outputs;

use burn::tensor::{Device, Tensor};
use thiserror::Error;

use self::{inputs::Inputs, outputs::Outputs};
use crate::{
    checkpoint::{Checkpoint, CheckpointError, keys},
    config::TvltConfig,
    model::{
        AudioVisualOutput, Heads, Labels, MaskingNoise, ModelError, OutputOptions, PatchMasking,
        TvltAudioVisual, matching_loss,
    },
};

/// What can stop a forward.
#[derive(Debug, Error)]
pub enum ForwardError {
    /// The model's files cannot be used.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The inputs do not fit the model.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The inputs are not a safetensors file.
    #[error("the inputs are not a safetensors file ({0})")]
    Broken(String),
    /// An input that every model needs is missing.
    #[error("the inputs lack {0}")]
    Missing(&'static str),
    /// An input has the wrong number of dimensions.
    #[error("{name} is {given:?}, but it should be {expected}")]
    Shape {
        /// Name of the input.
        name: &'static str,
        /// Shape given.
        given: Vec<usize>,
        /// Its dimensions, in words.
        expected: &'static str,
    },
    /// An input has a number type that is not read.
    #[error("{name} is of type {given}, which is not read: use F32")]
    Type {
        /// Name of the input.
        name: &'static str,
        /// Type given.
        given: String,
    },
    /// An output could not be read back from the device.
    #[error("{name} could not be read back from the device: {reason}")]
    ReadBack {
        /// Name of the output.
        name: &'static str,
        /// What the device says.
        reason: String,
    },
    /// The outputs could not be put into a file.
    #[error("the outputs cannot be written as safetensors ({0})")]
    Write(String),
}

/// Runs a checkpoint on the tensors of a safetensors file and returns its outputs as another.
///
/// Inputs and outputs have Hugging Face's names; the classes in `architectures` decide which outputs there
/// are. See [`run`].
///
/// # Errors
/// Where the model's files or the inputs cannot be used, or the device fails.
pub async fn forward(
    config_json: Option<&str>,
    weights: Vec<u8>,
    inputs: &[u8],
    device: &Device,
    seed: u64,
) -> Result<Vec<u8>, ForwardError> {
    let checkpoint = Checkpoint::new(config_json, Box::new(weights))?;
    let model = checkpoint.load(checkpoint.heads()?, device)?.model.fuse();
    run(&model, checkpoint.config(), inputs, device, seed).await
}

/// Runs a loaded model on the tensors of a safetensors file and returns its outputs as another.
///
/// - The encoder alone gives `last_hidden_state`, `last_pixel_hidden_state` and
///   `last_audio_hidden_state`. A modality with noise is masked, and gives its label mask and
///   `ids_restore` too.
/// - `TvltForPreTraining` gives `matching_logits` (for the mixed frames, where there are any),
///   `pixel_logits` and `audio_logits`. Where no noise is given, it is drawn from `seed`.
/// - `TvltForAudioVisualClassification` gives `logits`.
///
/// There is a `loss` where labels are given or something was reconstructed. Where the configuration names both
/// classes, labels and loss belong to the one named first.
///
/// # Errors
/// Where the inputs cannot be used, or the device fails.
pub async fn run(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    inputs: &[u8],
    device: &Device,
    seed: u64,
) -> Result<Vec<u8>, ForwardError> {
    let inputs = Inputs::read(inputs, device)?;
    let mut outputs = Outputs::default();
    match model.heads() {
        Heads::NONE => encode(model, config, inputs, &mut outputs).await?,
        _ => run_heads(model, config, inputs, seed, &mut outputs).await?,
    }
    outputs.write()
}

async fn encode(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    inputs: Inputs,
    outputs: &mut Outputs,
) -> Result<(), ForwardError> {
    let [batch, pixels, audio] = patches(config, &inputs);
    let pixel = inputs
        .pixel_noise
        .as_ref()
        .map(|noise| noise.pixel_masking([batch, pixels], config.pixel_mask_ratio));
    let audio = inputs.audio_noise.as_ref().map(|noise| {
        noise.audio_masking([batch, audio], config.frequency_patches(), config.audio_mask_ratio)
    });
    let masking = PatchMasking {
        pixel: pixel.transpose().map_err(ModelError::from)?,
        audio: audio.transpose().map_err(ModelError::from)?,
    };
    let output = model.tvlt.forward(&inputs.tvlt, Some(&masking), OutputOptions::default())?;
    outputs.floats("last_hidden_state", output.last_hidden_state).await?;
    outputs.floats("last_pixel_hidden_state", output.last_pixel_hidden_state).await?;
    outputs.floats("last_audio_hidden_state", output.last_audio_hidden_state).await?;
    for (name, masks) in
        [("pixel_label_masks", output.pixel_label_masks), ("audio_label_masks", output.audio_label_masks)]
    {
        if let Some(masks) = masks {
            outputs.floats(name, masks).await?;
        }
    }
    for (name, ids) in
        [("pixel_ids_restore", output.pixel_ids_restore), ("audio_ids_restore", output.audio_ids_restore)]
    {
        if let Some(ids) = ids {
            outputs.ids(name, ids).await?;
        }
    }
    Ok(())
}

async fn run_heads(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    inputs: Inputs,
    seed: u64,
    outputs: &mut Outputs,
) -> Result<(), ForwardError> {
    let masking = masking(config, &inputs, seed)?;
    let output = model.forward(&inputs.tvlt, Some(&masking), OutputOptions::default())?;
    let labels = inputs.tvlt.labels.as_ref();
    let loss = if classifies_first(config, model.heads()) {
        classification_loss(model, &output, labels)?
    } else {
        let matching = matching_task_loss(&output, labels)?;
        let autoencoding = model.reconstruction_loss(&inputs.tvlt, &output)?;
        [matching, autoencoding].into_iter().flatten().reduce(|sum, loss| sum + loss)
    };

    for (name, logits) in [("logits", output.logits), ("matching_logits", output.matching_logits)] {
        if let Some(logits) = logits {
            outputs.floats(name, logits).await?;
        }
    }
    let reconstruction = output.reconstruction;
    for (name, logits) in
        [("pixel_logits", reconstruction.pixel_logits), ("audio_logits", reconstruction.audio_logits)]
    {
        if let Some(logits) = logits {
            outputs.floats(name, logits).await?;
        }
    }
    if let Some(loss) = loss {
        outputs.floats("loss", loss).await?;
    }
    Ok(())
}

/// Whether labels are class labels: where the classification head is the only one, or its class is named first.
fn classifies_first(config: &TvltConfig, heads: Heads) -> bool {
    let place = |class: &str| config.architectures.iter().position(|name| name == class);
    match heads {
        Heads::ALL => place(keys::CLASSIFICATION) < place(keys::PRETRAINING),
        heads => heads.classification,
    }
}

fn classification_loss(
    model: &TvltAudioVisual,
    output: &AudioVisualOutput,
    labels: Option<&Labels>,
) -> Result<Option<Tensor<1>>, ModelError> {
    match (&model.classifier, &output.logits, labels) {
        (Some(head), Some(logits), Some(labels)) => head.loss(logits.clone(), labels).map(Some),
        _ => Ok(None),
    }
}

fn matching_task_loss(
    output: &AudioVisualOutput,
    labels: Option<&Labels>,
) -> Result<Option<Tensor<1>>, ModelError> {
    match (&output.matching_logits, labels) {
        (Some(logits), Some(labels)) => matching_loss(logits.clone(), labels).map(Some),
        _ => Ok(None),
    }
}

/// The patches to hide, with the configuration's ratios: by the inputs' noise, or by noise of `seed` where there is none.
pub(super) fn masking(config: &TvltConfig, inputs: &Inputs, seed: u64) -> Result<PatchMasking, ModelError> {
    let shape @ [batch, pixels, audio] = patches(config, inputs);
    let drawn = MaskingNoise::from_seed(seed, config, batch, pixels, audio);
    let noise = MaskingNoise {
        pixel: inputs.pixel_noise.clone().unwrap_or(drawn.pixel),
        audio: inputs.audio_noise.clone().unwrap_or(drawn.audio),
    };
    let ratios = (config.pixel_mask_ratio, config.audio_mask_ratio);
    Ok(noise.masking(shape, config.frequency_patches(), ratios.0, ratios.1)?)
}

/// Batch size, pixel patches and audio patches of the inputs.
pub(super) fn patches(config: &TvltConfig, inputs: &Inputs) -> [usize; 3] {
    let [batch, frames, ..] = inputs.tvlt.pixel_values.dims();
    let [_, _, time, _] = inputs.tvlt.audio_values.dims();
    let audio = time / config.audio_patch_size[0] * config.frequency_patches();
    [batch, frames * config.patches_per_frame(), audio]
}
