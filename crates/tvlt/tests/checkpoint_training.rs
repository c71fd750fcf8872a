//! Weights as training programs write them: wrapped, with prefixes, among plain values, in several files.
//! `fixtures/checkpoints/make_training_fixtures.py` made the files.

use std::{collections::BTreeMap, path::PathBuf};

use burn::tensor::Device;
use tvlt::checkpoint::{Checkpoint, CheckpointError, FileSource, StoredType, Weights, inspect::Report};

fn case(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/checkpoints").join(name)
}

/// Every tensor's shape and numbers; the model is built from them, too.
fn tensors(checkpoint: &Checkpoint) -> BTreeMap<String, (Vec<usize>, Vec<f32>)> {
    let loaded = checkpoint.load(checkpoint.heads().unwrap(), &Device::flex()).unwrap();
    assert!(loaded.skipped.is_empty());
    let weights = checkpoint.weights();
    let tensors = weights.tensors.iter();
    tensors
        .map(|(name, tensor)| (name.clone(), (tensor.shape.clone(), weights.values(name, tensor).unwrap())))
        .collect()
}

#[test]
fn what_training_puts_around_the_weights_changes_none() {
    let plain = tensors(&Checkpoint::from_path(&case("training/plain.safetensors")).unwrap());
    assert!(plain.contains_key("tvlt.cls_embedding"));
    for name in [
        "compiled",
        "parallel_compiled",
        "trainer",
        "trainer_compiled",
        "deepspeed",
        "tutorial",
        "nested",
        "plain_values",
        "plain_values_4",
        "objects",
        "subclasses",
        "channels_last",
        "turned",
        "double",
        "averaged",
    ] {
        let checkpoint = Checkpoint::from_path(&case(&format!("training/{name}.ckpt")));
        let checkpoint = checkpoint.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(tensors(&checkpoint), plain, "{name}");
    }
}

#[test]
fn what_is_not_clear_is_refused_by_its_name() {
    for (name, words) in [
        ("refused_average", ["\"model\"", "\"model_ema\""]),
        ("refused_teacher", ["\"student.\"", "\"teacher.\""]),
        ("refused_part", ["\"backbone.\"", "save the model's own"]),
        (
            "refused_module",
            ["modeling_tvlt.TvltForAudioVisualClassification", "save the model's `state_dict()`"],
        ),
    ] {
        let error = Checkpoint::from_path(&case(&format!("training/{name}.ckpt"))).unwrap_err().to_string();
        assert!(words.iter().all(|word| error.contains(word)), "{name}: {error}");
    }
}

/// The objects that Lightning, Hydra, DeepSpeed and Hugging Face keep beside the weights are named, not read.
#[test]
fn objects_beside_the_weights_are_reported() {
    let source = FileSource::open(&case("training/objects.ckpt")).unwrap();
    let report = Report::new(None, Box::new(source), &Device::flex()).unwrap();
    for name in ["functools.partial", "torch.optim.adamw.AdamW", "omegaconf.dictconfig.DictConfig"] {
        assert!(report.passed_over.iter().any(|passed| passed == name), "{:?}", report.passed_over);
    }
    assert!(report.to_string().contains("not read    objects of functools.partial"), "{report}");
    // The order of the numbers and their precision are the file's.
    let of = |name: &str| Weights::read(Box::new(FileSource::open(&case(name)).unwrap())).unwrap();
    let patches = "tvlt.pixel_embeddings.patch_embeddings.projection.weight";
    assert_eq!(of("training/channels_last.ckpt").tensors[patches].strides, Some(vec![48, 1, 12, 3]));
    assert!(of("training/double.ckpt").tensors.values().all(|tensor| tensor.dtype == Ok(StoredType::F64)));
}

#[test]
fn weights_in_several_files_are_one_model() {
    let whole = tensors(&Checkpoint::from_path(&case("sharded")).unwrap());
    assert_eq!(
        tensors(&Checkpoint::from_path(&case("sharded/model.safetensors.index.json")).unwrap()),
        whole
    );
    let shard = FileSource::open(&case("sharded/model-00001-of-00003.safetensors")).unwrap();
    let shard = Weights::read(Box::new(shard)).unwrap();
    for (name, tensor) in &shard.tensors {
        assert_eq!(whole[name], (tensor.shape.clone(), shard.values(name, tensor).unwrap()), "{name}");
    }
    let folder = tempfile::tempdir().unwrap();
    for file in ["config.json", "model.safetensors.index.json", "model-00001-of-00003.safetensors"] {
        std::fs::copy(case("sharded").join(file), folder.path().join(file)).unwrap();
    }
    let error = Checkpoint::from_path(folder.path()).unwrap_err();
    assert!(matches!(error, CheckpointError::File { .. }));
    assert!(error.to_string().contains("model-00002-of-00003.safetensors"), "{error}");
}

#[test]
fn a_configuration_with_null_for_its_classes_takes_those_of_the_weights() {
    let json = std::fs::read_to_string(case("training/config.json")).unwrap();
    let mut config: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&json).unwrap();
    for key in ["architectures", "problem_type"] {
        config.insert(key.into(), serde_json::Value::Null);
    }
    let json = serde_json::to_string(&config).unwrap();
    let weights = std::fs::read(case("training/plain.safetensors")).unwrap();
    let checkpoint = Checkpoint::from_bytes(&json, weights).unwrap();
    assert!(checkpoint.heads().unwrap().classification);
    tensors(&checkpoint);
}
