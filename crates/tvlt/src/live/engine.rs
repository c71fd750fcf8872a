//! The live engine: runs a model on the last seconds of a stream of sound and frames.

mod explore;
pub mod known_input;
mod masks;
mod moment;
pub mod pacer;
pub mod pictures;
mod recent;
mod reuse;
mod run;
mod step;

pub use run::{ClipValues, RawOutputs};
pub use step::{Numbers, Pending, Step, softmax};

use burn::module::Module;
use burn::tensor::Device;

use self::explore::Explorer;
use self::recent::Recent;
use self::reuse::Reuse;
use crate::checkpoint::{Checkpoint, WeightsFiles};
use crate::config::{LossType, TvltConfig, TvltProcessorConfig};
use crate::inference::InferenceError;
use crate::live::engine::pacer::{Cost, Pacer};
use crate::live::{Budget, Budgeted, LoadedModel, OwnMask, Scale, Settings, Teach, Wish};
use crate::model::{Heads, TvltAudioVisual};
use crate::precision::Precision;
use crate::processor::audio::Pcm;
use crate::processor::clip::ClipRing;
use crate::processor::image::RgbaFrame;
use crate::teach::extract::extract;
use crate::teach::features::Features;
use crate::teach::layers::taught_layers;

/// Limit on the shorter edge of a frame while the person teaches, in pixels: enough for most models, and small enough
/// to keep hundreds of such pictures.
const TAUGHT_SHORT_EDGE: usize = 256;

/// A loaded model, and the clip of the last seconds that it is run on.
pub struct LiveEngine {
    model: TvltAudioVisual,
    config: TvltConfig,
    processor: TvltProcessorConfig,
    device: Device,
    clip: ClipRing,
    pacer: Pacer,
    reuse: Reuse,
    recent: Recent,
    settings: Settings,
    taught_layers: Vec<usize>,
    mask: OwnMask,
    explorer: Explorer,
}

impl LiveEngine {
    /// Loads the model, with the heads that the configuration's `architectures` name, onto `device` in f32. Without
    /// a configuration, one is inferred from the weights' shapes. Without processor settings, those of the released
    /// models are used, with the model's sizes. A buffer of the device holds at most `buffer_limit` bytes.
    ///
    /// # Errors
    /// Where a configuration or the weights cannot be used, or the two configurations do not fit.
    pub fn new(
        config_json: Option<&str>,
        preprocessor_json: Option<&str>,
        weights: impl Into<WeightsFiles>,
        device: &Device,
        buffer_limit: u64,
    ) -> Result<Self, InferenceError> {
        let checkpoint = Checkpoint::new(config_json, weights)?;
        let config = checkpoint.config().clone();
        let mut processor = match preprocessor_json {
            Some(json) => TvltProcessorConfig::from_json(json)?,
            None => TvltProcessorConfig::fitting(&config),
        };
        // The masks are of the model's patches. The settings may name others, as their one `patch_size` may be meant for
        // the other modality.
        processor.image.patch_size = config.image_patch_size;
        processor.audio.patch_size = config.audio_patch_size;
        check_fit(&config, &processor)?;
        let patch_rows = config.audio_patch_size[0];
        let rows = config.spectrogram_length.min(processor.audio.spectrogram_length);
        let most = Budget {
            frames: config.num_frames.min(processor.image.num_frames),
            rows: rows / patch_rows * patch_rows,
        };
        let heads = match checkpoint.heads()? {
            Heads::NONE => {
                return Err(InferenceError::Mismatch(
                    "it is an encoder without heads, which has nothing to show; use a checkpoint of \
                     TvltForPreTraining or TvltForAudioVisualClassification"
                        .into(),
                ));
            }
            heads => heads,
        };
        let model = checkpoint.load(heads, device)?.model.fuse();
        // Only after the model is loaded: its weights have confirmed the sizes in the configuration.
        let pacer = Pacer::new(Cost::new(&config, heads), most, buffer_limit);
        let Budget { frames, rows } = pacer.budget();
        let clip = ClipRing::new(processor.clone(), frames, rows, most.rows)?;
        let settings = Settings {
            pixel_mask_ratio: config.pixel_mask_ratio,
            audio_mask_ratio: config.audio_mask_ratio,
            ..Settings::default()
        };
        let (device, reuse) = (device.clone(), Reuse::default());
        let recent = Recent::new(&processor.audio, most.rows);
        let taught_layers = taught_layers(config.num_hidden_layers);
        Ok(Self {
            model,
            config,
            processor,
            device,
            clip,
            pacer,
            reuse,
            recent,
            settings,
            taught_layers,
            mask: OwnMask::default(),
            explorer: Explorer::default(),
        })
    }

    /// Describes the model to the page. `device` is the device in words. The time of the first forward is for the
    /// caller to fill in.
    pub fn describe(&self, device: String) -> LoadedModel {
        let pretraining = self.model.pretraining.as_ref();
        let labels = match &self.model.classifier {
            Some(_) => (0..self.config.num_labels()).map(|index| self.config.label(index)).collect(),
            None => Vec::new(),
        };
        let audio = &self.processor.audio;
        LoadedModel {
            labels,
            scale: self.scale(),
            matches: pretraining.is_some_and(|heads| heads.matching_head.is_some()),
            reconstructs: pretraining.is_some_and(|heads| heads.autoencoder.is_some()),
            image_size: self.config.image_size,
            image_patch_size: self.config.image_patch_size,
            audio_patch_size: self.config.audio_patch_size,
            most: self.pacer.most(),
            mel_bins: self.config.frequency_length,
            rows_per_second: f64::from(audio.sampling_rate) / audio.hop_length() as f64,
            pixel_mask_ratio: self.config.pixel_mask_ratio,
            audio_mask_ratio: self.config.audio_mask_ratio,
            parameters: self.model.num_params(),
            taught_layers: self.taught_layers.clone(),
            layers: self.config.num_hidden_layers,
            heads: self.config.num_attention_heads,
            warm_up_ms: 0.0,
            device,
            precision: Precision::F32,
            half_precision: false,
        }
    }

    /// How the class scores are to be read.
    fn scale(&self) -> Scale {
        match (self.config.loss_type, self.config.problem_type.as_deref()) {
            (LossType::Regression, _) if self.config.num_labels() == 1 => Scale::Number,
            (_, Some("multi_label_classification")) => Scale::Independent,
            _ => Scale::Shares,
        }
    }

    /// Uses other settings from the next step on. With [`Teach::Samples`] the tools change nothing of what the model
    /// gets, so that features and sample are of the same moment. Returns whether the budget has changed: while features
    /// are asked for, every clip has the shortest length, so that features of all clips are alike, on every machine.
    ///
    /// # Errors
    /// Where the processors cannot make that much.
    pub fn set_settings(&mut self, mut settings: Settings) -> Result<bool, InferenceError> {
        if settings.teach == Teach::Samples {
            settings.tools = settings.tools.while_recording();
        }
        if self.settings.tools.held && !settings.tools.held {
            // What has been said since then was not heard, so the sound begins anew.
            self.forget_audio();
        }
        if self.settings.tools != settings.tools {
            self.explorer.forget();
        }
        self.settings = settings;
        self.recent.keep(settings.teach.is_on() || settings.tools.keep);
        self.clip.keep_past_frames(settings.tools.keep);
        let changed = self.pacer.pin(settings.teach.is_on());
        if changed {
            self.keep_to_budget()?;
        }
        Ok(changed)
    }

    /// Takes features from the hidden states of these layers from now on: 1 is the first layer. In the beginning they are
    /// the model's [taught layers](taught_layers).
    ///
    /// # Errors
    /// [`InferenceError::Mismatch`] where the model does not have them.
    pub fn set_taught_layers(&mut self, layers: Vec<usize>) -> Result<(), InferenceError> {
        let count = self.config.num_hidden_layers;
        if layers.is_empty() || layers.iter().any(|layer| !(1..=count).contains(layer)) {
            return Err(InferenceError::Mismatch(format!(
                "classes were taught on its layers {layers:?}, but it has {count} layers"
            )));
        }
        self.taught_layers = layers;
        Ok(())
    }

    /// Uses another mask of the person's own, while [`Tools::own_mask`](crate::live::Tools::own_mask) is on.
    pub fn set_mask(&mut self, mask: OwnMask) {
        self.mask = mask;
        self.explorer.forget();
    }

    /// While the person teaches: the longest that a frame's shorter edge should be, in pixels. The person keeps many
    /// of these pictures, and they should be exactly what the model saw. `None` while there is no such limit.
    pub fn short_edge(&self) -> Option<usize> {
        self.settings.teach.is_on().then(|| self.config.image_size.max(TAUGHT_SHORT_EDGE))
    }

    /// Computes the features of a given picture and sound with the loaded model, as those of a live clip; see
    /// [`extract`]. The live clip stays as it is.
    ///
    /// # Errors
    /// As `extract`.
    pub async fn read(
        &self,
        picture: Option<&RgbaFrame<'_>>,
        sound: Option<Pcm<'_>>,
    ) -> Result<Features, InferenceError> {
        let (model, config, processor) = (&self.model, &self.config, &self.processor);
        extract(model, config, processor, &self.device, &self.taught_layers, picture, sound).await
    }

    /// Applies the chosen clip length; what is left open is picked automatically.
    ///
    /// # Errors
    /// Where the processors cannot make that much.
    pub fn wish(&mut self, wish: Wish) -> Result<(), InferenceError> {
        self.pacer.wish(wish);
        self.keep_to_budget()
    }

    /// Reports how long the known input's forward took, in milliseconds.
    pub fn warmed_up(&mut self, took_ms: f64) {
        self.pacer.warmed_up(took_ms);
    }

    /// Reports how long an update took, in milliseconds. Returns whether the budget of the next ones has changed.
    ///
    /// # Errors
    /// Where the processors cannot make that much.
    pub fn measured(&mut self, took_ms: f64) -> Result<bool, InferenceError> {
        let changed = self.pacer.measured(took_ms);
        if changed {
            self.keep_to_budget()?;
        }
        Ok(changed)
    }

    /// The budget in use.
    pub fn budgeted(&self) -> Budgeted {
        Budgeted {
            budget: self.pacer.budget(),
            tokens: self.pacer.tokens(),
            expected_ms: self.pacer.expected_ms(),
        }
    }

    fn keep_to_budget(&mut self) -> Result<(), InferenceError> {
        let Budget { frames, rows } = self.pacer.budget();
        self.clip.set_length(frames, rows)?;
        self.clip.keep_past_frames(self.settings.tools.keep);
        Ok(())
    }

    /// Expects sound of `sample_rate` samples a second from now on, and forgets earlier sound.
    ///
    /// # Errors
    /// For a rate below 1000 Hz or above 768 kHz.
    pub fn set_audio_rate(&mut self, sample_rate: u32) -> Result<(), InferenceError> {
        self.clip.set_sampling_rate(sample_rate)?;
        self.recent.set_sampling_rate(sample_rate);
        Ok(())
    }

    /// Takes the next mono samples.
    ///
    /// # Errors
    /// Where a sample is NaN or infinite, or the resampler fails.
    pub fn push_audio(&mut self, samples: &[f32]) -> Result<(), InferenceError> {
        if self.is_held() {
            return Ok(());
        }
        self.clip.push_audio(samples)?;
        self.recent.hear(samples);
        Ok(())
    }

    /// Takes the next frame, which arrived at `at_ms` milliseconds of the caller's clock.
    ///
    /// # Errors
    /// Where the frame is empty or its bytes do not fit its size.
    pub fn push_frame(&mut self, frame: &RgbaFrame<'_>, at_ms: f64) -> Result<(), InferenceError> {
        if self.is_held() {
            return Ok(());
        }
        self.clip.push_frame(frame, at_ms)?;
        self.recent.see(frame);
        Ok(())
    }

    /// Whether the present moment is held, so that pictures and sound that arrive are dropped. Before there is any, they
    /// are not.
    pub fn is_held(&self) -> bool {
        self.settings.tools.held && (self.clip.sees() || self.clip.hears())
    }

    /// Forgets the frames: there is no picture any more.
    pub fn forget_frames(&mut self) {
        self.clip.forget_frames();
        self.recent.forget_picture();
    }

    /// Forgets the sound: there is none any more.
    pub fn forget_audio(&mut self) {
        self.clip.forget_audio();
        self.recent.forget_sound();
    }

    /// Forgets frames and sound: a new source starts.
    pub fn reset(&mut self) {
        self.explorer.forget();
        self.forget_frames();
        self.forget_audio();
    }
}

/// Checks that the processors' outputs have the model's sizes.
fn check_fit(config: &TvltConfig, processor: &TvltProcessorConfig) -> Result<(), InferenceError> {
    let image = &processor.image;
    let side = (config.image_size, config.image_size);
    let numbers = [
        ("crop_size", (image.crop_size.height, image.crop_size.width), "image_size", side),
        ("feature_size", (processor.audio.feature_size, 1), "frequency_length", (config.frequency_length, 1)),
    ];
    for (name, given, model_name, wanted) in numbers {
        if given != wanted {
            return Err(InferenceError::Mismatch(format!(
                "{name} is {given:?}, but the model's {model_name} is {wanted:?}"
            )));
        }
    }
    if !image.do_center_crop {
        return Err(InferenceError::Mismatch(
            "do_center_crop is off, but the model takes square frames".into(),
        ));
    }
    if config.num_image_channels != 3 || config.num_audio_channels != 1 {
        return Err(InferenceError::Mismatch(
            "the model takes other than colour frames and mono sound".into(),
        ));
    }
    Ok(())
}
