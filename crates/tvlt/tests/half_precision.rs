//! Compares the models in f16 with Hugging Face's in f32: every fixture of `model_parity`, on burn's CPU backend,
//! which supports f16 like a GPU with `shader-f16`.
//!
//! This is a program of its own, as burn fixes one precision for each device of a process.

mod support;

use std::path::Path;

use burn::tensor::FloatDType;
use support::{TOLERANCE, tensors, worst};
use tvlt::inference::device;
use tvlt::inference::forward::forward;
use tvlt::live::known_answer::HALF_TOLERANCE;
use tvlt::precision::Precision;

#[test]
fn sixteen_bits_are_near_the_reference() {
    let ready = device::cpu().with_precision(Precision::F16).unwrap();
    assert_eq!(ready.precision, Precision::F16);
    assert_eq!(ready.device.settings().float_dtype, FloatDType::F16);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/model");
    let mut largest = 0.0f32;
    for entry in std::fs::read_dir(folder).unwrap() {
        let case = entry.unwrap().path();
        let Ok(config) = std::fs::read_to_string(case.join("config.json")) else { continue };
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let read = |file: &str| std::fs::read(case.join(file)).unwrap();
        let expected = tensors(&read("expected.safetensors"));
        let inputs = read("inputs.safetensors");
        let outputs = forward(Some(&config), read("model.safetensors"), &inputs, &ready.device, 0);
        let outputs = tensors(&pollster::block_on(outputs).unwrap());
        // One case has all heads together, of which its configuration names only some.
        for (output, values) in outputs.iter().filter(|(output, _)| expected.contains_key(*output)) {
            let worst = worst(values, &expected[output]);
            println!("{name}: {output} is off by {worst:.1e} of the largest value");
            assert!(worst <= HALF_TOLERANCE, "{name}: {output} is off by {worst:.1e} of the largest value");
            largest = largest.max(worst);
        }
    }
    // f16 cannot be as precise as f32; if it were, the model would not have computed in f16.
    assert!(largest > TOLERANCE, "the largest error is {largest:.1e}");
}
