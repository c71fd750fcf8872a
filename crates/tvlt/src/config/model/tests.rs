//! Configurations as people and other programs write them.

use super::*;

#[test]
fn null_is_what_transformers_takes_it_for() {
    let json = r#"{"architectures": null, "model_type": null, "id2label": null, "label2id": null,
        "problem_type": null, "finetuning_task": null, "hidden_size": 48, "task_mae": null, "qkv_bias": null}"#;
    let config = TvltConfig::from_json(json).unwrap();
    let expected = TvltConfig { hidden_size: 48, task_mae: false, qkv_bias: false, ..TvltConfig::default() };
    assert_eq!(config, expected);
    assert_eq!(config.num_labels(), 2);
    for key in ["hidden_size", "layer_norm_eps", "hidden_act", "image_patch_size", "loss_type"] {
        let error =
            TvltConfig::from_json(&format!("{{\"model_type\": \"tvlt\", \"{key}\": null}}")).unwrap_err();
        assert_eq!(error.to_string(), format!("{key} is null in config.json, but it needs a value"));
    }
}

#[test]
fn a_file_that_says_nothing_of_tvlt_is_refused() {
    let refused = |json: &str| TvltConfig::from_json(json).unwrap_err().to_string();
    assert!(refused(r#"{"vocab_size": 7}"#).contains("nothing that is known of TVLT"));
    assert!(refused(r#"{"image_processor": {}}"#).contains("the settings of a model's processors"));
    assert!(refused("<!doctype html><title>404</title>").contains("config.json is a web page"));
    assert!(refused("version https://git-lfs.github.com/spec/v1").contains("a Git LFS pointer"));
    assert!(refused("[1]").contains("config.json is not valid"));
    assert!(refused("").contains("config.json is not valid"));
    // All defaults, as Hugging Face's own class takes it.
    assert_eq!(TvltConfig::from_json("{}").unwrap(), TvltConfig::default());
}

#[test]
fn labels_are_read_as_hugging_face_reads_them() {
    // Widely copied code numbers labels with texts; Hugging Face keeps names that are numbers as they are.
    let json = r#"{"id2label": {"0": "happy", "01": 7, " 2": true, "3": null}, "label2id": {"happy": "0", "sad": "1"},
        "num_labels": 9}"#;
    let config = TvltConfig::from_json(json).unwrap();
    let labels: Vec<String> = (0..5).map(|index| config.label(index)).collect();
    assert_eq!(labels, ["happy", "7", "true", "LABEL_3", "LABEL_4"]);
    assert_eq!(config.num_labels(), 4);
    let written: serde_json::Value = serde_json::from_str(&config.to_json().unwrap()).unwrap();
    assert_eq!(written["label2id"], serde_json::json!({"7": 1, "LABEL_3": 3, "happy": 0, "true": 2}));
    assert_eq!(TvltConfig::from_json(&config.to_json().unwrap()).unwrap(), config);
    assert!(!TvltConfig::default().to_json().unwrap().contains("label2id"));
}

#[test]
fn values_are_read_in_every_form_of_hugging_face() {
    let json = r#"{"image_patch_size": 8, "audio_patch_size": [8, 16], "image_size": [96, 96], "qkv_bias": 0,
        "task_mae": 1, "hidden_dropout_prob": 0, "architectures": "TvltModel"}"#;
    let config = TvltConfig::from_json(json).unwrap();
    assert_eq!((config.image_patch_size, config.audio_patch_size, config.image_size), ([8, 8], [8, 16], 96));
    assert_eq!((config.qkv_bias, config.task_mae), (false, true));
    assert_eq!(config.architectures, ["TvltModel"]);
}
