//! The models against Hugging Face's, through the very function that `tvlt forward` and the page's
//! workers call. `fixtures/model/make_fixtures.py` made what is compared with.

#![cfg(feature = "cli")]

use std::{collections::BTreeMap, path::PathBuf};

use burn::tensor::Device;
use safetensors::{Dtype, SafeTensors};
use tvlt::engine::forward::forward;

/// Share of the largest value of a tensor that a number may be off. Both sides add in f32, in
/// different orders: a sum of some hundred products then differs by a few units in the seventh digit,
/// and two layers of attention and norms make that some millionths.
const TOLERANCE: f32 = 2e-5;

type Tensors = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

fn case(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/model").join(name)
}

fn read(name: &str, file: &str) -> Vec<u8> {
    std::fs::read(case(name).join(file)).unwrap()
}

fn config(name: &str) -> String {
    String::from_utf8(read(name, "config.json")).unwrap()
}

fn tensors(bytes: &[u8]) -> Tensors {
    let file = SafeTensors::deserialize(bytes).unwrap();
    file.iter()
        .map(|(name, view)| {
            let values = match view.dtype() {
                Dtype::F32 => {
                    view.data().chunks(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
                }
                Dtype::I64 => {
                    view.data().chunks(8).map(|b| i64::from_le_bytes(b.try_into().unwrap()) as f32).collect()
                }
                other => panic!("{name} is {other:?}"),
            };
            (name.to_owned(), (view.shape().to_vec(), values))
        })
        .collect()
}

fn run(config: &str, name: &str) -> Tensors {
    let weights = read(name, "model.safetensors");
    let inputs = read(name, "inputs.safetensors");
    let outputs = pollster::block_on(forward(config, weights, &inputs, &Device::flex(), 0)).unwrap();
    tensors(&outputs)
}

/// Largest difference, as a share of the largest expected value.
fn worst((shape, values): &(Vec<usize>, Vec<f32>), expected: &(Vec<usize>, Vec<f32>)) -> f32 {
    assert_eq!(shape, &expected.0);
    let largest = expected.1.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    values.iter().zip(&expected.1).fold(0.0, |worst: f32, (a, b)| worst.max((a - b).abs())) / largest
}

fn check(name: &str) {
    let expected = tensors(&read(name, "expected.safetensors"));
    let outputs = run(&config(name), name);
    assert_eq!(outputs.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{name}");
    for (output, expected) in &expected {
        let worst = worst(&outputs[output], expected);
        println!("{name}: {output} is off by {worst:.1e} of the largest value");
        assert!(worst <= TOLERANCE, "{name}: {output} is off by {worst:.1e} of the largest value");
    }
}

#[test]
fn pretraining_with_padding_and_mixed_frames() {
    check("pretraining");
}

#[test]
fn pretraining_by_patch_with_16_bit_weights() {
    check("pretraining_patch_level");
}

#[test]
fn classification() {
    check("classification");
}

#[test]
fn regression_without_final_norm_and_biases() {
    check("regression");
}

#[test]
fn encoder_alone() {
    check("encoder");
}

#[test]
fn encoder_with_part_of_its_input_hidden() {
    check("encoder_masked");
}

#[test]
fn all_heads_on_one_encoder() {
    check("both");
}

#[test]
fn every_activation() {
    let config = config("activations");
    let expected = tensors(&read("activations", "expected.safetensors"));
    assert_eq!(expected.len(), 19);
    for (activation, expected) in &expected {
        let config = config.replace("\"hidden_act\": \"gelu\"", &format!("\"hidden_act\": \"{activation}\""));
        assert!(config.contains(&format!("\"{activation}\"")));
        let worst = worst(&run(&config, "activations")["last_hidden_state"], expected);
        println!("{activation} is off by {worst:.1e} of the largest value");
        assert!(worst <= TOLERANCE, "{activation} is off by {worst:.1e} of the largest value");
    }
}

#[test]
fn the_seed_stands_in_for_noise() {
    let inputs = read("both", "inputs.safetensors");
    let file = SafeTensors::deserialize(&inputs).unwrap();
    let without_noise = file.iter().filter(|(name, _)| !name.ends_with("_noise"));
    let inputs = safetensors::serialize(without_noise, None).unwrap();
    let outputs = |seed| {
        let weights = read("both", "model.safetensors");
        pollster::block_on(forward(&config("both"), weights, &inputs, &Device::flex(), seed)).unwrap()
    };
    let (first, other) = (outputs(0), outputs(1));
    assert_eq!(first, outputs(0));
    let (first, other) = (tensors(&first), tensors(&other));
    assert_eq!(first["logits"], other["logits"]);
    assert_ne!(first["pixel_logits"], other["pixel_logits"]);
}
