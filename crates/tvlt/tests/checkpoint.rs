//! Checkpoints: error messages for refused files, and that written checkpoints can be read back.

use std::path::PathBuf;

use burn::tensor::{Device, Tensor, TensorData};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use tvlt::checkpoint::{Checkpoint, CheckpointError, save_to_bytes, save_to_dir};
use tvlt::config::{TvltConfig, Variant};
use tvlt::model::{
    Heads, MaskingNoise, ModelError, OutputOptions, TvltAudioVisual, TvltForAudioVisualClassification,
    TvltForPreTraining, TvltInputs,
};
use tvlt::precision::Precision;

fn case(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/model").join(name)
}

fn files(name: &str) -> (String, Vec<u8>) {
    let read = |file| std::fs::read(case(name).join(file)).unwrap();
    (String::from_utf8(read("config.json")).unwrap(), read("model.safetensors"))
}

/// A tensor of a file that is about to be changed.
struct Stored {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

/// The weights of `name` after a change.
fn changed(name: &str, change: impl FnOnce(&mut Vec<Stored>)) -> (String, Vec<u8>) {
    let (config, weights) = files(name);
    let file = SafeTensors::deserialize(&weights).unwrap();
    let mut tensors: Vec<Stored> = file
        .iter()
        .map(|(name, view)| Stored {
            name: name.to_owned(),
            dtype: view.dtype(),
            shape: view.shape().to_vec(),
            bytes: view.data().to_vec(),
        })
        .collect();
    change(&mut tensors);
    let views = tensors.iter().map(|tensor| {
        (&tensor.name, TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes).unwrap())
    });
    (config, safetensors::serialize(views, None).unwrap())
}

fn find<'a>(tensors: &'a mut [Stored], name: &str) -> &'a mut Stored {
    tensors.iter_mut().find(|tensor| tensor.name == name).unwrap()
}

fn refusal((config, weights): (String, Vec<u8>)) -> CheckpointError {
    let load = || {
        let checkpoint = Checkpoint::from_bytes(&config, weights)?;
        checkpoint.load(checkpoint.heads()?, &Device::flex())
    };
    load().map(|loaded| loaded.skipped).unwrap_err()
}

#[test]
fn a_missing_tensor_is_named() {
    let error = refusal(changed("classification", |tensors| {
        tensors.retain(|tensor| tensor.name != "tvlt.encoder.layer.1.attention.output.dense.weight");
    }));
    assert!(matches!(error, CheckpointError::Missing { .. }));
    assert_eq!(
        error.to_string(),
        "the weights lack tvlt.encoder.layer.1.attention.output.dense.weight, which the configuration wants \
         as [24, 24]"
    );
}

#[test]
fn an_unknown_tensor_is_named() {
    let error = refusal(changed("classification", |tensors| {
        let name = "classifier.4.bias".to_owned();
        tensors.push(Stored { name, dtype: Dtype::F32, shape: vec![5], bytes: vec![0; 20] });
    }));
    assert_eq!(
        error.to_string(),
        "the weights hold classifier.4.bias [5], which no TVLT model of this configuration has"
    );
}

#[test]
fn a_misshapen_tensor_is_named_with_both_shapes() {
    let error = refusal(changed("classification", |tensors| {
        find(tensors, "classifier.0.weight").shape = vec![24, 48];
    }));
    assert_eq!(
        error.to_string(),
        "classifier.0.weight is [24, 48] in the weights, but [48, 24] by the configuration"
    );
}

#[test]
fn a_tensor_of_another_type_is_named() {
    let error = refusal(changed("classification", |tensors| {
        find(tensors, "classifier.3.bias").dtype = Dtype::I32;
    }));
    assert_eq!(error.to_string(), "classifier.3.bias is of type I32, but weights are F32, F16, BF16 or F64");
}

#[test]
fn broken_files_are_errors() {
    let (config, weights) = files("encoder");
    for end in [1, 7, 8, 9, 100, weights.len() / 2, weights.len() - 1] {
        let error = refusal((config.clone(), weights[..end].to_vec()));
        assert!(matches!(error, CheckpointError::Broken(_)), "{end}: {error}");
    }
    for garbage in [vec![0xff; 1000], vec![0; 64]] {
        assert!(matches!(refusal((config.clone(), garbage)), CheckpointError::Broken(_)));
    }
    let others: [(&[u8], &str); 5] = [
        (b"", "the file is empty and no weights: download it again"),
        (b"<!doctype html><title>404 Not Found</title>", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n", "run `git lfs pull`"),
        (b"{\"metadata\": {}}", "JSON"),
        (b"Entry not found", "text (\"Entry not found\")"),
    ];
    for (other, words) in others {
        let said = refusal((config.clone(), other.to_vec())).to_string();
        assert!(said.contains(words), "{said}");
    }
    assert!(refusal(("<html>".into(), weights.clone())).to_string().contains("config.json is a web page"));
    let mut too_long = weights.clone();
    too_long.extend([0; 12]);
    assert!(matches!(refusal((config.clone(), too_long)), CheckpointError::Broken(_)));
    let no_archive = b"PK\x03\x04\0\0\0\0".to_vec();
    assert!(matches!(refusal((config.clone(), no_archive)), CheckpointError::Broken(_)));
    let old_torch = b"\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20".to_vec();
    assert!(matches!(refusal((config.clone(), old_torch)), CheckpointError::Format(_)));
    assert!(matches!(refusal(("{".into(), weights.clone())), CheckpointError::Config(_)));
    let other = config.replace("TvltModel", "BertModel");
    assert!(matches!(refusal((other, weights)), CheckpointError::Architecture(_)));
}

#[test]
fn a_missing_file_is_named() {
    let error = Checkpoint::from_path(&case("nowhere")).unwrap_err();
    assert!(error.to_string().contains("nowhere"), "{error}");
}

#[test]
fn unused_heads_are_skipped_and_reported() {
    let (config, weights) = files("both");
    let checkpoint = Checkpoint::from_bytes(&config, weights).unwrap();
    assert_eq!(checkpoint.heads().unwrap(), Heads::ALL);
    let device = Device::flex();
    assert!(checkpoint.load(Heads::ALL, &device).unwrap().skipped.is_empty());

    let classes = checkpoint.load(Heads::CLASSIFICATION, &device).unwrap();
    assert!(classes.skipped.contains(&"encoder_to_decoder.weight".into()));
    assert!(classes.skipped.contains(&"decoder.decoder_layers.1.output.dense.bias".into()));
    assert!(!classes.skipped.iter().any(|name| name.starts_with("tvlt.") || name.starts_with("classifier.")));

    let pretraining = checkpoint.load(Heads::PRETRAINING, &device).unwrap();
    assert_eq!(pretraining.skipped.len(), 6);
    assert!(pretraining.skipped.iter().all(|name| name.starts_with("classifier.")));

    assert!(!checkpoint.load(Heads::NONE, &device).unwrap().skipped.is_empty());
}

#[test]
fn without_architectures_the_weights_decide() {
    let (config, weights) = files("both");
    let mut config = TvltConfig::from_json(&config).unwrap();
    config.architectures.clear();
    let json = serde_json::to_string(&config).unwrap();
    assert_eq!(Checkpoint::from_bytes(&json, weights).unwrap().heads().unwrap(), Heads::ALL);
    let (_, encoder) = files("encoder");
    assert_eq!(Checkpoint::from_bytes(&json, encoder).unwrap().heads().unwrap(), Heads::NONE);
}

#[test]
fn configurations_are_written_as_they_are_read() {
    for name in ["pretraining", "pretraining_patch_level", "classification", "regression", "both"] {
        let config = TvltConfig::from_json(&files(name).0).unwrap();
        let written = serde_json::to_string(&config).unwrap();
        assert_eq!(TvltConfig::from_json(&written).unwrap(), config, "{name}");
    }
    assert_eq!(TvltConfig::from_json(&files("classification").0).unwrap().num_labels(), 5);
    // Hugging Face reads an empty `id2label` as no classes, while a missing one means two.
    assert!(!serde_json::to_string(&TvltConfig::default()).unwrap().contains("id2label"));
}

#[test]
fn what_is_saved_is_loaded() {
    for name in ["both", "regression", "encoder"] {
        let (config, weights) = files(name);
        let checkpoint = Checkpoint::from_bytes(&config, weights.clone()).unwrap();
        let device = Device::flex();
        let loaded = checkpoint.load(checkpoint.heads().unwrap(), &device).unwrap();
        let saved = save_to_bytes(&loaded.model, checkpoint.config(), Precision::F32).unwrap();

        assert_eq!(&TvltConfig::from_json(&saved.config_json).unwrap(), checkpoint.config());
        let (before, after) =
            (SafeTensors::deserialize(&weights).unwrap(), SafeTensors::deserialize(&saved.weights).unwrap());
        assert_eq!(before.len(), after.len());
        for (key, view) in before.iter() {
            assert_eq!(after.tensor(key).unwrap(), view, "{name}: {key}");
        }
    }
}

#[test]
fn the_same_model_is_the_same_file() {
    let (config, weights) = files("both");
    let checkpoint = Checkpoint::from_bytes(&config, weights).unwrap();
    let model = checkpoint.load(checkpoint.heads().unwrap(), &Device::flex()).unwrap().model;
    let save = || save_to_bytes(&model, checkpoint.config(), Precision::F32).unwrap();
    let first = save().weights;
    assert!((0..20).all(|_| save().weights == first));
}

#[test]
fn saving_in_16_bits_rounds_once() {
    let (config, weights) = files("pretraining_patch_level");
    let checkpoint = Checkpoint::from_bytes(&config, weights.clone()).unwrap();
    let loaded = checkpoint.load(Heads::PRETRAINING, &Device::flex()).unwrap();
    let directory = std::env::temp_dir().join(format!("tvlt-checkpoint-{}", std::process::id()));
    save_to_dir(&loaded.model, checkpoint.config(), Precision::F16, &directory).unwrap();
    let saved = std::fs::read(directory.join("model.safetensors")).unwrap();
    let again = Checkpoint::from_path(&directory).unwrap();
    again.load(again.heads().unwrap(), &Device::flex()).unwrap();
    std::fs::remove_dir_all(&directory).unwrap();
    let (before, after) =
        (SafeTensors::deserialize(&weights).unwrap(), SafeTensors::deserialize(&saved).unwrap());
    for (key, view) in before.iter() {
        assert_eq!(after.tensor(key).unwrap(), view, "{key}");
    }
}

/// An arbitrary clip for the small configuration.
fn inputs(device: &Device) -> TvltInputs {
    let wave = |len: usize| (0..len).map(|i| (i as f32 * 0.7).sin()).collect::<Vec<_>>();
    TvltInputs::new(
        Tensor::from_data(TensorData::new(wave(2 * 3 * 64), [1, 2, 3, 8, 8]), device),
        Tensor::from_data(TensorData::new(wave(24 * 16), [1, 1, 24, 16]), device),
    )
}

fn small() -> TvltConfig {
    TvltConfig::from_json(&files("both").0).unwrap()
}

#[test]
fn every_mask_ratio_gives_whole_reconstructions() {
    let device = Device::flex();
    let config = small();
    let model = TvltAudioVisual::new(&config, Heads::ALL, &device);
    let inputs = inputs(&device);
    let noise = MaskingNoise::from_seed(3, &config, 1, 8, 12);
    for (pixel, audio) in [(0.0, 0.0), (0.5, 1.0), (1.0, 0.5), (1.0, 1.0)] {
        let masking = noise.masking([1, 8, 12], 4, pixel, audio).unwrap();
        let output = model.forward(&inputs, Some(&masking), OutputOptions::default()).unwrap();
        let dims = |logits: Option<Tensor<3>>| logits.unwrap().dims();
        assert_eq!(dims(output.reconstruction.pixel_logits), [1, 8, 48]);
        assert_eq!(dims(output.reconstruction.audio_logits), [1, 12, 32]);
        assert_eq!(output.logits.unwrap().dims(), [1, 3]);
    }
}

#[test]
fn inputs_that_do_not_fit_one_another_are_errors() {
    let device = Device::flex();
    let config = small();
    let model = TvltAudioVisual::new(&config, Heads::ALL, &device);
    let mut inputs = inputs(&device);
    inputs.pixel_values_mixed = Some(Tensor::zeros([2, 2, 3, 8, 8], &device));
    let error = model.forward(&inputs, None, OutputOptions::default()).unwrap_err();
    assert_eq!(error.to_string(), "pixel_values_mixed has a batch of 2, but pixel_values has 1");

    // A mask of another length, where the hidden patches of the authors' model become padding.
    let config = TvltConfig { variant: Variant::Authors, ..config };
    let model = TvltAudioVisual::new(&config, Heads::ALL, &device);
    inputs.pixel_values_mixed = None;
    inputs.pixel_mask = Some(Tensor::ones([1, 5], &device));
    let embedded = model.tvlt.embed(inputs.pixel_values.clone(), inputs.audio_values.clone()).unwrap();
    let masking = MaskingNoise::from_seed(3, &config, 1, 8, 12).masking([1, 8, 12], 4, 0.5, 0.5).unwrap();
    let error = model.forward_blinded(embedded, &inputs, &masking, OutputOptions::default()).unwrap_err();
    assert!(matches!(error, ModelError::MaskShape { name: "pixel_mask", given: [1, 5], expected: [1, 8] }));
}

#[test]
fn hidden_states_and_attentions_come_on_request() {
    let device = Device::flex();
    let config = small();
    let inputs = inputs(&device);
    let options = OutputOptions { hidden_states: true, attentions: true, ..OutputOptions::default() };
    let classes = TvltForAudioVisualClassification::new(&config, &device).forward(&inputs, options).unwrap();
    assert_eq!(classes.logits.dims(), [1, 3]);
    let hidden_states = classes.hidden_states.unwrap();
    assert_eq!(hidden_states.iter().map(Tensor::dims).collect::<Vec<_>>(), vec![[1, 21, 24]; 3]);
    let attentions = classes.attentions.unwrap();
    assert_eq!(attentions.iter().map(Tensor::dims).collect::<Vec<_>>(), vec![[1, 3, 21, 21]; 2]);

    let pretraining = TvltForPreTraining::new(&config, &device);
    let output = pretraining.forward(&inputs, None, OutputOptions::default()).unwrap();
    assert!(output.loss.is_none() && output.pixel_logits.is_none() && output.hidden_states.is_none());
    assert_eq!(output.matching_logits.unwrap().dims(), [1, 1]);
}

/// The last layer is computed for the class token alone, with and without padding.
#[test]
fn heads_alone_give_the_same_answers() {
    let device = Device::flex();
    let model = TvltAudioVisual::new(&small(), Heads::ALL, &device);
    let heads_only = OutputOptions { heads_only: true, ..OutputOptions::default() };
    let whole = inputs(&device);
    let mut padded = whole.clone();
    let mask =
        |ones: usize, all: usize| Tensor::<2>::ones([1, all], &device).slice_fill([0..1, ones..all], 0.0);
    (padded.pixel_mask, padded.audio_mask) = (Some(mask(4, 8)), Some(mask(9, 12)));
    let mut answers = Vec::new();
    for inputs in [whole, padded] {
        let expected = model.forward(&inputs, None, OutputOptions::default()).unwrap();
        let given = model.forward(&inputs, None, heads_only).unwrap();
        assert!(given.encoded.is_none() && expected.encoded.is_some());
        let numbers = |logits: Option<Tensor<2>>| logits.unwrap().into_data().try_into_vec::<f32>().unwrap();
        for (given, expected) in
            [(given.logits, expected.logits), (given.matching_logits, expected.matching_logits)]
        {
            let (given, expected) = (numbers(given), numbers(expected));
            let near = |(one, other): (&f32, &f32)| (one - other).abs() < 1e-5;
            assert!(given.iter().zip(&expected).all(near), "{given:?}, not {expected:?}");
            answers.push(given);
        }
    }
    assert_ne!(answers[0], answers[2], "padding changes nothing");
}
