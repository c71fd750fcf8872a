//! The processors' settings, `preprocessor_config.json`.

use serde::{Deserialize, Serialize};

use super::{
    ConfigError, TvltConfig, Variant,
    nulls::{self, Nulls},
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
    /// [`ConfigError::Nothing`] where no key of it is known, [`ConfigError::Half`] where it has an object for one
    /// processor only, [`ConfigError::Null`] where a number is `null`.
    pub fn from_json(json: &str) -> Result<Self, ConfigError> {
        let object = nulls::object(json, FILE)?;
        let image_keys = nulls::keys(&TvltImageProcessorConfig::default(), &[]);
        let audio_keys = nulls::keys(&TvltFeatureExtractorConfig::default(), &["tvlt_variant"]);
        let known = |keys: &[String], object: &Settings| keys.iter().any(|key| object.contains_key(key));
        let flat = [known(&image_keys, &object), known(&audio_keys, &object)];
        let nested = |key: &str| object.get(key).and_then(serde_json::Value::as_object);
        let (image, audio) = match (nested(IMAGE), nested(AUDIO)) {
            (None, None) if flat == [false, false] && !object.is_empty() => {
                let hint = if object.contains_key("model_type") {
                    "'s processors, only of a model"
                } else {
                    "'s processors"
                };
                return Err(ConfigError::Nothing { what: FILE, hint });
            }
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
                return Err(ConfigError::Nothing { what: FILE, hint: "'s processors" });
            }
        }
        Ok(Self {
            image: settings(image, &image_keys, &IMAGE_NULLS)?,
            audio: settings(audio, &audio_keys, &AUDIO_NULLS)?,
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
        processor.image.patch_size = config.image_patch_size;
        processor.image.num_frames = config.num_frames;
        processor.audio.spectrogram_length =
            processor.audio.spectrogram_length.min(config.spectrogram_length);
        processor.audio.num_channels = config.num_audio_channels;
        processor.audio.patch_size = config.audio_patch_size;
        processor.audio.feature_size = config.frequency_length;
        processor
    }

    /// Writes one `preprocessor_config.json` with the keys of both processors. Both have a `patch_size`; the feature
    /// extractor's is written, as Hugging Face does.
    ///
    /// # Errors
    /// [`ConfigError::Json`] where a number has no JSON form (an infinity).
    pub fn to_json(&self) -> Result<String, ConfigError> {
        let wrong = |source| ConfigError::Json { what: "preprocessor_config.json", source };
        let mut merged = serde_json::to_value(&self.image).map_err(wrong)?;
        let audio = serde_json::to_value(&self.audio).map_err(wrong)?;
        if let (Some(merged), serde_json::Value::Object(audio)) = (merged.as_object_mut(), audio) {
            merged.extend(audio);
        }
        serde_json::to_string_pretty(&merged).map_err(wrong)
    }
}

type Settings = serde_json::Map<String, serde_json::Value>;

/// One processor's settings, from those keys of an object that it knows.
fn settings<T: serde::de::DeserializeOwned>(
    object: &Settings,
    known: &[String],
    nulls: &Nulls,
) -> Result<T, ConfigError> {
    let mut own: Settings =
        known.iter().filter_map(|key| Some((key.clone(), object.get(key)?.clone()))).collect();
    nulls::resolve(&mut own, known, nulls, FILE)?;
    serde_json::from_value(serde_json::Value::Object(own))
        .map_err(|source| ConfigError::Json { what: FILE, source })
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
    #[serde(deserialize_with = "per_channel")]
    pub image_mean: [f64; 3],
    /// Standard deviation of each channel.
    #[serde(deserialize_with = "per_channel")]
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

/// HF's `size`: `{"shortest_edge": 224}`, or a plain number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "EdgeForm")]
pub struct ShortestEdge {
    /// Pixels.
    pub shortest_edge: usize,
}

/// HF's `crop_size`: `{"height": 224, "width": 224}`, or a plain number for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "CropForm")]
pub struct CropSize {
    /// Pixels.
    pub height: usize,
    /// Pixels.
    pub width: usize,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum EdgeForm {
    Number(usize),
    Named { shortest_edge: usize },
}

impl From<EdgeForm> for ShortestEdge {
    fn from(form: EdgeForm) -> Self {
        match form {
            EdgeForm::Number(shortest_edge) | EdgeForm::Named { shortest_edge } => Self { shortest_edge },
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum CropForm {
    Number(usize),
    Named { height: usize, width: usize },
}

impl From<CropForm> for CropSize {
    fn from(form: CropForm) -> Self {
        match form {
            CropForm::Number(side) => Self { height: side, width: side },
            CropForm::Named { height, width } => Self { height, width },
        }
    }
}

/// HF accepts one number for all channels, or one for each channel.
fn per_channel<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<[f64; 3], D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        One(f64),
        Three([f64; 3]),
    }
    Ok(match Form::deserialize(deserializer)? {
        Form::One(value) => [value; 3],
        Form::Three(values) => values,
    })
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
mod tests {
    use super::*;

    fn refused(json: &str) -> String {
        TvltProcessorConfig::from_json(json).unwrap_err().to_string()
    }

    #[test]
    fn each_processor_has_an_object_of_its_own_in_transformers_5() {
        let nested = r#"{"image_processor": {"size": {"shortest_edge": 96}, "crop_size": null, "patch_size": [16, 16],
            "data_format": "channels_first", "device": null}, "feature_extractor": {"patch_size": [4, 64],
            "n_fft": 512, "return_attention_mask": true}, "processor_class": "TvltProcessor"}"#;
        let config = TvltProcessorConfig::from_json(nested).unwrap();
        assert_eq!((config.image.patch_size, config.audio.patch_size), ([16, 16], [4, 64]));
        assert_eq!((config.image.size.shortest_edge, config.audio.n_fft), (96, 512));
        assert_eq!(config.image.crop_size, TvltImageProcessorConfig::default().crop_size);
        let half = r#"{"image_processor": {"num_frames": 1}, "feature_extractor": null}"#;
        assert!(refused(half).contains("none for feature_extractor"));
        // One processor's object is enough beside top-level keys, which transformers 4 writes.
        let mixed = r#"{"image_processor": {"num_frames": 1}, "n_fft": 512}"#;
        let mixed = TvltProcessorConfig::from_json(mixed).unwrap();
        assert_eq!((mixed.image.num_frames, mixed.audio.n_fft), (1, 512));
    }

    #[test]
    fn a_file_that_says_nothing_of_the_processors_is_refused() {
        for json in [
            r#"{"processor_class": "TvltProcessor"}"#,
            r#"{"image_processor": {"hidden": 1}, "feature_extractor": {"n_fft": 512}}"#,
            r#"{"model_type": "tvlt", "hidden_size": 8}"#,
        ] {
            assert!(refused(json).contains("nothing that is known of TVLT's processors"), "{json}");
        }
        assert!(refused("<html>").contains("a web page"));
        assert!(refused("7").contains("is not valid"));
        assert_eq!(TvltProcessorConfig::from_json("{}").unwrap(), TvltProcessorConfig::default());
    }

    #[test]
    fn null_is_a_default_a_switch_turned_off_or_an_error() {
        let json =
            r#"{"size": null, "image_mean": null, "resample": null, "do_normalize": null, "n_fft": 512}"#;
        let config = TvltProcessorConfig::from_json(json).unwrap();
        assert_eq!(config.image, TvltImageProcessorConfig { do_normalize: false, ..Default::default() });
        for key in ["n_fft", "patch_size", "num_frames", "sampling_rate", "rescale_factor"] {
            let said = refused(&format!("{{\"{key}\": null}}"));
            assert!(said.contains(&format!("{key} is null")), "{said}");
        }
    }
}
