//! The training objective: the model's outputs for a batch, and their losses.

use burn::tensor::{Device, Tensor, TensorData, activation::log_softmax};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    CLASSES, ROWS, SIZE, TrainError,
    batch::{Batch, Content, Senses},
    schedule::Lesson,
    student::{Features, Student, TeacherRows, guidance},
};
use tvlt::config::TvltConfig;
use tvlt::model::{
    Embeddings, Labels, MaskingNoise, OutputOptions, PatchMasking, Reconstruction, TvltAudioVisual,
    TvltInputs, TvltModelOutput, matching_loss,
};

/// How surely a word that is no digit is to be "nothing"; the rest is spread over the digits. A model that has to be
/// sure of it also rejects the digits of voices that it does not know.
const NOTHING_IN_WORDS: f32 = 0.7;

/// The losses of one batch, each `[1]`; `None` where the batch has no such task.
#[derive(Debug, Clone)]
pub struct Losses {
    /// Cross entropy of the class.
    pub class: Option<Tensor<1>>,
    /// Binary cross entropy of the match.
    pub matching: Option<Tensor<1>>,
    /// Auxiliary loss: cross entropy of the digit that the same head gives for the mean of the pixel tokens,
    /// "nothing" where no digit is seen. It is not used at inference, but the model learns digits faster when every
    /// token contributes, and the match compares what is seen with what is heard.
    pub seen: Option<Tensor<1>>,
    /// The same for the audio tokens and the heard digit.
    pub heard: Option<Tensor<1>>,
    /// Mean squared error of the hidden patches, pixels plus audio.
    pub reconstruction: Option<Tensor<1>>,
    /// Distance of the middle layers' features from the teachers'.
    pub guidance: Option<Tensor<1>>,
}

impl Losses {
    /// The loss to minimise: the sum, with a weight of one half for the auxiliary losses of each modality.
    pub fn total(&self) -> Option<Tensor<1>> {
        let half = |loss: &Option<Tensor<1>>| loss.clone().map(|loss| loss * 0.5);
        let (seen, heard) = (half(&self.seen), half(&self.heard));
        let [class, matching] = [&self.class, &self.matching].map(Option::clone);
        [class, seen, heard, matching, self.reconstruction.clone(), self.guidance.clone()]
            .into_iter()
            .flatten()
            .reduce(|sum, loss| sum + loss)
    }
}

/// The model's outputs for a batch.
#[derive(Debug, Clone)]
pub struct Answers {
    /// `[clips, classes]`
    pub class_logits: Option<Tensor<2>>,
    /// `[clips, classes]`, of the mean of the pixel tokens
    pub seen_logits: Option<Tensor<2>>,
    /// `[clips, classes]`, of the mean of the audio tokens
    pub heard_logits: Option<Tensor<2>>,
    /// `[clips, 1]`
    pub matching_logits: Option<Tensor<2>>,
    /// What the middle layers make of each modality.
    pub features: Features,
}

/// The model's inputs for a batch with both modalities.
fn inputs(batch: &Batch, device: &Device) -> TvltInputs {
    TvltInputs::new(pixels(batch, device), audio(batch, device))
}

fn pixels(batch: &Batch, device: &Device) -> Tensor<5> {
    let shape = [batch.content.len(), 1, 3, SIZE, SIZE];
    Tensor::from_data(TensorData::new(batch.pixels.clone(), shape), device)
}

fn audio(batch: &Batch, device: &Device) -> Tensor<4> {
    let shape = [batch.content.len(), 1, ROWS, batch.audio.len() / (batch.content.len() * ROWS)];
    Tensor::from_data(TensorData::new(batch.audio.clone(), shape), device)
}

/// Embeds a batch. An absent modality has no tokens at all, which is equivalent to a padding mask of zeros.
///
/// # Errors
/// [`TrainError::Model`], where the batch does not fit the model.
pub fn embed(model: &TvltAudioVisual, batch: &Batch, device: &Device) -> Result<Embeddings, TrainError> {
    let tvlt = &model.tvlt;
    let empty = || Tensor::empty([batch.content.len(), 0, tvlt.cls_embedding.lazy_shape()[2]], device);
    Ok(match batch.senses {
        Senses::Sight => {
            Embeddings { pixel: tvlt.pixel_embeddings.forward(pixels(batch, device))?, audio: empty() }
        }
        Senses::Hearing => {
            Embeddings { pixel: empty(), audio: tvlt.audio_embeddings.forward(audio(batch, device))? }
        }
        Senses::Both => tvlt.embed(pixels(batch, device), audio(batch, device))?,
    })
}

/// Classes and match of a batch.
///
/// # Errors
/// [`TrainError::Model`], where the batch does not fit the model.
pub fn answer(model: &TvltAudioVisual, batch: &Batch, device: &Device) -> Result<Answers, TrainError> {
    let tvlt = &model.tvlt;
    let embeddings = embed(model, batch, device)?;
    let tokens = [&embeddings.pixel, &embeddings.audio].map(|tokens| tokens.dims()[1]);
    let options = OutputOptions { hidden_states: true, ..OutputOptions::default() };
    let encoded = tvlt.encode(embeddings, None, None, None, options)?;
    let features = Features::of(encoded.hidden_states.as_deref().unwrap_or_default(), tokens);
    let matching = model.pretraining.as_ref().and_then(|heads| heads.matching_head.as_ref());
    // The class token comes first, then the pixel tokens, then the audio tokens.
    let class_of_mean = |first: usize, tokens: usize| {
        let head = model.classifier.as_ref().filter(|_| tokens > 0)?;
        Some(head.forward(&encoded.last_hidden_state.clone().narrow(1, first, tokens).mean_dim(1)))
    };
    Ok(Answers {
        class_logits: model.classifier.as_ref().map(|head| head.forward(&encoded.last_hidden_state)),
        seen_logits: class_of_mean(1, tokens[0]),
        heard_logits: class_of_mean(1 + tokens[0], tokens[1]),
        matching_logits: matching
            .filter(|_| batch.senses == Senses::Both)
            .map(|head| head.forward(&encoded.last_hidden_state)),
        features,
    })
}

/// The losses of a batch. Patches hidden by the noise of `noise_seed` are reconstructed in clips whose
/// two modalities do not contradict each other; in [`Lesson::World`] that is the only loss.
///
/// # Errors
/// [`TrainError::Model`], where the batch does not fit the model.
pub fn losses(
    student: &Student,
    teachers: &TeacherRows,
    config: &TvltConfig,
    batch: &Batch,
    lesson: Lesson,
    noise_seed: u64,
    device: &Device,
) -> Result<Losses, TrainError> {
    let model = &student.model;
    let consistent = batch.without_contradictions();
    let reconstruction = if batch.senses == Senses::Both && !consistent.content.is_empty() {
        reconstruction_loss(model, config, &consistent, noise_seed, device)?
    } else {
        None
    };
    if lesson == Lesson::World {
        let (class, matching, seen, heard) = (None, None, None, None);
        return Ok(Losses { class, matching, seen, heard, reconstruction, guidance: None });
    }
    let answers = answer(model, batch, device)?;
    let class_loss = |logits: Option<Tensor<2>>, target: fn(&Content) -> Option<[f32; CLASSES]>| {
        let targets: Vec<_> = batch
            .content
            .iter()
            .map(|content| if content.contradicts() { None } else { target(content) })
            .collect();
        logits.and_then(|logits| cross_entropy(logits, &targets, device))
    };
    let class =
        class_loss(answers.class_logits, |content| Some(scores(content.class()?, content.other_words)));
    let seen =
        class_loss(answers.seen_logits, |content| Some(scores(content.seen.unwrap_or(CLASSES - 1), false)));
    let heard = class_loss(answers.heard_logits, |content| {
        Some(scores(content.heard.unwrap_or(CLASSES - 1), content.other_words))
    });
    let matching = match answers.matching_logits {
        Some(logits) => {
            let matches = batch.content.iter().map(|content| f32::from(u8::from(content.matches())));
            Some(matching_loss(logits, &Labels::values(matches.collect(), &[batch.content.len()]))?)
        }
        None => None,
    };
    let guidance = guidance(student, teachers, answers.features, &batch.rows, device);
    Ok(Losses { class, matching, seen, heard, reconstruction, guidance })
}

/// The scores that a clip of this class is to get.
fn scores(class: usize, other_words: bool) -> [f32; CLASSES] {
    let mut scores = [0.0; CLASSES];
    if class == CLASSES - 1 && other_words {
        scores = [(1.0 - NOTHING_IN_WORDS) / (CLASSES - 1) as f32; CLASSES];
        scores[class] = NOTHING_IN_WORDS;
    } else {
        scores[class] = 1.0;
    }
    scores
}

/// Mean cross entropy (`[1]`) of `[clips, classes]` logits with the scores that the clips are to get; `None` where no
/// clip has any.
fn cross_entropy(
    logits: Tensor<2>,
    targets: &[Option<[f32; CLASSES]>],
    device: &Device,
) -> Option<Tensor<1>> {
    let known = targets.iter().flatten().count();
    if known == 0 {
        return None;
    }
    let values: Vec<f32> = targets.iter().flat_map(|target| target.unwrap_or_default()).collect();
    let targets = Tensor::<2>::from_data(TensorData::new(values, [targets.len(), CLASSES]), device);
    Some((log_softmax(logits, 1) * targets).sum() / -(known as f32))
}

/// Mean squared error of the patches hidden by the noise of `seed`. The mask ratios are drawn from the seed, so that
/// the model also learns other ratios than the configuration's, as the page's sliders can set them.
///
/// # Errors
/// [`TrainError::Model`], where the batch does not fit the model.
pub fn reconstruction_loss(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    batch: &Batch,
    seed: u64,
    device: &Device,
) -> Result<Option<Tensor<1>>, TrainError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let ratios = [rng.random_range(0.5..0.9), rng.random_range(0.3..0.85)];
    let Some(filled) = fill_in(model, config, batch, seed, ratios, device)? else { return Ok(None) };
    let autoencoder = model.pretraining.as_ref().and_then(|heads| heads.autoencoder.as_ref());
    let loss = autoencoder
        .map(|autoencoder| autoencoder.loss(&filled.inputs, &filled.encoded, &filled.reconstruction));
    Ok(loss.transpose()?.flatten())
}

/// A batch with reconstructed hidden patches.
#[derive(Debug)]
pub struct Filled {
    /// The inputs.
    pub inputs: TvltInputs,
    /// The masking.
    pub masking: PatchMasking,
    /// The encoder's output for the visible patches.
    pub encoded: TvltModelOutput,
    /// The decoder's output.
    pub reconstruction: Reconstruction,
}

/// Hides patches by the noise of `seed`, with the mask ratios `[pixels, audio]`, and reconstructs them; `None` for a
/// model without a decoder. The batch has both modalities.
///
/// # Errors
/// [`TrainError::Model`], where the batch does not fit the model.
pub fn fill_in(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    batch: &Batch,
    seed: u64,
    ratios: [f64; 2],
    device: &Device,
) -> Result<Option<Filled>, TrainError> {
    let autoencoder = model.pretraining.as_ref().and_then(|heads| heads.autoencoder.as_ref());
    let Some(autoencoder) = autoencoder else { return Ok(None) };
    let clips = batch.content.len();
    let bands = config.frequency_patches();
    let patches = [clips, config.patches_per_frame(), config.max_time_patches() * bands];
    let noise = MaskingNoise::from_seed(seed, config, clips, patches[1], patches[2]);
    let masking = noise.masking(patches, bands, ratios[0], ratios[1])?;
    let inputs = inputs(batch, device);
    let embeddings = model.tvlt.embed(inputs.pixel_values.clone(), inputs.audio_values.clone())?;
    let encoded = model.tvlt.encode(embeddings, None, None, Some(&masking), OutputOptions::default())?;
    let reconstruction = autoencoder.forward(&encoded, &masking);
    Ok(Some(Filled { inputs, masking, encoded, reconstruction }))
}
