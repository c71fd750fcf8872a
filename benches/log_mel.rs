//! How fast the live spectrogram is: a minute of 48 kHz sound in chunks as an AudioWorklet sends
//! them, resampled and turned into log-mel rows, against real time.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use tvlt::config::TvltFeatureExtractorConfig;
use tvlt::processor::audio::{Resampler, StreamingLogMel};

/// A common rate of sound cards.
const DEVICE_RATE: u32 = 48_000;
/// Samples of one chunk: eight of an AudioWorklet's quanta.
const CHUNK: usize = 1024;
/// Seconds of sound.
const SECONDS: usize = 60;
/// The best of these counts: other programs only ever make it slower.
const RUNS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let sound: Vec<f32> = (0..SECONDS * DEVICE_RATE as usize)
        .map(|index| {
            let time = index as f32 / DEVICE_RATE as f32;
            (time * 440.0 * std::f32::consts::TAU).sin() * (time * 3.0).sin() * 0.5
        })
        .collect();
    let config = TvltFeatureExtractorConfig::default();
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut resampler = Resampler::new(DEVICE_RATE, config.sampling_rate)?;
        let mut rows = StreamingLogMel::new(&config, 176)?;
        let (mut resampled, mut window) = (Vec::new(), Vec::new());
        for chunk in sound.chunks(CHUNK) {
            resampled.clear();
            resampler.push(chunk, &mut resampled)?;
            rows.push(&resampled);
        }
        rows.window(&mut window);
        black_box(window);
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("streaming log-mel: {:.0} times real time", SECONDS as f64 / best);
    Ok(())
}
