//! Settings as people and other programs write them.

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
    ] {
        assert!(refused(json).contains("nothing that is known of TVLT's processors"), "{json}");
    }
    assert!(refused("<html>").contains("a web page"));
    assert!(refused("7").contains("is not valid"));
    assert_eq!(TvltProcessorConfig::from_json("{}").unwrap(), TvltProcessorConfig::default());
}

#[test]
fn null_is_a_default_a_switch_turned_off_or_an_error() {
    let json = r#"{"size": null, "image_mean": null, "resample": null, "do_normalize": null, "n_fft": 512}"#;
    let config = TvltProcessorConfig::from_json(json).unwrap();
    assert_eq!(config.image, TvltImageProcessorConfig { do_normalize: false, ..Default::default() });
    for key in ["n_fft", "patch_size", "num_frames", "sampling_rate", "rescale_factor"] {
        let said = refused(&format!("{{\"{key}\": null}}"));
        assert!(said.contains(&format!("{key} is null")), "{said}");
    }
}

/// A file as `TvltConfig.save_pretrained` of transformers 4.40.2 writes it.
const MODEL: &str = r#"{"architectures": ["TvltForPreTraining"], "attention_probs_dropout_prob": 0.0,
    "audio_mask_ratio": 0.15, "audio_mask_type": "frame-level", "audio_patch_size": [16, 16],
    "decoder_hidden_size": 512, "decoder_intermediate_size": 2048, "decoder_num_attention_heads": 16,
    "decoder_num_hidden_layers": 8, "frequency_length": 128, "hidden_act": "gelu", "hidden_dropout_prob": 0.0,
    "hidden_size": 768, "image_patch_size": [16, 16], "image_size": 224, "initializer_range": 0.02,
    "intermediate_size": 3072, "layer_norm_eps": 1e-06, "loss_type": "classification", "model_type": "tvlt",
    "num_attention_heads": 12, "num_audio_channels": 1, "num_frames": 8, "num_hidden_layers": 12,
    "num_image_channels": 3, "pixel_mask_ratio": 0.75, "qkv_bias": true, "spectrogram_length": 2048,
    "task_mae": true, "task_matching": true, "torch_dtype": "float32", "transformers_version": "4.40.2",
    "use_mean_pooling": false}"#;

/// Files as `TvltFeatureExtractor` and `TvltImageProcessor` of transformers 4.40.2 write them.
const AUDIO_ALONE: &str = r#"{"feature_extractor_type": "TvltFeatureExtractor", "feature_size": 128, "freq_len": 8,
    "hop_length": 512, "n_fft": 2048, "num_channels": 1, "padding_side": "right", "padding_value": 0.0,
    "patch_size": [16, 16], "processor_class": "TvltProcessor", "return_attention_mask": true,
    "sampling_rate": 44100, "spectrogram_length": 2048}"#;
const IMAGE_ALONE: &str = r#"{"_valid_processor_keys": ["videos", "do_resize"], "crop_size": {"height": 224,
    "width": 224}, "do_center_crop": true, "do_normalize": true, "do_rescale": true, "do_resize": true,
    "image_mean": [0.5, 0.5, 0.5], "image_processor_type": "TvltImageProcessor", "image_std": [0.5, 0.5, 0.5],
    "num_frames": 8, "patch_size": [16, 16], "resample": 2, "rescale_factor": 0.00392156862745098,
    "size": {"shortest_edge": 224}}"#;

#[test]
fn a_model_and_its_processors_are_not_taken_for_each_other() {
    assert_eq!(TvltConfig::from_json(MODEL).unwrap().architectures, ["TvltForPreTraining"]);
    // Hugging Face looks for the classes of processors in a model's configuration, too.
    let named = MODEL.replacen('{', r#"{"processor_class": "TvltProcessor", "#, 1);
    TvltConfig::from_json(&named).unwrap();
    for json in [MODEL, &named, r#"{"model_type": "tvlt"}"#] {
        let said = refused(json);
        assert!(
            said.starts_with("what is given as preprocessor_config.json is a model's configuration"),
            "{said}"
        );
    }
    let written = TvltProcessorConfig::default().to_json().unwrap();
    for json in
        [AUDIO_ALONE, IMAGE_ALONE, &written, r#"{"processor_class": "TvltProcessor", "num_frames": 1}"#]
    {
        assert_eq!(
            TvltProcessorConfig::from_json(json).unwrap().audio,
            TvltFeatureExtractorConfig::default()
        );
        let said = TvltConfig::from_json(json).unwrap_err().to_string();
        assert!(
            said.starts_with("what is given as config.json is the settings of a model's processors"),
            "{said}"
        );
    }
    // Some programs write the model's type beside its processors' settings.
    let named = AUDIO_ALONE.replacen('{', r#"{"model_type": "tvlt", "#, 1);
    TvltProcessorConfig::from_json(&named).unwrap();
}

#[test]
fn sizes_are_read_in_every_form_of_hugging_face() {
    let crop = |form: &str| {
        let json = format!("{{\"crop_size\": {form}, \"size\": 96, \"image_std\": 0.25, \"do_resize\": 0}}");
        TvltProcessorConfig::from_json(&json).unwrap().image
    };
    let expected = CropSize { height: 200, width: 100 };
    assert_eq!(crop("[200, 100]").crop_size, expected);
    assert_eq!(crop(r#"{"height": 200, "width": 100}"#).crop_size, expected);
    let plain = crop("200");
    assert_eq!(plain.crop_size, CropSize { height: 200, width: 200 });
    assert_eq!((plain.size.shortest_edge, plain.image_std, plain.do_resize), (96, [0.25; 3], false));
    let both = r#"{"size": {"shortest_edge": 96, "longest_edge": 200}, "patch_size": 8}"#;
    let both = TvltProcessorConfig::from_json(both).unwrap();
    assert_eq!((both.image.size.shortest_edge, both.audio.patch_size), (96, [8, 8]));
}

#[test]
fn two_patch_sizes_are_kept_in_one_file() {
    let config = TvltConfig {
        image_patch_size: [4, 4],
        audio_patch_size: [8, 4],
        image_size: 8,
        ..TvltConfig::default()
    };
    let fitting = TvltProcessorConfig::fitting(&config);
    assert_eq!(TvltProcessorConfig::from_json(&fitting.to_json().unwrap()).unwrap(), fitting);
    // Hugging Face's file has one of them, and the model has both.
    let theirs = TvltProcessorConfig::from_json(r#"{"patch_size": [8, 4], "n_fft": 512}"#).unwrap();
    assert_eq!(theirs.image.patch_size, [8, 4]);
    assert_eq!(theirs.patched(&config).image.patch_size, [4, 4]);
    assert!(!TvltProcessorConfig::default().to_json().unwrap().contains(IMAGE_PATCH));
}
