//! The models in 16-bit numbers, against Hugging Face's in 32: every fixture of `model_parity`, on burn's CPU
//! backend, which has such numbers as a GPU with `shader-f16` has.
//!
//! A program of its own: burn keeps to one kind of number for each device of a process.

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
        // One case is of all heads together, of which its own configuration names some.
        for (output, values) in outputs.iter().filter(|(output, _)| expected.contains_key(*output)) {
            let worst = worst(values, &expected[output]);
            println!("{name}: {output} is off by {worst:.1e} of the largest value");
            assert!(worst <= HALF_TOLERANCE, "{name}: {output} is off by {worst:.1e} of the largest value");
            largest = largest.max(worst);
        }
    }
    // 16 bits cannot be as near as 32 are: had they been, the model would not have computed with them.
    assert!(largest > TOLERANCE, "the largest error is {largest:.1e}");
}
