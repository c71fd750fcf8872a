//! Time of the page's update, by the model's size: `cargo bench -p digits-train --bench sizes`, with
//! `RAYON_NUM_THREADS=1` on one thread as in a page. Weights are random; an update is a new frame of 640 by 480, 50 ms
//! of new sound, and classes, match and reconstruction of the clip.

use std::{error::Error, time::Instant};

use burn::{module::Module, tensor::Device};
use digits_train::start::{default_config, new_model, processor_config};
use tvlt::checkpoint::save_to_bytes;
use tvlt::config::TvltConfig;
use tvlt::live::engine::LiveEngine;
use tvlt::precision::Precision;
use tvlt::processor::image::RgbaFrame;

/// Updates before the measured ones: until the window of sound is full.
const WARM_UP: usize = 35;

/// Updates measured.
const UPDATES: usize = 30;

fn main() -> Result<(), Box<dyn Error>> {
    let page = default_config;
    let wide = |width: usize| TvltConfig {
        hidden_size: width,
        intermediate_size: 4 * width,
        decoder_hidden_size: width,
        decoder_intermediate_size: 4 * width,
        ..page()
    };
    let deep = |layers| TvltConfig { num_hidden_layers: layers, ..page() };
    let sizes = [
        ("the page's", page()),
        ("width 96", wide(96)),
        ("width 192", wide(192)),
        ("width 256", wide(256)),
        ("2 layers", deep(2)),
        ("6 layers", deep(6)),
        ("8 layers", deep(8)),
        ("sound in 16 x 16", TvltConfig { audio_patch_size: [16, 16], ..page() }),
        ("frame in 8 x 8", TvltConfig { image_patch_size: [8, 8], ..page() }),
    ];
    for (name, config) in sizes {
        measure(name, config)?;
    }
    Ok(())
}

fn measure(name: &str, mut config: TvltConfig) -> Result<(), Box<dyn Error>> {
    config.architectures = vec!["TvltForPreTraining".into(), "TvltForAudioVisualClassification".into()];
    let device = Device::flex();
    let model = new_model(&config, &device);
    let parameters = model.num_params();
    let saved = save_to_bytes(&model, &config, Precision::F16)?;
    let megabytes = saved.weights.len() as f64 / 1e6;
    let processor = processor_config(&config).to_json()?;
    let weights = Box::new(saved.weights);
    let mut engine = LiveEngine::new(Some(&saved.config_json), Some(&processor), weights, &device, u64::MAX)?;
    let mut milliseconds = Vec::new();
    for update in 0..WARM_UP + UPDATES {
        let data: Vec<u8> = (0..640 * 480 * 4).map(|at| ((at + update) * 7 % 251) as u8).collect();
        let sound: Vec<f32> = (0..2205).map(|at| ((at + update * 2205) as f32 * 0.05).sin() * 0.3).collect();
        let start = Instant::now();
        engine.push_frame(&RgbaFrame { width: 640, height: 480, data: &data }, update as f64 * 50.0)?;
        engine.push_audio(&sound)?;
        pollster::block_on(engine.step())?;
        milliseconds.push(start.elapsed().as_secs_f64() * 1e3);
    }
    milliseconds.drain(..WARM_UP);
    milliseconds.sort_by(f64::total_cmp);
    let tokens = config.patches_per_frame() + config.max_time_patches() * config.frequency_patches();
    println!(
        "{name}: {:.2} M parameters, {megabytes:.1} MB, {tokens} tokens, {:.1} ms an update",
        parameters as f64 / 1e6,
        milliseconds[UPDATES / 2]
    );
    Ok(())
}
