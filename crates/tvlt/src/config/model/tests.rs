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
    assert!(refused(r#"{"image_processor": {}}"#).contains("only of its processors"));
    assert!(refused("<!doctype html><title>404</title>").contains("config.json is a web page"));
    assert!(refused("version https://git-lfs.github.com/spec/v1").contains("a Git LFS pointer"));
    assert!(refused("[1]").contains("config.json is not valid"));
    assert!(refused("").contains("config.json is not valid"));
    // All defaults, as Hugging Face's own class takes it.
    assert_eq!(TvltConfig::from_json("{}").unwrap(), TvltConfig::default());
}
