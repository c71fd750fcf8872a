//! The encoder of both modalities (`TvltModel`).

use burn::{
    module::{Module, Param},
    tensor::{Device, Int, Tensor},
};

#[cfg(feature = "cpu")]
use super::host;
use super::{
    AudioEmbeddings, Embeddings, EncoderOutput, Labels, LayerNorm, ModelError, PatchMasking, PixelEmbeddings,
    Sequence, TvltEncoder, blank::BlankPatches, gather, init, masking::Masking,
};
use crate::config::{TvltConfig, Variant};

/// Inputs of every model, by Hugging Face's names.
#[derive(Debug, Clone)]
pub struct TvltInputs {
    /// `[batch, frames, channels, height, width]`
    pub pixel_values: Tensor<5>,
    /// `[batch, channels, time, mel]`
    pub audio_values: Tensor<4>,
    /// 1 for a real patch, 0 for padding: `[batch, pixel patches]`
    pub pixel_mask: Option<Tensor<2>>,
    /// 1 for a real patch, 0 for padding: `[batch, audio patches]`
    pub audio_mask: Option<Tensor<2>>,
    /// Frames for the matching task, for some clips another clip's; shape as `pixel_values`
    pub pixel_values_mixed: Option<Tensor<5>>,
    /// As `pixel_mask`, of the mixed frames
    pub pixel_mask_mixed: Option<Tensor<2>>,
    /// Labels, for a loss.
    pub labels: Option<Labels>,
}

impl TvltInputs {
    /// A clip without padding, labels or mixed frames.
    pub fn new(pixel_values: Tensor<5>, audio_values: Tensor<4>) -> Self {
        Self {
            pixel_values,
            audio_values,
            pixel_mask: None,
            audio_mask: None,
            pixel_values_mixed: None,
            pixel_mask_mixed: None,
            labels: None,
        }
    }
}

/// What an encoder should return beside its last hidden states.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutputOptions {
    /// Return the hidden states of all layers.
    pub hidden_states: bool,
    /// Return the attention weights of all layers.
    pub attentions: bool,
    /// Of a whole clip, return only what the heads make of it: it is then encoded as far as they need it. Without
    /// effect where hidden states or attention weights are asked for.
    pub heads_only: bool,
}

/// Hugging Face's `TvltModelOutput`.
#[derive(Debug, Clone)]
pub struct TvltModelOutput {
    /// `[batch, 1 + pixel tokens + audio tokens, hidden]`; the first is the class token (which the authors' model
    /// leaves out where patches are hidden).
    pub last_hidden_state: Tensor<3>,
    /// `[batch, pixel tokens, hidden]`
    pub last_pixel_hidden_state: Tensor<3>,
    /// `[batch, audio tokens, hidden]`
    pub last_audio_hidden_state: Tensor<3>,
    /// 1 for a hidden patch that is no padding: `[batch, pixel patches]`
    pub pixel_label_masks: Option<Tensor<2>>,
    /// 1 for a hidden patch that is no padding: `[batch, audio patches]`
    pub audio_label_masks: Option<Tensor<2>>,
    /// Index of each patch in the shuffled order: `[batch, pixel patches]`
    pub pixel_ids_restore: Option<Tensor<2, Int>>,
    /// Index of each patch in the shuffled order: `[batch, audio patches]`
    pub audio_ids_restore: Option<Tensor<2, Int>>,
    /// Input of each layer and output of the last, before the final norm.
    pub hidden_states: Option<Vec<Tensor<3>>>,
    /// Attention weights of each layer: `[batch, heads, tokens, tokens]`
    pub attentions: Option<Vec<Tensor<4>>>,
}

/// The encoder: a clip in, one sequence of hidden states out (`TvltModel`).
#[derive(Module, Debug)]
pub struct TvltModel {
    /// Embeds frames.
    pub pixel_embeddings: PixelEmbeddings,
    /// Embeds spectrograms.
    pub audio_embeddings: AudioEmbeddings,
    /// The layers.
    pub encoder: TvltEncoder,
    /// The class token, which represents the whole clip: `[1, 1, hidden]`
    pub cls_embedding: Param<Tensor<3>>,
    /// Final norm; absent with `use_mean_pooling`.
    pub layernorm: Option<LayerNorm>,
    #[module(skip)]
    blank: Option<BlankPatches>,
}

impl TvltModel {
    /// A new model with random weights.
    pub fn new(config: &TvltConfig, device: &Device) -> Self {
        Self {
            pixel_embeddings: PixelEmbeddings::new(config, device),
            audio_embeddings: AudioEmbeddings::new(config, device),
            encoder: TvltEncoder::new(config, device),
            cls_embedding: init::normal(config, [1, 1, config.hidden_size], device),
            layernorm: (!config.use_mean_pooling)
                .then(|| init::layer_norm(config, config.hidden_size, device)),
            blank: (config.variant == Variant::Authors).then(|| BlankPatches::new(config)),
        }
    }

    /// Lays out the weights of every layer for the device.
    pub(super) fn fuse(self) -> Self {
        Self {
            pixel_embeddings: self.pixel_embeddings.fuse(),
            audio_embeddings: self.audio_embeddings.fuse(),
            encoder: self.encoder.fuse(),
            ..self
        }
    }

    /// Whether there is a class token where patches are hidden. In the authors' model there is none.
    pub(super) fn keeps_class_token(&self) -> bool {
        self.blank.is_none()
    }

    /// The inputs with masks. In the authors' model, where none are given, the masks exclude blank patches.
    pub(crate) fn with_masks(&self, inputs: &TvltInputs) -> TvltInputs {
        match &self.blank {
            Some(blank) => blank.mask(inputs),
            None => inputs.clone(),
        }
    }

    /// Embeds a clip. The embeddings can be encoded more than once, with different masking.
    ///
    /// # Shapes
    /// See [`TvltInputs`] and [`Embeddings`].
    ///
    /// # Errors
    /// Where the inputs are not what the configuration says.
    pub fn embed(&self, pixel_values: Tensor<5>, audio_values: Tensor<4>) -> Result<Embeddings, ModelError> {
        let [expected, given] = [pixel_values.dims()[0], audio_values.dims()[0]];
        if given != expected {
            return Err(ModelError::Batch { name: "audio_values", given, expected });
        }
        Ok(Embeddings {
            pixel: self.pixel_embeddings.forward(pixel_values)?,
            audio: self.audio_embeddings.forward(audio_values)?,
        })
    }

    /// Encodes embeddings, without the patches that `masking` hides.
    ///
    /// As in Hugging Face's code, padding is kept out of attention only where both masks are given, and the
    /// class token counts as padding where the first pixel patch does. In the authors' model it counts as
    /// padding where the first audio patch does, and there is no class token where patches are hidden.
    ///
    /// # Shapes
    /// See [`TvltInputs`] and [`TvltModelOutput`].
    ///
    /// # Errors
    /// Where masks or masking do not fit the embeddings.
    pub fn encode(
        &self,
        embeddings: Embeddings,
        pixel_mask: Option<Tensor<2>>,
        audio_mask: Option<Tensor<2>>,
        masking: Option<&PatchMasking>,
        options: OutputOptions,
    ) -> Result<TvltModelOutput, ModelError> {
        let masked = masking.is_some_and(|all| all.pixel.is_some() || all.audio.is_some());
        let masking =
            |part: fn(&PatchMasking) -> &Option<Masking>| masking.and_then(|all| part(all).as_ref());
        let pixel = Tokens::new("pixel_mask", embeddings.pixel, pixel_mask, masking(|all| &all.pixel))?;
        let audio = Tokens::new("audio_mask", embeddings.audio, audio_mask, masking(|all| &all.audio))?;

        let (pixel_len, audio_len) = (pixel.tokens.dims()[1], audio.tokens.dims()[1]);
        let with_class = !(self.blank.is_some() && masked);
        let class_tokens = usize::from(with_class);
        let sequence = self.join([pixel.tokens, audio.tokens], [pixel.mask, audio.mask], with_class);
        let encoded = self.encode_sequence(sequence, options);
        let last_hidden_state = encoded.last_hidden_state;
        Ok(TvltModelOutput {
            last_pixel_hidden_state: tokens(&last_hidden_state, class_tokens, pixel_len),
            last_audio_hidden_state: tokens(&last_hidden_state, class_tokens + pixel_len, audio_len),
            last_hidden_state,
            pixel_label_masks: pixel.label_masks,
            audio_label_masks: audio.label_masks,
            pixel_ids_restore: pixel.ids_restore,
            audio_ids_restore: audio.ids_restore,
            hidden_states: encoded.hidden_states,
            attentions: encoded.attentions,
        })
    }

    /// The tokens of a whole clip, as [`encode`](Self::encode) encodes them without masking.
    ///
    /// # Errors
    /// Where masks do not fit the embeddings.
    pub fn sequence(
        &self,
        embeddings: Embeddings,
        pixel_mask: Option<Tensor<2>>,
        audio_mask: Option<Tensor<2>>,
    ) -> Result<Sequence, ModelError> {
        let pixel = Tokens::new("pixel_mask", embeddings.pixel, pixel_mask, None)?;
        let audio = Tokens::new("audio_mask", embeddings.audio, audio_mask, None)?;
        Ok(self.join([pixel.tokens, audio.tokens], [pixel.mask, audio.mask], true))
    }

    /// Runs all layers and the final norm on a sequence of tokens.
    pub fn encode_sequence(&self, sequence: Sequence, options: OutputOptions) -> EncoderOutput {
        let bias = sequence.bias();
        let encoded = self.encoder.forward(sequence.tokens, bias.as_ref(), options);
        let last_hidden_state = match &self.layernorm {
            Some(layernorm) => layernorm.forward(encoded.last_hidden_state),
            None => encoded.last_hidden_state,
        };
        EncoderOutput { last_hidden_state, ..encoded }
    }

    /// The class token after all layers and the final norm, which is all that the heads need: `[batch, 1, hidden]`. The
    /// first token of the sequence must be the class token. On the CPU the last layer is computed for it alone; on a
    /// GPU that would take more steps and no less time.
    pub fn encode_class(&self, sequence: Sequence) -> Tensor<3> {
        #[cfg(feature = "cpu")]
        if host::serves(&sequence.tokens) {
            let bias = sequence.bias();
            let class = self.encoder.forward_first(sequence.tokens, bias.as_ref());
            return match &self.layernorm {
                Some(layernorm) => layernorm.forward(class),
                None => class,
            };
        }
        self.encode_sequence(sequence, OutputOptions::default()).last_hidden_state.narrow(1, 0, 1)
    }

    /// Puts the class token, where there is to be one, and the tokens of both modalities into one sequence.
    fn join(
        &self,
        [pixel, audio]: [Tensor<3>; 2],
        [pixel_mask, audio_mask]: [Option<Tensor<2>>; 2],
        with_class: bool,
    ) -> Sequence {
        let [batch, _, hidden] = pixel.dims();
        let class = with_class.then(|| self.cls_embedding.val().expand([batch, 1, hidden]));
        let mask = pixel_mask.zip(audio_mask).map(|(pixel, audio)| {
            let first = if self.blank.is_some() { &audio } else { &pixel };
            let class = with_class.then(|| first_column(first));
            Tensor::cat(class.into_iter().chain([pixel, audio]).collect(), 1)
        });
        Sequence { tokens: Tensor::cat(class.into_iter().chain([pixel, audio]).collect(), 1), mask }
    }

    /// Embeds and encodes `pixel_values` and `audio_values`; the other inputs are for heads.
    ///
    /// # Errors
    /// As [`TvltModel::embed`] and [`TvltModel::encode`].
    pub fn forward(
        &self,
        inputs: &TvltInputs,
        masking: Option<&PatchMasking>,
        options: OutputOptions,
    ) -> Result<TvltModelOutput, ModelError> {
        let embeddings = self.embed(inputs.pixel_values.clone(), inputs.audio_values.clone())?;
        let inputs = self.with_masks(inputs);
        self.encode(embeddings, inputs.pixel_mask, inputs.audio_mask, masking, options)
    }
}

/// The tokens of one modality, as they enter the encoder.
struct Tokens {
    tokens: Tensor<3>,
    mask: Option<Tensor<2>>,
    label_masks: Option<Tensor<2>>,
    ids_restore: Option<Tensor<2, Int>>,
}

impl Tokens {
    fn new(
        name: &'static str,
        tokens: Tensor<3>,
        mask: Option<Tensor<2>>,
        masking: Option<&Masking>,
    ) -> Result<Self, ModelError> {
        let [batch, patches, _] = tokens.dims();
        let misfit = |given| ModelError::MaskShape { name, given, expected: [batch, patches] };
        if let Some(mask) = &mask
            && mask.dims() != [batch, patches]
        {
            return Err(misfit(mask.dims()));
        }
        let Some(masking) = masking else {
            return Ok(Self { tokens, mask, label_masks: None, ids_restore: None });
        };
        if [masking.batch(), masking.patches()] != [batch, patches] {
            return Err(misfit([masking.batch(), masking.patches()]));
        }
        let device = tokens.device();
        let hidden = gather::label_mask(masking, &device);
        let label_masks = match &mask {
            Some(mask) => hidden * mask.clone(),
            None => hidden,
        };
        Ok(Self {
            tokens: gather::keep_tokens(tokens, masking),
            mask: mask.map(|mask| gather::keep_mask(mask, masking)),
            label_masks: Some(label_masks),
            ids_restore: Some(gather::ids_restore(masking, &device)),
        })
    }
}

/// The class token's mask: that of the first patch; `[batch, 1]`.
fn first_column(mask: &Tensor<2>) -> Tensor<2> {
    let [batch, len] = mask.dims();
    match len {
        0 => Tensor::ones([batch, 1], &mask.device()),
        _ => mask.clone().narrow(1, 0, 1),
    }
}

/// `len` tokens from `start` on; none where masking hid them all.
fn tokens(sequence: &Tensor<3>, start: usize, len: usize) -> Tensor<3> {
    let [batch, _, hidden] = sequence.dims();
    match len {
        0 => Tensor::empty([batch, 0, hidden], &sequence.device()),
        _ => sequence.clone().narrow(1, start, len),
    }
}
