use super::*;

const CONFIG: &str =
    r#"{ "model_type": "tvlt", "hidden_size": 128, "num_frames": 1, "architectures": null }"#;
const PREPROCESSOR: &str = r#"{ "image_mean": [0.5, 0.5, 0.5], "num_frames": 1, "sampling_rate": 44100 }"#;
const NESTED: &str =
    r#"{ "image_processor": { "image_mean": [0.5] }, "feature_extractor": { "n_fft": 2048 } }"#;
const INDEX: &str = r#"{ "weight_map": {
    "a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors" } }"#;

fn sorted(files: &[(&str, Option<&str>)]) -> Sorted {
    let files: Vec<ChosenFile> = files
        .iter()
        .map(|(name, text)| ChosenFile { name: (*name).into(), text: text.map(str::to_owned) })
        .collect();
    sort(&files).unwrap()
}

#[test]
fn what_browsers_and_file_managers_put_behind_a_name_goes() {
    for (name, plain) in [
        ("config.json", "config.json"),
        ("config (1).json", "config.json"),
        ("config(2).json", "config.json"),
        ("config-1.json", "config.json"),
        ("config (1) (2).json", "config.json"),
        ("config - Copy.json", "config.json"),
        ("config - Copy (2).json", "config.json"),
        ("config copy 3.json", "config.json"),
        ("model-00001-of-00002 (1).safetensors", "model-00001-of-00002.safetensors"),
        ("model-00001-of-00002-1.safetensors", "model-00001-of-00002.safetensors"),
        ("model-00001-of-00002.safetensors", "model-00001-of-00002.safetensors"),
        ("model.safetensors.index (1).json", "model.safetensors.index.json"),
        ("(1).json", "(1).json"),
    ] {
        assert_eq!(plain_name(name), plain, "{name}");
    }
}

#[test]
fn second_downloads_are_taken() {
    let files = sorted(&[
        ("config (1).json", Some(CONFIG)),
        ("preprocessor_config (2).json", Some(PREPROCESSOR)),
        ("model (1).safetensors", None),
    ]);
    assert_eq!(files.roles, [Role::Config, Role::Preprocessor, Role::Weights]);
    assert_eq!((files.config, files.preprocessor, files.weights), (Some(0), Some(1), vec![2]));
    assert!(files.shards.is_empty());
}

#[test]
fn a_renamed_file_is_told_by_what_it_holds() {
    let files = sorted(&[
        ("my settings.json", Some(PREPROCESSOR)),
        ("old.json", Some(CONFIG)),
        ("weights.ckpt", None),
        ("vocab.json", Some(r#"{ "the": 1 }"#)),
    ]);
    assert_eq!((files.preprocessor, files.config), (Some(0), Some(1)));
    assert!(matches!(files.roles[3], Role::Unused(why) if why.contains("nothing")));
    let swapped = sorted(&[("config.json", Some(PREPROCESSOR)), ("c.json", Some(CONFIG)), ("m.bin", None)]);
    assert_eq!((swapped.preprocessor, swapped.config), (Some(0), Some(1)));
    assert_eq!(sorted(&[("p.json", Some(NESTED)), ("m.bin", None)]).preprocessor, Some(0));
}

#[test]
fn of_two_for_the_same_the_one_that_says_more_is_used_and_the_other_is_named() {
    let files = sorted(&[
        ("processor_config.json", Some(r#"{ "processor_class": "TvltProcessor" }"#)),
        ("preprocessor_config (1).json", Some(PREPROCESSOR)),
        ("config (1).json", Some(CONFIG)),
        ("config.json", Some(CONFIG)),
        ("m.bin", None),
    ]);
    assert_eq!((files.preprocessor, files.config), (Some(1), Some(3)));
    assert!(matches!(files.roles[0], Role::Unused(_)) && matches!(files.roles[2], Role::Unused(_)));
}

#[test]
fn a_broken_configuration_is_not_passed_over() {
    let files = sorted(&[
        ("config (1).json", Some("{ \"model_type\": ")),
        ("preprocessor_config.json", Some("{}")),
        ("other.json", Some("[")),
        ("m.bin", None),
    ]);
    assert_eq!((files.config, files.preprocessor), (Some(0), Some(1)));
    assert_eq!(files.roles[2], Role::Unused("it is no JSON"));
}

#[test]
fn parts_come_in_their_order_by_their_plain_names() {
    let files = sorted(&[
        ("model-00002-of-00002 (1).safetensors", None),
        ("model.safetensors.index (1).json", Some(INDEX)),
        ("model-00001-of-00002.safetensors", None),
        ("model-00001-of-00002 (1).safetensors", None),
        ("config.json", Some(CONFIG)),
    ]);
    assert_eq!(files.weights, [2, 0]);
    assert_eq!(files.shards, ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]);
    assert_eq!((files.index, files.config), (Some(1), Some(4)));
    assert!(files.roles[0] == Role::Shard && matches!(files.roles[3], Role::Unused(_)));
    let without_list =
        sorted(&[("a-00002-of-00002.safetensors", None), ("a-00001-of-00002.safetensors", None)]);
    assert_eq!((without_list.weights, without_list.index), (vec![1, 0], None));
}

#[test]
fn a_list_of_other_files_is_not_used() {
    let files = sorted(&[("model.safetensors", None), ("model.safetensors.index.json", Some(INDEX))]);
    assert_eq!((files.weights, files.index), (vec![0], None));
    assert!(files.shards.is_empty() && matches!(files.roles[1], Role::Unused(_)));
}

#[test]
fn weights_by_any_other_name_and_none_at_all() {
    assert_eq!(sorted(&[("notes.py", Some("import os"))]).weights, [0]);
    assert_eq!(sorted(&[("download", None), ("config.json", Some(CONFIG))]).weights, [0]);
    let alone = ChosenFile { name: "config (1).json".into(), text: Some(CONFIG.into()) };
    let error = sort(&[alone]).unwrap_err();
    assert!(error.to_string().contains("config (1).json"), "{error}");
}
