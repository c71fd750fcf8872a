//! Computes the spectrogram of a stream of sound, chunk by chunk, as from a microphone:
//! `cargo run --release -p tvlt --example stream`.

use std::error::Error;

use tvlt::config::TvltFeatureExtractorConfig;
use tvlt::processor::audio::{Resampler, StreamingLogMel};

/// Sampling rate of the microphone, in hertz.
const MICROPHONE: u32 = 48_000;

fn main() -> Result<(), Box<dyn Error>> {
    let config = TvltFeatureExtractorConfig::default();
    let mut resampler = Resampler::new(MICROPHONE, config.sampling_rate)?;
    // The last two seconds are kept.
    let mut spectrogram =
        StreamingLogMel::new(&config, 2 * config.sampling_rate as usize / config.hop_length())?;
    for chunk in 0..100 {
        // 20 ms of a rising tone.
        let pitch = 0.02 + chunk as f32 * 0.001;
        let samples: Vec<f32> = (0..960).map(|at| (at as f32 * pitch).sin()).collect();
        let mut resampled = Vec::new();
        resampler.push(&samples, &mut resampled)?;
        spectrogram.push(&resampled);
        if chunk % 10 == 9 {
            let latest = spectrogram.latest(1);
            let loudest = latest.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(at, _)| at);
            println!("{:>3} rows, the newest is loudest in mel bin {loudest}", spectrogram.rows_total());
        }
    }
    Ok(())
}
