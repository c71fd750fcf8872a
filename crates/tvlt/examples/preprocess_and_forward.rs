//! Computes class scores from a frame and a second of sound, in memory:
//! `cargo run --release -p tvlt --features cpu --example preprocess_and_forward -- www/models/digits`.

use std::{error::Error, path::PathBuf};

use burn::tensor::{Tensor, TensorData};
use tvlt::checkpoint::Checkpoint;
use tvlt::config::TvltProcessorConfig;
use tvlt::inference::device;
use tvlt::model::{Heads, OutputOptions, TvltInputs};
use tvlt::processor::image::RgbaFrame;
use tvlt::processor::{Array, ProcessorInputs, TvltProcessor};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "www/models/digits".into()));
    let settings = std::fs::read_to_string(folder.join("preprocessor_config.json"))?;
    let processor = TvltProcessor::new(TvltProcessorConfig::from_json(&settings)?)?;

    // A grey frame and a tone stand in for a camera and a microphone.
    let pixels = vec![128; 640 * 480 * 4];
    let frame = RgbaFrame { width: 640, height: 480, data: &pixels };
    let tone: Vec<f32> = (0..44_100).map(|at| (at as f32 * 0.06).sin()).collect();
    let inputs = ProcessorInputs {
        images: Some(&[&[frame]]),
        audio: Some(&[&tone]),
        sampling_rate: Some(44_100),
        ..ProcessorInputs::default()
    };
    let outputs = processor.process(&inputs)?;
    let (Some(pixels), Some(sound)) = (outputs.pixel_values, outputs.audio_values) else {
        return Err("the processor gave no values".into());
    };

    let device = device::cpu().device;
    let checkpoint = Checkpoint::from_path(&folder)?;
    let model = checkpoint.load(Heads::CLASSIFICATION, &device)?.model;
    let values = |array: Array| TensorData::new(array.values, array.shape);
    let inputs = TvltInputs::new(
        Tensor::from_data(values(pixels), &device),
        Tensor::from_data(values(sound), &device),
    );
    let encoded = model.tvlt.forward(&inputs, None, OutputOptions::default())?;
    let classifier = model.classifier.ok_or("the model has no classes")?;
    let logits = classifier.forward(&encoded.last_hidden_state).into_data().try_to_vec::<f32>()?;
    for (class, logit) in logits.iter().enumerate() {
        println!("{:>8} {logit:+.3}", checkpoint.config().label(class));
    }
    Ok(())
}
