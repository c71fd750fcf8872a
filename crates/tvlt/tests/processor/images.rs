//! Tests of pictures.

use tvlt::{
    config::{ShortestEdge, TvltImageProcessorConfig, TvltProcessorConfig},
    processor::{
        ProcessorError, ProcessorInputs, TvltProcessor,
        image::{RgbaFrame, TvltImageProcessor},
    },
};

use super::fixtures::{Fixtures, Picture, names};

fn frame(picture: &Picture) -> RgbaFrame<'_> {
    RgbaFrame { width: picture.width, height: picture.height, data: &picture.rgba }
}

/// The pixels must be exactly equal: the resize uses the same integers, and the rest the same f32 operations in the
/// same order.
#[test]
fn pixels_are_hugging_faces_exactly() {
    let fixtures = Fixtures::load();
    for case in fixtures.cases("image") {
        let config = TvltProcessorConfig::from_json(&case.config).unwrap();
        let processor = TvltImageProcessor::new(config.image).unwrap();
        let pictures: Vec<Vec<Picture>> = case
            .inputs
            .as_array()
            .unwrap()
            .iter()
            .map(|clip| names(clip).into_iter().map(|name| fixtures.picture(name)).collect())
            .collect();
        let frames: Vec<Vec<RgbaFrame<'_>>> =
            pictures.iter().map(|clip| clip.iter().map(frame).collect()).collect();
        let clips: Vec<&[RgbaFrame<'_>]> = frames.iter().map(Vec::as_slice).collect();
        let features = processor.preprocess(&clips).unwrap();

        let expected = fixtures.answer(&case.name, "pixel_values").unwrap();
        assert_eq!(features.pixel_values.shape, expected.shape, "{}", case.name);
        let wrong = features.pixel_values.values.iter().zip(&expected.values).filter(|(a, b)| a != b).count();
        assert_eq!(wrong, 0, "{}: {wrong} of {} pixels differ", case.name, expected.values.len());
        if let Some(mask) = fixtures.answer(&case.name, "pixel_mask") {
            assert_eq!(features.pixel_mask, mask, "{}", case.name);
        }
    }
}

#[test]
fn the_processor_does_both_with_mixed_images() {
    let fixtures = Fixtures::load();
    let config = fixtures.cases("image").into_iter().find(|case| case.name == "down").unwrap().config;
    let mut config = TvltProcessorConfig::from_json(&config).unwrap();
    // One file's patch_size is both processors'; here the sound has its own.
    config.audio = Default::default();
    let processor = TvltProcessor::new(config).unwrap();
    let (landscape, portrait) = (fixtures.picture("landscape"), fixtures.picture("portrait"));
    let sound = fixtures.sound("window_and_a_half");
    let outputs = processor
        .process(&ProcessorInputs {
            images: Some(&[&[frame(&landscape)]]),
            images_mixed: Some(&[&[frame(&portrait)]]),
            audio: Some(&[&sound]),
            sampling_rate: Some(44_100),
        })
        .unwrap();
    let mut seen = 0;
    for (name, array) in outputs.named() {
        let expected = fixtures.answer("both", name).unwrap();
        assert_eq!(array.shape, expected.shape, "{name}");
        // The sound's tolerance has its reason in sounds.rs; the pictures are checked exactly above.
        assert!(super::fixtures::worst(&array.values, &expected.values) < 1e-4, "{name}");
        seen += 1;
    }
    assert_eq!(seen, 6);
}

#[test]
fn missing_frames_are_zero_and_masked() {
    let data = [200; 8 * 8 * 4];
    let frame = RgbaFrame { width: 8, height: 8, data: &data };
    let mut config = TvltImageProcessorConfig { patch_size: [4, 4], ..Default::default() };
    config.size = ShortestEdge { shortest_edge: 8 };
    (config.crop_size.height, config.crop_size.width) = (8, 4);
    let features = TvltImageProcessor::new(config).unwrap().preprocess(&[&[frame], &[frame, frame]]).unwrap();
    assert_eq!(features.pixel_values.shape, [2, 2, 3, 8, 4]);
    // Two patches a frame: what is there, not what `size` would say.
    assert_eq!(features.pixel_mask.shape, [2, 4]);
    assert_eq!(features.pixel_mask.values, [1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]);
    assert!(features.pixel_values.values[3 * 8 * 4..2 * 3 * 8 * 4].iter().all(|&value| value == 0.0));
}

#[test]
fn each_fault_has_its_error() {
    let default = TvltImageProcessorConfig::default;
    let new = |config| TvltImageProcessor::new(config).map(|_| ());
    assert!(matches!(
        new(TvltImageProcessorConfig { resample: 3, ..default() }),
        Err(ProcessorError::Config(_))
    ));
    assert!(matches!(
        new(TvltImageProcessorConfig { patch_size: [0, 16], ..default() }),
        Err(ProcessorError::Config(_))
    ));
    assert!(matches!(
        new(TvltImageProcessorConfig { size: ShortestEdge { shortest_edge: 0 }, ..default() }),
        Err(ProcessorError::Config(_))
    ));
    assert!(new(TvltImageProcessorConfig { do_resize: false, resample: 3, ..default() }).is_ok());

    let processor = TvltImageProcessor::new(default()).unwrap();
    let data = [0; 6 * 4 * 4];
    let frame = RgbaFrame { width: 6, height: 4, data: &data };
    let nine = [frame; 9];
    assert_eq!(processor.preprocess(&[&nine]), Err(ProcessorError::TooManyFrames { max: 8, given: 9 }));
    assert_eq!(processor.preprocess(&[]), Err(ProcessorError::NoInput));
    assert_eq!(processor.preprocess(&[&[]]), Err(ProcessorError::NoInput));
    let empty = RgbaFrame { width: 0, height: 4, data: &[] };
    assert_eq!(processor.preprocess(&[&[empty]]), Err(ProcessorError::EmptyImage { width: 0, height: 4 }));
    let short = RgbaFrame { width: 6, height: 4, data: &data[1..] };
    assert_eq!(
        processor.frame(&short),
        Err(ProcessorError::ImageBytes { width: 6, height: 4, expected: 96, given: 95 })
    );

    let uncropped =
        TvltImageProcessor::new(TvltImageProcessorConfig { do_center_crop: false, ..default() }).unwrap();
    let square = RgbaFrame { width: 4, height: 4, data: &data[..64] };
    assert!(matches!(
        uncropped.preprocess(&[&[frame], &[square]]),
        Err(ProcessorError::FrameSizes { first_width: 336, width: 224, .. })
    ));
    // One pixel wide and very long: 224 pixels wide and far too long.
    let thread = vec![0; 1_000_000 * 4];
    let thread = RgbaFrame { width: 1, height: 1_000_000, data: &thread };
    assert!(matches!(uncropped.frame(&thread), Err(ProcessorError::ImageTooLarge { .. })));

    let both = TvltProcessor::new(TvltProcessorConfig::default()).unwrap();
    assert_eq!(both.process(&ProcessorInputs::default()), Err(ProcessorError::NoInput));
    let mixed = ProcessorInputs { images_mixed: Some(&[&[frame]]), ..Default::default() };
    assert_eq!(both.process(&mixed), Err(ProcessorError::NoInput));
}
