//! The processors' settings, `preprocessor_config.json`.

use serde::{Deserialize, Serialize};

use super::{
    ConfigError, TvltConfig, Variant,
    forms::{self, CropSize, ShortestEdge},
    kind,
    nulls::{self, Nulls},
    value,
};

/// Both processors' settings. Hugging Face saves them in one `preprocessor_config.json`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TvltProcessorConfig {
    /// Settings of the image processor.
    pub image: TvltImageProcessorConfig,
    /// Settings of the feature extractor.
    pub audio: TvltFeatureExtractorConfig,
}

/// The file's name.
const FILE: &str = "preprocessor_config.json";

/// Keys under which transformers 5 keeps the settings of each processor, in `processor_config.json`.
const IMAGE: &str = "image_processor";
const AUDIO: &str = "feature_extractor";

/// Key for the image processor's `patch_size` in a file with the keys of both processors, where it is not that of the
/// feature extractor. Not one of Hugging Face's, whose two classes read one `patch_size` from such a file.
const IMAGE_PATCH: &str = "tvlt_image_patch_size";

/// What `null` means, by `image_processing_tvlt.py`; for `resample`, by `image_transforms.py`, `resize`.
const IMAGE_NULLS: Nulls = Nulls {
    defaults: &["size", "crop_size", "image_mean", "image_std", "resample"],
    switches: &["do_resize", "do_center_crop", "do_rescale", "do_normalize"],
};

const AUDIO_NULLS: Nulls = Nulls { defaults: &["tvlt_variant"], switches: &[] };

impl TvltProcessorConfig {
    /// Reads a `preprocessor_config.json`, of which each processor takes the keys that it knows, or the
    /// `processor_config.json` of transformers 5, which has one object for each processor.
    ///
    /// # Errors
    /// [`ConfigError::Json`], [`ConfigError::Kind`] or [`ConfigError::TooLong`] where the text cannot be read,
    /// [`ConfigError::Nothing`] where no key of it is known, [`ConfigError::Other`] where it is a model's
    /// configuration, [`ConfigError::Half`] where it has an object for one processor only, [`ConfigError::Null`] where
    /// a number is `null`, [`ConfigError::Value`] where a value is of another type.
    pub fn from_json(json: &str) -> Result<Self, ConfigError> {
        let object = nulls::object(json, FILE)?;
        if kind::is_model(&object) {
            return Err(ConfigError::Other { what: FILE, is: "a model's configuration" });
        }
        let image_keys = nulls::keys(&TvltImageProcessorConfig::default(), &[]);
        let audio_keys = nulls::keys(&TvltFeatureExtractorConfig::default(), &["tvlt_variant"]);
        let known = |keys: &[String], object: &Settings| keys.iter().any(|key| object.contains_key(key));
        let flat = [known(&image_keys, &object), known(&audio_keys, &object)];
        let nested = |key: &str| object.get(key).and_then(serde_json::Value::as_object);
        let nothing = ConfigError::Nothing { what: FILE, hint: "'s processors" };
        let (image, audio) = match (nested(IMAGE), nested(AUDIO)) {
            (None, None) if flat == [false, false] && !object.is_empty() => return Err(nothing),
            (Some(_), None) if !flat[1] => {
                return Err(ConfigError::Half { what: FILE, has: IMAGE, lacks: AUDIO });
            }
            (None, Some(_)) if !flat[0] => {
                return Err(ConfigError::Half { what: FILE, has: AUDIO, lacks: IMAGE });
            }
            (image, audio) => (image.unwrap_or(&object), audio.unwrap_or(&object)),
        };
        for (inner, keys) in [(image, &image_keys), (audio, &audio_keys)] {
            let own = !std::ptr::eq(inner, &object);
            if own && !inner.is_empty() && !known(keys, inner) {
                return Err(nothing);
            }
        }
        let mut image_settings = own(image, &image_keys);
        if let Some(patch_size) = image.get(IMAGE_PATCH) {
            image_settings.insert("patch_size".into(), patch_size.clone());
        }
        let mut audio_settings = own(audio, &audio_keys);
        nulls::resolve(&mut image_settings, &image_keys, &IMAGE_NULLS, FILE)?;
        nulls::resolve(&mut audio_settings, &audio_keys, &AUDIO_NULLS, FILE)?;
        Ok(Self {
            image: value::settings(image_settings, FILE)?,
            audio: value::settings(audio_settings, FILE)?,
        })
    }

    /// The settings with which the released models of a variant were trained.
    pub fn of(variant: Variant) -> Self {
        let audio = match variant {
            Variant::HuggingFace => TvltFeatureExtractorConfig::default(),
            Variant::Authors => TvltFeatureExtractorConfig {
                spectrogram_length: 1024,
                padding_value: -1.0,
                variant,
                ..TvltFeatureExtractorConfig::default()
            },
        };
        Self { image: TvltImageProcessorConfig::default(), audio }
    }

    /// As [`of`](Self::of), with the sizes of this model: for a model that comes without processor settings.
    pub fn fitting(config: &TvltConfig) -> Self {
        let mut processor = Self::of(config.variant);
        let side = config.image_size;
        processor.image.size = ShortestEdge { shortest_edge: side };
        processor.image.crop_size = CropSize { height: side, width: side };
        processor.image.num_frames = config.num_frames;
        processor.audio.spectrogram_length =
            processor.audio.spectrogram_length.min(config.spectrogram_length);
        processor.audio.num_channels = config.num_audio_channels;
        processor.audio.feature_size = config.frequency_length;
        processor.patched(config)
    }

    /// With the patch sizes of this model. No others give masks that fit its patches, and a file with the keys of both
    /// processors has only one of the two, unless this project wrote it.
    pub fn patched(mut self, config: &TvltConfig) -> Self {
        self.image.patch_size = config.image_patch_size;
        self.audio.patch_size = config.audio_patch_size;
        self
    }

    /// Writes one `preprocessor_config.json` with the keys of both processors. Both have a `patch_size`; the feature
    /// extractor's is written under that name, as Hugging Face does, and the image processor's beside it where it is
    /// another, under a name of this project.
    ///
    /// # Errors
    /// [`ConfigError::Json`] where a number has no JSON form (an infinity).
    pub fn to_json(&self) -> Result<String, ConfigError> {
        let wrong = |source| ConfigError::Json { what: FILE, source };
        let mut merged = serde_json::to_value(&self.image).map_err(wrong)?;
        let audio = serde_json::to_value(&self.audio).map_err(wrong)?;
        if let (Some(merged), serde_json::Value::Object(audio)) = (merged.as_object_mut(), audio) {
            merged.extend(audio);
            if self.image.patch_size != self.audio.patch_size {
                merged.insert(IMAGE_PATCH.into(), self.image.patch_size.to_vec().into());
            }
        }
        serde_json::to_string_pretty(&merged).map_err(wrong)
    }
}

type Settings = serde_json::Map<String, serde_json::Value>;

/// Those keys of an object that a processor knows.
fn own(object: &Settings, known: &[String]) -> Settings {
    known.iter().filter_map(|key| Some((key.clone(), object.get(key)?.clone()))).collect()
}

/// Settings of `TvltImageProcessor` (`image_processing_tvlt.py`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TvltImageProcessorConfig {
    /// Whether to resize the shortest edge to `size`.
    pub do_resize: bool,
    /// Length of the shortest edge after the resize, in pixels.
    pub size: ShortestEdge,
    /// Height and width of a patch; only the mask's length depends on it.
    #[serde(deserialize_with = "forms::each")]
    pub patch_size: [usize; 2],
    /// The most frames of a clip.
    pub num_frames: usize,
    /// PIL's number of the resize filter; 2 is bilinear, the only one TVLT uses.
    pub resample: u8,
    /// Whether to crop the centre to `crop_size`.
    pub do_center_crop: bool,
    /// Height and width of the crop, in pixels.
    pub crop_size: CropSize,
    /// Whether to multiply by `rescale_factor`.
    pub do_rescale: bool,
    /// Usually 1/255.
    pub rescale_factor: f64,
    /// Whether to subtract `image_mean` and divide by `image_std`.
    pub do_normalize: bool,
    /// Mean of each channel.
    #[serde(deserialize_with = "forms::each")]
    pub image_mean: [f64; 3],
    /// Standard deviation of each channel.
    #[serde(deserialize_with = "forms::each")]
    pub image_std: [f64; 3],
}

impl Default for TvltImageProcessorConfig {
    fn default() -> Self {
        Self {
            do_resize: true,
            size: ShortestEdge { shortest_edge: 224 },
            patch_size: [16, 16],
            num_frames: 8,
            resample: 2,
            do_center_crop: true,
            crop_size: CropSize { height: 224, width: 224 },
            do_rescale: true,
            rescale_factor: 1.0 / 255.0,
            do_normalize: true,
            image_mean: [0.5; 3],
            image_std: [0.5; 3],
        }
    }
}

/// Settings of `TvltFeatureExtractor` (`feature_extraction_tvlt.py`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TvltFeatureExtractorConfig {
    /// Longest spectrogram, in time steps; longer ones are cut off.
    pub spectrogram_length: usize,
    /// Channels of the spectrogram.
    pub num_channels: usize,
    /// Time steps and mel bins of a patch.
    #[serde(deserialize_with = "forms::each")]
    pub patch_size: [usize; 2],
    /// Mel bins.
    pub feature_size: usize,
    /// Hertz.
    pub sampling_rate: u32,
    /// Spectrogram rows a second; the hop is `sampling_rate / hop_length_to_sampling_rate`, rounded down.
    pub hop_length_to_sampling_rate: u32,
    /// Samples of a window of the Fourier transform.
    pub n_fft: usize,
    /// Value of the rows that pad the spectrogram to whole patches.
    pub padding_value: f64,
    /// Whose pipeline to follow. Not one of Hugging Face's keys; written only where it is not theirs. The authors'
    /// (`rawvideo_utils.py`, `preprocess_audio`) subtracts the clip's mean, pads both ends with silence where
    /// Hugging Face mirrors the clip, keeps the last row, and always adds at least one row of padding: where the
    /// clip is a whole number of patches already, a whole row of patches.
    #[serde(rename = "tvlt_variant", skip_serializing_if = "Variant::is_hugging_face")]
    pub variant: Variant,
}

impl Default for TvltFeatureExtractorConfig {
    fn default() -> Self {
        Self {
            spectrogram_length: 2048,
            num_channels: 1,
            patch_size: [16, 16],
            feature_size: 128,
            sampling_rate: 44_100,
            hop_length_to_sampling_rate: 86,
            n_fft: 2048,
            padding_value: 0.0,
            variant: Variant::HuggingFace,
        }
    }
}

impl TvltFeatureExtractorConfig {
    /// Samples from one spectrogram row to the next.
    pub fn hop_length(&self) -> usize {
        (self.sampling_rate / self.hop_length_to_sampling_rate.max(1)) as usize
    }
}

#[cfg(test)]
mod tests;
