//! Streams against whole clips.

use tvlt::{
    config::{TvltFeatureExtractorConfig, Variant},
    processor::audio::{LogMel, StreamingLogMel, log_mel},
};

use super::fixtures::{Fixtures, Noise};

/// All rows of a finished stream that came in chunks of 1 to `longest` samples.
fn stream(sound: &[f32], config: &TvltFeatureExtractorConfig, longest: u64, seed: u64) -> LogMel {
    let mut noise = Noise(seed);
    let mut streaming = StreamingLogMel::new(config, sound.len() / config.hop_length() + 1).unwrap();
    let mut rest = sound;
    while !rest.is_empty() {
        let (chunk, later) = rest.split_at(rest.len().min(1 + noise.below(longest) as usize));
        streaming.push(chunk);
        rest = later;
    }
    streaming.finish();
    let mut values = Vec::new();
    let rows = streaming.window(&mut values);
    assert_eq!(rows, streaming.rows_total());
    LogMel { values, rows, mels: streaming.mels() }
}

/// Equal, not close: the same code computes both.
#[test]
fn a_stream_equals_the_whole_clip() {
    let fixtures = Fixtures::load();
    let default = TvltFeatureExtractorConfig::default();
    let odd = TvltFeatureExtractorConfig { n_fft: 405, hop_length_to_sampling_rate: 30, ..default.clone() };
    let sparse =
        TvltFeatureExtractorConfig { n_fft: 256, hop_length_to_sampling_rate: 50, ..default.clone() };
    for config in [&default, &odd, &sparse] {
        for name in ["chirp", "speech_like", "half_window", "window_and_a_half", "silence"] {
            let sound = fixtures.sound(name);
            let whole = log_mel(&sound, config).unwrap();
            for (seed, longest) in [1, 7, 100, 512, 1024, 5000, 100_000].into_iter().enumerate() {
                let streamed = stream(&sound, config, longest, seed as u64);
                assert_eq!((streamed.rows, streamed.mels), (whole.rows, whole.mels));
                assert!(streamed == whole, "{name} in chunks of up to {longest}");
            }
        }
    }
}

/// Every length, so that every way a clip can end is seen.
#[test]
fn a_stream_of_any_length_equals_the_whole_clip() {
    let config = TvltFeatureExtractorConfig {
        n_fft: 64,
        hop_length_to_sampling_rate: 2205, // a hop of 20
        feature_size: 8,
        ..Default::default()
    };
    let mut noise = Noise(9);
    let sound: Vec<f32> = (0..200).map(|_| noise.sample()).collect();
    for length in 2..sound.len() {
        let whole = log_mel(&sound[..length], &config).unwrap();
        assert!(stream(&sound[..length], &config, 30, length as u64) == whole, "{length} samples");
    }
}

#[test]
fn a_row_comes_as_soon_as_its_window_is_full() {
    let mut streaming = StreamingLogMel::new(&TvltFeatureExtractorConfig::default(), 4).unwrap();
    // The first window needs the 1024 samples after its centre, and their mirror image.
    streaming.push(&[0.1; 1024]);
    assert_eq!(streaming.rows_total(), 0);
    streaming.push(&[0.1]);
    assert_eq!(streaming.rows_total(), 1);
    streaming.push(&[0.1; 510]);
    assert_eq!(streaming.rows_total(), 1);
    streaming.push(&[0.1]);
    assert_eq!(streaming.rows_total(), 2);
    streaming.push(&[0.1; 512 * 10]);
    assert_eq!((streaming.rows_total(), streaming.rows()), (12, 4));
    assert_eq!(streaming.latest(2).len(), 2 * 128);
    assert_eq!(streaming.latest(9).len(), 4 * 128);
}

/// Where the loudest value is in the window, its rows are those of the whole clip.
#[test]
fn the_window_holds_the_latest_rows() {
    let fixtures = Fixtures::load();
    let config = TvltFeatureExtractorConfig::default();
    let mut noise = Noise(3);
    // Steady noise: no value is 80 dB below another, so the clamp does nothing.
    let sound: Vec<f32> = (0..44_100).map(|_| 0.3 * noise.sample()).collect();
    let whole = log_mel(&sound, &config).unwrap();
    let mut streaming = StreamingLogMel::new(&config, 16).unwrap();
    streaming.push(&sound);
    streaming.finish();
    assert_eq!(streaming.latest(16), whole.values[(whole.rows - 16) * 128..]);

    // A loud past that has left the window no longer lifts what is quiet.
    let mut streaming = StreamingLogMel::new(&config, 8).unwrap();
    streaming.push(&fixtures.sound("chirp"));
    streaming.push(&[0.0; 512 * 16]);
    assert!(streaming.latest(8).iter().all(|&value| value == -1.0));
}

#[test]
fn a_new_stream_knows_nothing_of_the_old() {
    let fixtures = Fixtures::load();
    let config = TvltFeatureExtractorConfig::default();
    let sound = fixtures.sound("window_and_a_half");
    let whole = log_mel(&sound, &config).unwrap();
    let mut streaming = StreamingLogMel::new(&config, 100).unwrap();
    streaming.push(&fixtures.sound("chirp"));
    streaming.reset();
    for _ in 0..2 {
        // After `finish` the next push begins anew by itself.
        streaming.push(&sound);
        streaming.finish();
        assert_eq!(streaming.latest(100), whole.values);
    }
    assert!(StreamingLogMel::new(&config, 0).is_err());
}

/// The mean of a stream is known a moment after it began; from then on its rows are the whole clip's.
#[test]
fn the_authors_mean_goes_from_a_stream_too() {
    let config =
        TvltFeatureExtractorConfig { variant: Variant::Authors, ..TvltFeatureExtractorConfig::default() };
    let mut noise = Noise(4);
    let sound: Vec<f32> =
        (0..132_300).map(|at| 0.25 + (at as f32 * 0.05).sin() * 0.2 + noise.sample() * 0.02).collect();
    let whole = log_mel(&sound, &config).unwrap();
    let streamed = stream(&sound, &config, 5000, 1);
    let (second, mels) = (86, whole.mels);
    let worst = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    let rows = second * mels..(whole.rows - 3) * mels;
    let apart = worst(&streamed.values[rows.clone()], &whole.values[rows.clone()]);
    assert!(apart < 0.02, "{apart}");
    let with_offset = log_mel(&sound, &TvltFeatureExtractorConfig::default()).unwrap();
    assert!(worst(&with_offset.values[rows.clone()], &whole.values[rows]) > 0.1, "the offset would show");
}
