//! One encoder with any of its heads, and a forward that runs them together.

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};

use super::gather::label_mask;
use super::masking::Masking;
use super::{
    ClassificationHead, Embeddings, ModelError, OutputOptions, PatchMasking, PretrainingHeads,
    Reconstruction, TvltInputs, TvltModel, TvltModelOutput,
};
use crate::config::TvltConfig;

/// Which heads a model has on its encoder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heads {
    /// Those of `TvltForPreTraining`.
    pub pretraining: bool,
    /// That of `TvltForAudioVisualClassification`.
    pub classification: bool,
}

impl Heads {
    /// The encoder alone: `TvltModel`.
    pub const NONE: Self = Self { pretraining: false, classification: false };
    /// `TvltForPreTraining`.
    pub const PRETRAINING: Self = Self { pretraining: true, classification: false };
    /// `TvltForAudioVisualClassification`.
    pub const CLASSIFICATION: Self = Self { pretraining: false, classification: true };
    /// All heads on one encoder.
    pub const ALL: Self = Self { pretraining: true, classification: true };
}

/// One encoder with any of the heads: the model that the page runs and that training trains.
#[derive(Module, Debug)]
pub struct TvltAudioVisual {
    /// The encoder.
    pub tvlt: TvltModel,
    /// Matching head and decoder.
    pub pretraining: Option<PretrainingHeads>,
    /// Classification head.
    pub classifier: Option<ClassificationHead>,
}

/// The outputs for a clip. Each is `None` where its head is missing.
#[derive(Debug, Clone)]
pub struct AudioVisualOutput {
    /// `[batch, classes]`
    pub logits: Option<Tensor<2>>,
    /// `[batch, 1]`
    pub matching_logits: Option<Tensor<2>>,
    /// The decoder's output, where masking was given.
    pub reconstruction: Reconstruction,
    /// The encoded clip without masking, where a head needed it or hidden states were asked for.
    pub encoded: Option<TvltModelOutput>,
    /// The encoded clip with mixed frames, where they were given and there is a matching head.
    pub mixed: Option<TvltModelOutput>,
    /// The encoded clip without its hidden patches, where there is a decoder and masking.
    pub masked: Option<TvltModelOutput>,
}

impl TvltAudioVisual {
    /// A new model with random weights.
    pub fn new(config: &TvltConfig, heads: Heads, device: &Device) -> Self {
        Self {
            tvlt: TvltModel::new(config, device),
            pretraining: heads.pretraining.then(|| PretrainingHeads::new(config, device)),
            classifier: heads.classification.then(|| ClassificationHead::new(config, device)),
        }
    }

    /// The same model with its weights laid out so that the device is fastest: queries, keys and values are computed
    /// as one product. The numbers are the same. On a GPU the weights of the patch projections are kept twice, on the
    /// CPU those of queries, keys and values. Call it after loading, on a model that is not to be trained.
    pub fn fuse(self) -> Self {
        Self {
            tvlt: self.tvlt.fuse(),
            pretraining: self.pretraining.map(PretrainingHeads::fuse),
            classifier: self.classifier,
        }
    }

    /// The heads that this model has.
    pub fn heads(&self) -> Heads {
        Heads { pretraining: self.pretraining.is_some(), classification: self.classifier.is_some() }
    }

    /// Runs the encoder and all heads on a clip.
    ///
    /// The clip is embedded once. It is encoded whole for classes and match score, with `masking` a second
    /// time without its hidden patches for the reconstruction, and with mixed frames another time for their
    /// match score. Encoder runs that no head needs are left out; where `options` ask for hidden states, the clip is
    /// always encoded whole. With `heads_only`, `encoded` is `None`.
    ///
    /// # Errors
    /// Where the inputs do not fit the configuration or one another.
    pub fn forward(
        &self,
        inputs: &TvltInputs,
        masking: Option<&PatchMasking>,
        options: OutputOptions,
    ) -> Result<AudioVisualOutput, ModelError> {
        let embeddings = self.tvlt.embed(inputs.pixel_values.clone(), inputs.audio_values.clone())?;
        self.forward_embedded(embeddings, inputs, masking, options)
    }

    /// As [`forward`](Self::forward), for a clip that is embedded already. Of `inputs` only the masks and the
    /// mixed frames are used; the authors' model also reads the values, to find blank patches.
    ///
    /// # Errors
    /// As `forward`.
    pub fn forward_embedded(
        &self,
        embeddings: Embeddings,
        inputs: &TvltInputs,
        masking: Option<&PatchMasking>,
        options: OutputOptions,
    ) -> Result<AudioVisualOutput, ModelError> {
        let tvlt = &self.tvlt;
        let inputs = &tvlt.with_masks(inputs);
        let pretraining = self.pretraining.as_ref();
        let matching = pretraining.and_then(|heads| heads.matching_head.as_ref());
        let autoencoder = pretraining.and_then(|heads| heads.autoencoder.as_ref());
        let masking = masking.filter(|_| autoencoder.is_some());
        let mixed_frames = inputs.pixel_values_mixed.as_ref().filter(|_| matching.is_some());

        let pixel_mask = || inputs.pixel_mask.clone();
        let audio_mask = || inputs.audio_mask.clone();

        let mixed = match mixed_frames {
            Some(frames) => {
                let [given, expected] = [frames.dims()[0], embeddings.pixel.dims()[0]];
                if given != expected {
                    return Err(ModelError::Batch { name: "pixel_values_mixed", given, expected });
                }
                let mut embeddings = embeddings.clone();
                embeddings.pixel = tvlt.pixel_embeddings.forward(frames.clone())?;
                let mask = inputs.pixel_mask_mixed.clone();
                Some(tvlt.encode(embeddings, mask, audio_mask(), None, options)?)
            }
            None => None,
        };
        let whole = self.classifier.is_some() || (matching.is_some() && mixed.is_none());
        let heads_only = options.heads_only && !options.hidden_states && !options.attentions;
        let class = match whole && heads_only {
            true => Some(tvlt.encode_class(tvlt.sequence(embeddings.clone(), pixel_mask(), audio_mask())?)),
            false => None,
        };
        let encoded = match (whole && !heads_only) || options.hidden_states {
            true => Some(tvlt.encode(embeddings.clone(), pixel_mask(), audio_mask(), None, options)?),
            false => None,
        };
        let masked = match masking {
            Some(masking) => {
                Some(tvlt.encode(embeddings, pixel_mask(), audio_mask(), Some(masking), options)?)
            }
            None => None,
        };

        let last =
            |encoded: &Option<TvltModelOutput>| encoded.as_ref().map(|all| all.last_hidden_state.clone());
        let class = class.or_else(|| last(&encoded));
        let matched = last(&mixed).or_else(|| class.clone());
        let answers = self.answers(class.as_ref(), matched.as_ref(), masked.as_ref().zip(masking));
        Ok(AudioVisualOutput { encoded, mixed, masked, ..answers })
    }

    /// What the heads that are there answer: the classes to the tokens `class`, the match to the tokens `matched`, and the
    /// decoder to the clip without its hidden patches. There is no answer where the tokens are missing.
    fn answers(
        &self,
        class: Option<&Tensor<3>>,
        matched: Option<&Tensor<3>>,
        masked: Option<(&TvltModelOutput, &PatchMasking)>,
    ) -> AudioVisualOutput {
        let pretraining = self.pretraining.as_ref();
        let matching = pretraining.and_then(|heads| heads.matching_head.as_ref());
        let autoencoder = pretraining.and_then(|heads| heads.autoencoder.as_ref());
        AudioVisualOutput {
            logits: self.classifier.as_ref().zip(class).map(|(head, class)| head.forward(class)),
            matching_logits: matching.zip(matched).map(|(head, matched)| head.forward(matched)),
            reconstruction: match autoencoder.zip(masked) {
                Some((autoencoder, (masked, masking))) => autoencoder.forward(masked, masking),
                None => Reconstruction { pixel_logits: None, audio_logits: None },
            },
            encoded: None,
            mixed: None,
            masked: None,
        }
    }

    /// As [`forward_embedded`](Self::forward_embedded), with classes and match that are computed without the patches
    /// that `masking` hides as well: the model was trained with tokens left out. `encoded` is the whole clip all the same,
    /// where hidden states are asked for.
    ///
    /// In the authors' model, which has no class token where patches are left out, the hidden patches count as padding
    /// instead.
    ///
    /// # Errors
    /// As `forward`.
    pub fn forward_blinded(
        &self,
        embeddings: Embeddings,
        inputs: &TvltInputs,
        masking: &PatchMasking,
        options: OutputOptions,
    ) -> Result<AudioVisualOutput, ModelError> {
        let tvlt = &self.tvlt;
        let mut inputs = tvlt.with_masks(inputs);
        if !tvlt.keeps_class_token() {
            hide("pixel_mask", &mut inputs.pixel_mask, masking.pixel.as_ref(), &embeddings.pixel)?;
            hide("audio_mask", &mut inputs.audio_mask, masking.audio.as_ref(), &embeddings.audio)?;
            return self.forward_embedded(embeddings, &inputs, Some(masking), options);
        }
        let (pixel_mask, audio_mask) = (inputs.pixel_mask.clone(), inputs.audio_mask.clone());
        let encoded = match options.hidden_states {
            true => {
                let (pixel_mask, audio_mask) = (pixel_mask.clone(), audio_mask.clone());
                Some(tvlt.encode(embeddings.clone(), pixel_mask, audio_mask, None, options)?)
            }
            false => None,
        };
        let masked =
            tvlt.encode(embeddings, pixel_mask, audio_mask, Some(masking), OutputOptions::default())?;
        let tokens = Some(&masked.last_hidden_state);
        let answers = self.answers(tokens, tokens, Some((&masked, masking)));
        Ok(AudioVisualOutput { encoded, masked: Some(masked), ..answers })
    }

    /// Loss of the reconstruction in `output`, `[1]`; none where nothing was masked.
    ///
    /// # Errors
    /// [`ModelError::PatchLength`].
    pub fn reconstruction_loss(
        &self,
        inputs: &TvltInputs,
        output: &AudioVisualOutput,
    ) -> Result<Option<Tensor<1>>, ModelError> {
        let autoencoder = self.pretraining.as_ref().and_then(|heads| heads.autoencoder.as_ref());
        match autoencoder.zip(output.masked.as_ref()) {
            Some((autoencoder, masked)) => autoencoder.loss(inputs, masked, &output.reconstruction),
            None => Ok(None),
        }
    }
}

/// Counts hidden patches as padding.
///
/// # Errors
/// [`ModelError::MaskShape`].
fn hide(
    name: &'static str,
    mask: &mut Option<Tensor<2>>,
    masking: Option<&Masking>,
    tokens: &Tensor<3>,
) -> Result<(), ModelError> {
    let Some(masking) = masking else { return Ok(()) };
    let [batch, patches, _] = tokens.dims();
    let given = [masking.batch(), masking.patches()];
    let mut shapes = std::iter::once(given).chain(mask.as_ref().map(Tensor::dims));
    if let Some(given) = shapes.find(|given| *given != [batch, patches]) {
        return Err(ModelError::MaskShape { name, given, expected: [batch, patches] });
    }
    let visible = label_mask(masking, &tokens.device()) * -1.0 + 1.0;
    *mask = Some(match mask.take() {
        Some(mask) => mask * visible,
        None => visible,
    });
    Ok(())
}
