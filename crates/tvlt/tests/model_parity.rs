//! The models against Hugging Face's, through the very function that `tvlt forward` and the page's
//! workers call. `fixtures/model/make_fixtures.py` made what is compared with.

mod support;

use std::path::PathBuf;

use burn::tensor::Device;
use safetensors::SafeTensors;
use support::{TOLERANCE, Tensors, tensors, worst};
use tvlt::inference::forward::forward;

fn case(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/model").join(name)
}

fn read(name: &str, file: &str) -> Vec<u8> {
    std::fs::read(case(name).join(file)).unwrap()
}

fn config(name: &str) -> String {
    String::from_utf8(read(name, "config.json")).unwrap()
}

fn run(config: &str, name: &str) -> Tensors {
    let weights = read(name, "model.safetensors");
    let inputs = read(name, "inputs.safetensors");
    let outputs = pollster::block_on(forward(Some(config), weights, &inputs, &Device::flex(), 0)).unwrap();
    tensors(&outputs)
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
fn as_many_tokens_as_there_can_be() {
    check("longest");
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
        pollster::block_on(forward(Some(&config("both")), weights, &inputs, &Device::flex(), seed)).unwrap()
    };
    let (first, other) = (outputs(0), outputs(1));
    assert_eq!(first, outputs(0));
    let (first, other) = (tensors(&first), tensors(&other));
    assert_eq!(first["logits"], other["logits"]);
    assert_ne!(first["pixel_logits"], other["pixel_logits"]);
}
