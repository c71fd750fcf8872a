//! The page's own model against Hugging Face's two classes, on one clip made of waves.
//! `tests/fixtures/model/check_directory.py` wrote what is compared with; a new model needs it to be run again.

mod support;

use std::{collections::BTreeMap, path::PathBuf};

use burn::tensor::Device;
use safetensors::{Dtype, tensor::TensorView};
use support::{TOLERANCE, Tensors, tensors, worst};
use tvlt::config::{TvltConfig, TvltProcessorConfig};
use tvlt::inference::forward::forward;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn wave(count: usize, pitch: f64) -> Vec<f32> {
    (0..count).map(|at| (at as f64 * pitch).sin() as f32).collect()
}

/// Multiples of the golden ratio, in which no two are alike.
fn golden(count: usize) -> Vec<f32> {
    (1..=count).map(|at| (at as f64 * 0.618_033_988_749_894_9 % 1.0) as f32).collect()
}

/// The clip as a safetensors file; for the pretraining class with a label, which is not of the other's form.
fn inputs(labelled: bool) -> Vec<u8> {
    let frame = [1, 1, 3, 128, 128];
    let sound = [1, 1, 128, 128];
    let tensors: [(&str, &[usize], Vec<f32>); 9] = [
        ("pixel_values", &frame, wave(3 * 128 * 128, 0.0137)),
        ("pixel_values_mixed", &frame, wave(3 * 128 * 128, 0.0137)),
        ("audio_values", &sound, wave(128 * 128, 0.0071)),
        ("pixel_mask", &[1, 64], vec![1.0; 64]),
        ("pixel_mask_mixed", &[1, 64], vec![1.0; 64]),
        ("audio_mask", &[1, 64], vec![1.0; 64]),
        ("pixel_noise", &[1, 64], golden(64)),
        ("audio_noise", &[1, 64], golden(64)),
        ("labels", &[1, 1], vec![1.0]),
    ];
    let bytes: Vec<(&str, &[usize], Vec<u8>)> = tensors
        .into_iter()
        .filter(|(name, ..)| labelled || *name != "labels")
        .map(|(name, shape, values)| {
            (name, shape, values.iter().flat_map(|value| value.to_le_bytes()).collect())
        })
        .collect();
    let views = bytes.iter().map(|(name, shape, data)| {
        (*name, TensorView::new(Dtype::F32, shape.to_vec(), data).expect("as many bytes as the shape has"))
    });
    safetensors::serialize(views, None).expect("a file")
}

fn said_by(architecture: &str) -> Tensors {
    let folder = root().join("www/models/digits");
    let config = std::fs::read_to_string(folder.join("config.json")).expect("the model's configuration");
    let mut config: serde_json::Value = serde_json::from_str(&config).expect("JSON");
    config["architectures"] = serde_json::json!([architecture]);
    let weights = std::fs::read(folder.join("model.safetensors")).expect("the model's weights");
    let config = config.to_string();
    let inputs = inputs(architecture == "TvltForPreTraining");
    let outputs = pollster::block_on(forward(Some(&config), weights, &inputs, &Device::flex(), 0));
    tensors(&outputs.expect("an answer"))
}

#[test]
fn the_page_s_model_says_what_hugging_face_says() {
    let expected = std::fs::read(root().join("tests/fixtures/model/page_model.json")).expect("the fixture");
    let expected: BTreeMap<String, Vec<f32>> = serde_json::from_slice(&expected).expect("JSON");
    let mut said = said_by("TvltForPreTraining");
    said.insert("logits".to_owned(), said_by("TvltForAudioVisualClassification")["logits"].clone());
    assert_eq!(expected.len(), 5);
    for (name, theirs) in &expected {
        let (shape, values) = &said[name];
        let ours: Vec<f32> = if name == "pixel_logits" || name == "audio_logits" {
            // A row of the first patches.
            values[..4 * shape[2]].iter().copied().step_by(16).collect()
        } else {
            values.clone()
        };
        let apart = worst(&(vec![ours.len()], ours), &(vec![theirs.len()], theirs.clone()));
        println!("{name} is off by {apart:.1e} of the largest value");
        assert!(
            apart <= TOLERANCE,
            "{name} is off by {apart:.1e} of the largest value: is the fixture of another model?"
        );
    }
}

#[test]
fn the_page_s_model_has_settings_of_its_own_sizes() {
    let read =
        |name: &str| std::fs::read_to_string(root().join("www/models/digits").join(name)).expect("a file");
    let config = TvltConfig::from_json(&read("config.json")).expect("a configuration");
    let processor = TvltProcessorConfig::from_json(&read("preprocessor_config.json")).expect("settings");
    assert_eq!(processor, TvltProcessorConfig::fitting(&config));
}
