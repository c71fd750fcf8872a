//! How fast the processors are: `cargo bench -p tvlt --bench processor`.

use std::{hint::black_box, time::Instant};

use tvlt::{
    config::{TvltFeatureExtractorConfig, TvltImageProcessorConfig},
    processor::{
        ProcessorError,
        audio::{Resampler, StreamingLogMel, log_mel},
        image::{RgbaFrame, TvltImageProcessor},
    },
};

/// Seconds of sound in each measurement.
const SECONDS: usize = 20;
/// Samples of a chunk, as an AudioWorklet gives them.
const CHUNK: usize = 128;

fn main() -> Result<(), ProcessorError> {
    let config = TvltFeatureExtractorConfig::default();
    let sound: Vec<f32> = (0..48_000 * SECONDS).map(|i| (i as f32 * 0.05).sin() * 0.3).collect();
    let at_rate = &sound[..44_100 * SECONDS];

    real_time("log-mel, whole clip", || log_mel(at_rate, &config).map(|mel| mel.rows))?;
    real_time("log-mel, streaming", || {
        let mut stream = StreamingLogMel::new(&config, 176)?;
        at_rate.chunks(CHUNK).for_each(|chunk| stream.push(chunk));
        Ok(stream.rows_total())
    })?;
    real_time("48 kHz to 44.1 kHz and log-mel, streaming", || {
        let mut resampler = Resampler::new(48_000, 44_100)?;
        let mut stream = StreamingLogMel::new(&config, 176)?;
        let mut out = Vec::new();
        for chunk in sound.chunks(CHUNK) {
            out.clear();
            resampler.push(chunk, &mut out)?;
            stream.push(&out);
        }
        Ok(stream.rows_total())
    })?;

    let mut stream = StreamingLogMel::new(&config, 176)?;
    stream.push(at_rate);
    let mut window = Vec::new();
    each("window of 176 rows", 1000, || stream.window(&mut window));

    let processor = TvltImageProcessor::new(TvltImageProcessorConfig::default())?;
    for (width, height) in [(640, 480), (1280, 720)] {
        let data: Vec<u8> = (0..width * height * 4).map(|i| (i * 31 % 251) as u8).collect();
        let frame = RgbaFrame { width, height, data: &data };
        each(&format!("frame of {width} by {height} to 224 by 224"), 100, || processor.frame(&frame));
    }
    Ok(())
}

fn real_time(
    what: &str,
    mut run: impl FnMut() -> Result<usize, ProcessorError>,
) -> Result<(), ProcessorError> {
    black_box(run()?);
    let start = Instant::now();
    let rows = black_box(run()?);
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{what}: {:.0} times real time ({:.1} us a row)",
        SECONDS as f64 / seconds,
        seconds * 1e6 / rows as f64
    );
    Ok(())
}

fn each<T>(what: &str, times: u32, mut run: impl FnMut() -> T) {
    black_box(run());
    let start = Instant::now();
    for _ in 0..times {
        black_box(run());
    }
    println!("{what}: {:.2} ms", start.elapsed().as_secs_f64() * 1e3 / f64::from(times));
}
