//! Tests of spectrograms of whole clips.

use tvlt::{
    config::{TvltFeatureExtractorConfig, TvltProcessorConfig},
    processor::{
        ProcessorError,
        audio::{Pcm, TvltFeatureExtractor},
    },
};

use super::fixtures::{Fixtures, names, worst};

/// Both compute in f64, but HF keeps the spectrum in f32 between the Fourier transform and its
/// square, so a bin of almost no power in a loud window is rounding noise: numpy's transform and
/// realfft round it differently, and its logarithm shows that.
const TOLERANCE: f32 = 1e-4;

#[test]
fn spectrograms_are_hugging_faces() {
    let fixtures = Fixtures::load();
    for case in fixtures.cases("audio") {
        let config = TvltProcessorConfig::from_json(&case.config).unwrap().audio;
        let extractor = TvltFeatureExtractor::new(config).unwrap();
        let sounds: Vec<Vec<f32>> =
            names(&case.inputs).into_iter().map(|name| fixtures.sound(name)).collect();
        let waveforms: Vec<&[f32]> = sounds.iter().map(Vec::as_slice).collect();
        let features = extractor.extract(&waveforms, Some(extractor.config().sampling_rate)).unwrap();

        let values = fixtures.answer(&case.name, "audio_values").unwrap();
        let mask = fixtures.answer(&case.name, "audio_mask").unwrap();
        assert_eq!(features.audio_mask, mask, "{}", case.name);
        assert_eq!(features.audio_values.shape, values.shape, "{}", case.name);
        let worst = worst(&features.audio_values.values, &values.values);
        println!("{}: worst difference {worst:e}", case.name);
        assert!(worst < TOLERANCE, "{}: {worst}", case.name);
    }
}

#[test]
fn each_fault_has_its_error() {
    let extractor = TvltFeatureExtractor::new(TvltFeatureExtractorConfig::default()).unwrap();
    let second = vec![0.0; 44_100];
    assert_eq!(
        extractor.extract(&[&second], Some(16_000)),
        Err(ProcessorError::SamplingRate { expected: 44_100, given: 16_000 })
    );
    assert!(extractor.extract(&[&second], None).is_ok());
    assert_eq!(extractor.extract(&[], None), Err(ProcessorError::NoInput));
    assert_eq!(extractor.extract(&[&[]], None), Err(ProcessorError::TooShort { samples: 0 }));
    let stereo = Pcm { samples: &second, channels: 2, sampling_rate: 44_100 };
    assert_eq!(extractor.extract_pcm(stereo), Err(ProcessorError::NotMono { channels: 2 }));
    assert!(extractor.extract_pcm(Pcm { channels: 1, ..stereo }).is_ok());

    for patch_size in [[0, 16], [16, 0], [16, 129]] {
        let config = TvltFeatureExtractorConfig { patch_size, ..Default::default() };
        assert!(matches!(TvltFeatureExtractor::new(config), Err(ProcessorError::Config(_))));
    }
}

#[test]
fn a_clip_shorter_than_a_hop_has_no_rows() {
    let extractor = TvltFeatureExtractor::new(TvltFeatureExtractorConfig::default()).unwrap();
    let features = extractor.extract(&[&[0.5; 300]], None).unwrap();
    assert_eq!(features.audio_values.shape, [1, 1, 0, 128]);
    assert_eq!(features.audio_mask.shape, [1, 0]);
}
