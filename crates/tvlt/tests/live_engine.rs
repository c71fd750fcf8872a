//! The live engine on a small random model: an update's results, and that they are the model's own output.

use std::sync::{Mutex, PoisonError};

use burn::tensor::Device;
use tvlt::checkpoint::save_to_bytes;
use tvlt::config::{CropSize, ShortestEdge, TvltConfig, TvltProcessorConfig};
use tvlt::inference::InferenceError;
use tvlt::live::engine::known_input::known_answer;
use tvlt::live::engine::{LiveEngine, Step};
use tvlt::live::{Budget, PictureKind, Scale, Settings, Wish};
use tvlt::model::{Heads, TvltAudioVisual};
use tvlt::precision::Precision;
use tvlt::processor::image::RgbaFrame;

/// A model of 16 pixel patches and 16 audio patches, all heads, random weights.
fn config() -> TvltConfig {
    TvltConfig {
        architectures: vec!["TvltForPreTraining".into(), "TvltForAudioVisualClassification".into()],
        image_size: 32,
        image_patch_size: [8, 8],
        spectrogram_length: 32,
        frequency_length: 32,
        audio_patch_size: [8, 8],
        num_frames: 1,
        hidden_size: 32,
        num_hidden_layers: 2,
        num_attention_heads: 4,
        intermediate_size: 64,
        decoder_hidden_size: 16,
        decoder_num_hidden_layers: 1,
        decoder_num_attention_heads: 2,
        decoder_intermediate_size: 32,
        pixel_mask_ratio: 0.75,
        audio_mask_ratio: 0.5,
        id2label: (0..3).map(|index| (index, format!("class {index}"))).collect(),
        ..TvltConfig::default()
    }
}

fn processor() -> TvltProcessorConfig {
    let mut processor = TvltProcessorConfig::default();
    processor.image.size = ShortestEdge { shortest_edge: 32 };
    processor.image.crop_size = CropSize { height: 32, width: 32 };
    processor.image.patch_size = [8, 8];
    processor.image.num_frames = 1;
    processor.audio.spectrogram_length = 32;
    processor.audio.feature_size = 32;
    processor.audio.patch_size = [8, 8];
    processor
}

fn load(processor: &TvltProcessorConfig) -> Result<LiveEngine, InferenceError> {
    load_with(&config(), processor)
}

/// The device has one random stream for all threads, so a test that seeds it and draws weights, or loads a model
/// (which may draw initial weights), must hold this lock.
static DRAWING: Mutex<()> = Mutex::new(());

fn load_with(config: &TvltConfig, processor: &TvltProcessorConfig) -> Result<LiveEngine, InferenceError> {
    let _alone = DRAWING.lock().unwrap_or_else(PoisonError::into_inner);
    let device = Device::flex();
    device.seed(7);
    let model = TvltAudioVisual::new(config, Heads::ALL, &device);
    let saved = save_to_bytes(&model, config, Precision::F32).unwrap();
    let json = processor.to_json().unwrap();
    LiveEngine::new(Some(&saved.config_json), Some(&json), Box::new(saved.weights), &device, u64::MAX)
}

fn engine() -> LiveEngine {
    load(&processor()).unwrap()
}

fn step(engine: &mut LiveEngine) -> Option<Step> {
    pollster::block_on(engine.step()).unwrap()
}

fn show(engine: &mut LiveEngine, shift: usize) {
    let data: Vec<u8> = (0..48 * 40 * 4).map(|at| ((at + shift) * 7 % 256) as u8).collect();
    engine.push_frame(&RgbaFrame { width: 48, height: 40, data: &data }, shift as f64).unwrap();
}

fn hum(engine: &mut LiveEngine, seconds: f32) {
    let samples: Vec<f32> =
        (0..(44_100.0 * seconds) as usize).map(|at| (at as f32 * 0.05).sin() * 0.3).collect();
    engine.push_audio(&samples).unwrap();
}

fn kinds(step: &Step) -> Vec<PictureKind> {
    step.pictures.iter().map(|drawn| drawn.picture.kind).collect()
}

fn rgba(step: &Step, kind: PictureKind) -> &[u8] {
    &step.pictures.iter().find(|drawn| drawn.picture.kind == kind).unwrap().rgba
}

fn transparent(rgba: &[u8]) -> usize {
    rgba.chunks_exact(4).filter(|pixel| pixel[3] == 0).count()
}

#[test]
fn says_nothing_of_nothing() {
    assert_eq!(step(&mut engine()), None);
}

#[test]
fn a_picture_alone_gives_classes_and_three_pictures() {
    let mut engine = engine();
    show(&mut engine, 0);
    let seen = step(&mut engine).unwrap();
    assert_eq!((seen.sees, seen.hears, seen.match_score), (true, false, None));
    let sum: f32 = seen.predictions.iter().map(|prediction| prediction.score).sum();
    assert!((sum - 1.0).abs() < 1e-5 && seen.predictions.len() == 3);
    assert!(seen.predictions.is_sorted_by(|a, b| a.score >= b.score));
    assert_eq!(
        kinds(&seen),
        [PictureKind::FrameInput, PictureKind::FrameMasked, PictureKind::FrameReconstruction]
    );
}

#[test]
fn sound_alone_gives_classes_and_three_pictures() {
    let mut engine = engine();
    hum(&mut engine, 0.2);
    let heard = step(&mut engine).unwrap();
    assert_eq!((heard.sees, heard.hears, heard.match_score), (false, true, None));
    assert_eq!(heard.pictures.len(), 3);
    let input = rgba(&heard, PictureKind::SpectrogramInput);
    assert!(transparent(input) > 0, "what was not heard yet is left out");
}

/// One file for both processors has one `patch_size`, which may be the pictures'.
#[test]
fn the_patches_are_the_models_whatever_the_processors_say() {
    let mut other = processor();
    (other.image.patch_size, other.audio.patch_size) = ([16, 16], [16, 16]);
    let steps = [processor(), other].map(|processor| {
        let mut engine = load(&processor).unwrap();
        show(&mut engine, 0);
        // Less than a clip, so that a part of the patches is padding.
        hum(&mut engine, 0.2);
        step(&mut engine).unwrap()
    });
    assert!(transparent(rgba(&steps[0], PictureKind::SpectrogramInput)) > 0);
    assert_eq!(steps[0], steps[1]);
}

#[test]
fn both_give_a_match_score_and_the_masks_asked_for() {
    let mut engine = engine();
    show(&mut engine, 0);
    hum(&mut engine, 1.0);
    let both = step(&mut engine).unwrap();
    assert_eq!(both.pictures.len(), 6);
    assert!(both.match_score.is_some_and(|score| (0.0..=1.0).contains(&score)));
    // 12 of 16 pixel patches and 2 of 4 time steps, as the config's ratios say.
    assert_eq!(transparent(rgba(&both, PictureKind::FrameMasked)), 12 * 64);
    assert_eq!(transparent(rgba(&both, PictureKind::SpectrogramMasked)), 8 * 64);

    engine.set_settings(Settings { pixel_mask_ratio: 0.25, seed: 5, ..Settings::default() }).unwrap();
    let less = step(&mut engine).unwrap();
    assert_eq!(transparent(rgba(&less, PictureKind::FrameMasked)), 4 * 64);
    assert_eq!(less.predictions, both.predictions, "masks are for the reconstruction alone");
    engine.set_settings(Settings { pixel_mask_ratio: 0.25, seed: 6, ..Settings::default() }).unwrap();
    let other = step(&mut engine).unwrap();
    assert_ne!(rgba(&less, PictureKind::FrameMasked), rgba(&other, PictureKind::FrameMasked));
}

#[test]
fn pasting_changes_visible_patches_alone() {
    let mut engine = engine();
    show(&mut engine, 0);
    let paste = |paste_visible| Settings { pixel_mask_ratio: 0.5, paste_visible, ..Settings::default() };
    engine.set_settings(paste(true)).unwrap();
    let pasted = step(&mut engine).unwrap();
    engine.set_settings(paste(false)).unwrap();
    let raw = step(&mut engine).unwrap();
    let [masked, input] = [PictureKind::FrameMasked, PictureKind::FrameInput].map(|kind| rgba(&pasted, kind));
    let [pasted, raw] = [&pasted, &raw].map(|step| rgba(step, PictureKind::FrameReconstruction));
    for pixel in (0..masked.len()).step_by(4) {
        let range = pixel..pixel + 4;
        let expected = if masked[pixel + 3] == 0 { &raw[range.clone()] } else { &input[range.clone()] };
        assert_eq!(&pasted[range], expected);
    }
}

#[test]
fn without_pictures_the_scores_are_the_same() {
    let mut engine = engine();
    show(&mut engine, 0);
    hum(&mut engine, 1.0);
    let with = step(&mut engine).unwrap();
    engine.set_settings(Settings { pictures: false, ..Settings::default() }).unwrap();
    let without = step(&mut engine).unwrap();
    assert!(without.pictures.is_empty() && !with.pictures.is_empty());
    assert_eq!((without.predictions, without.match_score), (with.predictions, with.match_score));
    // Those who know nothing of this setting get pictures.
    let old = r#"{"pixel_mask_ratio":0.5,"audio_mask_ratio":0.5,"seed":0,"paste_visible":true}"#;
    assert!(serde_json::from_str::<Settings>(old).unwrap().pictures);
}

#[test]
fn what_is_gone_is_forgotten() {
    let mut engine = engine();
    show(&mut engine, 0);
    hum(&mut engine, 1.0);
    engine.forget_audio();
    assert!(step(&mut engine).is_some_and(|step| step.sees && !step.hears));
    engine.forget_frames();
    assert_eq!(step(&mut engine), None);
}

#[test]
fn the_known_answer_is_the_same_each_time_and_whatever_was_seen() {
    let mut engine = engine();
    let first = pollster::block_on(known_answer(&engine)).unwrap();
    show(&mut engine, 3);
    hum(&mut engine, 0.5);
    step(&mut engine);
    // Only the active worker has the person's settings, but both workers must give the same answer.
    let paste_visible = false;
    let settings = Settings {
        pixel_mask_ratio: 0.3,
        audio_mask_ratio: 0.6,
        seed: 5,
        paste_visible,
        ..Settings::default()
    };
    engine.set_settings(settings).unwrap();
    assert_eq!(pollster::block_on(known_answer(&engine)).unwrap(), first);
    assert!(first.len() > 3 + 1 + 256 && first.iter().all(|value| value.is_finite()));
}

#[test]
fn configurations_that_do_not_fit_are_refused_by_name() {
    let mut other = processor();
    other.image.crop_size = CropSize { height: 64, width: 64 };
    let error = load(&other).err().unwrap().to_string();
    assert!(error.contains("crop_size") && error.contains("image_size"), "{error}");
}

/// An engine that takes up to four frames and 64 rows, with the same weights each time.
fn long_engine() -> LiveEngine {
    let config = TvltConfig { num_frames: 4, spectrogram_length: 64, initializer_range: 0.2, ..config() };
    let mut processor = processor();
    processor.image.num_frames = 4;
    processor.audio.spectrogram_length = 64;
    load_with(&config, &processor).unwrap()
}

#[test]
fn frames_over_the_last_seconds_count_and_what_is_known_of_them_is_right() {
    let wish = Wish { frames: Some(3), rows: Some(32) };
    // One engine updates after each frame and so reuses embeddings; the other updates once, at the end.
    let (mut often, mut once) = (long_engine(), long_engine());
    for engine in [&mut often, &mut once] {
        engine.wish(wish).unwrap();
        hum(engine, 0.5);
    }
    assert_eq!(often.budgeted().tokens, 1 + 3 * 16 + 4 * 4);
    let mut shown = Vec::new();
    for at_ms in [0, 90, 180, 270, 360] {
        show(&mut once, at_ms);
        show(&mut often, at_ms);
        shown.push(step(&mut often).unwrap());
    }
    let last = step(&mut once).unwrap();
    assert_eq!(shown.last(), Some(&last));
    // A step without a new frame gives the same result.
    assert_eq!(step(&mut often).unwrap(), last);
    // Older frames count too: with only one frame, the scores differ.
    once.wish(Wish { frames: Some(1), ..wish }).unwrap();
    let alone = step(&mut once).unwrap();
    assert_eq!(rgba(&alone, PictureKind::FrameInput), rgba(&last, PictureKind::FrameInput));
    assert_ne!(alone.predictions, last.predictions);
}

#[test]
fn frames_that_have_not_come_yet_do_not_count() {
    let mut engine = long_engine();
    show(&mut engine, 0);
    hum(&mut engine, 1.0);
    let scores = |engine: &mut LiveEngine, frames| {
        engine.wish(Wish { frames: Some(frames), rows: Some(32) }).unwrap();
        step(engine).unwrap().predictions
    };
    let (one, three) = (scores(&mut engine, 1), scores(&mut engine, 3));
    assert!(one.iter().zip(&three).all(|(a, b)| a.label == b.label && (a.score - b.score).abs() < 1e-5));
}

#[test]
fn more_sound_is_taken_when_asked_for_and_a_slow_device_takes_less() {
    let mut engine = long_engine();
    show(&mut engine, 0);
    hum(&mut engine, 1.0);
    let rows = |engine: &mut LiveEngine| {
        let shown = step(engine).unwrap();
        let input = shown.pictures.iter().find(|drawn| drawn.picture.kind == PictureKind::SpectrogramInput);
        input.unwrap().picture.width
    };
    let long = Wish { frames: None, rows: Some(64) };
    engine.wish(long).unwrap();
    assert_eq!((rows(&mut engine), engine.budgeted().budget.frames), (64, 1));
    // Fast updates lead to more frames.
    while engine.budgeted().budget.frames < 4 {
        engine.measured(1.0).unwrap();
    }
    assert_eq!(rows(&mut engine), 64);
    for _ in 0..20 {
        engine.measured(60_000.0).unwrap();
    }
    assert_eq!(engine.budgeted().budget, Budget { frames: 1, rows: 64 });
    assert!(engine.budgeted().expected_ms > 10_000.0);
}

/// The engine of an authors' checkpoint, which has neither configuration nor processor settings.
fn authors(name: &str) -> LiveEngine {
    let path = format!("{}/../../tests/fixtures/checkpoints/{name}/model.ckpt", env!("CARGO_MANIFEST_DIR"));
    let weights = std::fs::read(path).unwrap();
    let _alone = DRAWING.lock().unwrap_or_else(PoisonError::into_inner);
    LiveEngine::new(None, None, Box::new(weights), &Device::flex(), u64::MAX).unwrap()
}

#[test]
fn a_file_alone_runs_live() {
    let mut emotion = authors("authors_emotion");
    assert_eq!(emotion.describe(String::new()).scale, Scale::Independent);
    let mut sentiment = authors("authors_sentiment");
    assert_eq!(sentiment.describe(String::new()).scale, Scale::Number);
    let mut pretraining = authors("authors_pretraining");
    assert!(pretraining.describe(String::new()).matches);
    let frame = vec![90; 12 * 9 * 4];
    let tone: Vec<f32> = (0..44_100).map(|i| (i as f32 * 0.1).sin() * 0.3).collect();
    let step = |engine: &mut LiveEngine| {
        engine.push_frame(&RgbaFrame { width: 12, height: 9, data: &frame }, 0.0).unwrap();
        engine.push_audio(&tone).unwrap();
        pollster::block_on(engine.step()).unwrap().unwrap()
    };
    let scores = step(&mut emotion).predictions;
    assert_eq!(scores.len(), 6);
    assert!(scores.iter().all(|one| (0.0..=1.0).contains(&one.score)));
    // The classes are independent, so their scores do not add up to 1.
    assert!((scores.iter().map(|one| one.score).sum::<f32>() - 1.0).abs() > 1e-3);
    let scores = step(&mut sentiment).predictions;
    assert_eq!((scores.len(), scores[0].label.as_str()), (1, "sentiment"));
    let shown = step(&mut pretraining);
    assert_eq!((shown.pictures.len(), shown.predictions.len()), (6, 0));
    assert!(shown.match_score.is_some());
}
