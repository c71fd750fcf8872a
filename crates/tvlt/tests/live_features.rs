//! The features of live updates and of given clips, on a small random model: that they are the hidden states of the
//! model's middle layers, pooled, and that a sample gives them back.

use std::sync::{Mutex, PoisonError};

use burn::tensor::{Device, Tensor, TensorData};
use tvlt::checkpoint::{Checkpoint, save_to_bytes};
use tvlt::config::{TvltConfig, TvltProcessorConfig};
use tvlt::inference::InferenceError;
use tvlt::live::engine::{LiveEngine, Step};
use tvlt::live::{Budget, PictureKind, Sample, SamplePicture, SampleSound, Settings, Teach, Wish};
use tvlt::model::{Heads, OutputOptions, TvltAudioVisual, TvltInputs};
use tvlt::precision::Precision;
use tvlt::processor::ProcessorError;
use tvlt::processor::audio::{Pcm, StreamingLogMel};
use tvlt::processor::image::{RgbaFrame, TvltImageProcessor};
use tvlt::teach::features::Features;
use tvlt::teach::pooling::pool;

const SIDE: usize = 32;
const MELS: usize = 32;
/// Rows of the engine's clip while features are asked for, of 512 samples each; a patch has 8. They are all that the model
/// takes, as that is less than two seconds.
const ROWS: usize = 64;

/// A model of up to 3 frames of 16 patches and 64 rows of 4 patches each 8, with four layers.
fn config() -> TvltConfig {
    TvltConfig {
        architectures: vec!["TvltForPreTraining".into(), "TvltForAudioVisualClassification".into()],
        image_size: SIDE,
        image_patch_size: [8, 8],
        spectrogram_length: 64,
        frequency_length: MELS,
        audio_patch_size: [8, 8],
        num_frames: 3,
        hidden_size: 32,
        num_hidden_layers: 4,
        num_attention_heads: 4,
        intermediate_size: 64,
        decoder_hidden_size: 16,
        decoder_num_hidden_layers: 1,
        decoder_num_attention_heads: 2,
        decoder_intermediate_size: 32,
        // Large weights, so that tokens attend to one another noticeably.
        initializer_range: 0.2,
        id2label: (0..3).map(|index| (index, format!("class {index}"))).collect(),
        ..TvltConfig::default()
    }
}

/// The device has one random stream for all threads, so that only one test at a time may draw weights.
static DRAWING: Mutex<()> = Mutex::new(());

/// A model with the engine that runs it.
struct Bench {
    processor: TvltProcessorConfig,
    model: TvltAudioVisual,
    engine: LiveEngine,
}

impl Bench {
    fn new(config: TvltConfig, heads: Heads) -> Self {
        let _alone = DRAWING.lock().unwrap_or_else(PoisonError::into_inner);
        let device = Device::flex();
        device.seed(7);
        let saved =
            save_to_bytes(&TvltAudioVisual::new(&config, heads, &device), &config, Precision::F32).unwrap();
        let processor = TvltProcessorConfig::fitting(&config);
        let text = Some(saved.config_json.as_str());
        let json = processor.to_json().unwrap();
        let weights = Box::new(saved.weights);
        let model = Checkpoint::new(text, weights.clone()).unwrap().load(heads, &device).unwrap().model;
        let mut engine = LiveEngine::new(text, Some(&json), weights, &device, u64::MAX).unwrap();
        engine.wish(Wish { frames: Some(3), rows: Some(ROWS / 2) }).unwrap();
        assert!(engine.set_settings(settings(Teach::Samples)).unwrap(), "another length was chosen");
        assert_eq!(engine.budgeted().budget, Budget { frames: 1, rows: ROWS });
        Self { processor, model, engine }
    }

    fn step(&mut self) -> Step {
        pollster::block_on(self.engine.step()).unwrap().unwrap()
    }

    fn read(&self, sample: &Sample) -> Result<Features, InferenceError> {
        let picture = sample.picture.as_ref().map(|picture| RgbaFrame {
            width: picture.width,
            height: picture.height,
            data: &picture.rgba,
        });
        let sound = sample.sound.as_ref().map(|sound| Pcm {
            samples: &sound.samples,
            channels: 1,
            sampling_rate: sound.sample_rate,
        });
        pollster::block_on(self.engine.read(picture.as_ref(), sound))
    }

    /// Pools the hidden states of layers 2 to 4 for a clip of the last of these frames and of this sound.
    fn expected(&self, frames: &[Vec<u8>], sound: &[f32]) -> Features {
        let device = Device::flex();
        let frames = &frames[frames.len().saturating_sub(1)..];
        let images = TvltImageProcessor::new(self.processor.image.clone()).unwrap();
        let mut pixels: Vec<f32> =
            frames.iter().flat_map(|data| images.frame(&frame(data)).unwrap().values).collect();
        let mut stream = StreamingLogMel::new(&self.processor.audio, ROWS).unwrap();
        stream.push(sound);
        let rows = stream.rows().next_multiple_of(8);
        let mut audio = stream.latest(ROWS);
        audio.resize(rows * MELS, 0.0);
        // One frame and one row of patches at least, which are masked where they are padding.
        let (there, heard) = (frames.len() * 16, rows / 8 * 4);
        pixels.resize(pixels.len().max(3 * SIDE * SIDE), 0.0);
        audio.resize(audio.len().max(8 * MELS), 0.0);
        let [frames, rows] = [pixels.len() / (3 * SIDE * SIDE), audio.len() / MELS];
        let mask = |there: usize, patches: usize| {
            let value = if there > 0 { 1.0 } else { 0.0 };
            Some(Tensor::<2>::full([1, patches], value, &device))
        };
        let mut inputs = TvltInputs::new(
            Tensor::from_data(TensorData::new(pixels, [1, frames, 3, SIDE, SIDE]), &device),
            Tensor::from_data(TensorData::new(audio, [1, 1, rows, MELS]), &device),
        );
        inputs.pixel_mask = mask(there, frames * 16);
        inputs.audio_mask = mask(heard, rows / 8 * 4);
        let options = OutputOptions { hidden_states: true, ..OutputOptions::default() };
        let states = self.model.tvlt.forward(&inputs, None, options).unwrap().hidden_states.unwrap();
        let (mut seen, mut listened) = (Vec::new(), Vec::new());
        for layer in [2, 3, 4] {
            let tokens = states[layer].clone().into_data().try_to_vec::<f32>().unwrap();
            let (pixel, audio) = tokens[32..].split_at(frames * 16 * 32);
            if there > 0 {
                pool(pixel, 32, &mut seen).unwrap();
            }
            if heard > 0 {
                pool(audio, 32, &mut listened).unwrap();
            }
        }
        Features::new(seen, listened)
    }
}

fn settings(teach: Teach) -> Settings {
    Settings { teach, ..Settings::default() }
}

fn picture(shift: usize) -> Vec<u8> {
    (0..48 * 40 * 4).map(|at| ((at + shift * 31) * 7 % 256) as u8).collect()
}

fn frame(data: &[u8]) -> RgbaFrame<'_> {
    RgbaFrame { width: 48, height: 40, data }
}

/// A tone that rises, then silence.
fn sound(tone: usize, silence: usize, rate: f32) -> Vec<f32> {
    let second = |at: usize| at as f32 / rate;
    let wave = |at: usize| ((400.0 + 2000.0 * second(at)) * second(at) * std::f32::consts::TAU).sin() * 0.3;
    (0..tone).map(wave).chain(std::iter::repeat_n(0.0, silence)).collect()
}

/// The largest difference, as a share of the largest number; both have to have the same modalities.
fn apart(one: &Features, other: &Features) -> f32 {
    assert_eq!(one.lengths(), other.lengths());
    let largest = one.numbers().iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
    let difference = |(a, b): (&f32, &f32)| (a - b).abs() / largest;
    one.numbers().iter().zip(&other.numbers()).map(difference).fold(0.0, f32::max)
}

#[test]
fn features_are_the_pooled_hidden_states_of_what_has_arrived() {
    let encoder_and_decoder = TvltConfig { task_matching: false, ..config() };
    for (config, heads) in [(config(), Heads::ALL), (encoder_and_decoder, Heads::PRETRAINING)] {
        let mut bench = Bench::new(config, heads);
        let frames = [picture(0), picture(1)];
        // A sound of 7 rows, which are one row of patches, and one that is longer than the clip.
        for samples in [512 * 6 + 1024, 512 * 90] {
            let sound = sound(samples, 0, 44_100.0);
            for (frames, sound) in [(&frames[..], &sound[..]), (&frames[..1], &[]), (&[], &sound)] {
                bench.engine.reset();
                for (at, data) in frames.iter().enumerate() {
                    bench.engine.push_frame(&frame(data), at as f64 * 100.0).unwrap();
                }
                bench.engine.push_audio(sound).unwrap();
                let features = bench.step().features.unwrap();
                let sizes = [frames.len(), sound.len()].map(|there| if there > 0 { 2 * 3 * 32 } else { 0 });
                assert_eq!([features.lengths().sight, features.lengths().sound], sizes);
                let apart = apart(&features, &bench.expected(frames, sound));
                assert!(apart < 1e-4, "{} frames, {} samples: {apart}", frames.len(), sound.len());
            }
        }
    }
}

#[test]
fn teaching_changes_no_answer_and_gives_what_is_asked_for() {
    let mut bench = Bench::new(config(), Heads::ALL);
    assert!(bench.engine.set_settings(settings(Teach::Off)).unwrap());
    assert_eq!(bench.engine.budgeted().budget, Budget { frames: 3, rows: ROWS / 2 });
    // With the length that teaching has, nothing else changes.
    bench.engine.wish(Wish { frames: Some(1), rows: Some(ROWS) }).unwrap();
    bench.engine.push_frame(&frame(&picture(0)), 0.0).unwrap();
    bench.engine.push_audio(&sound(1024, 0, 44_100.0)).unwrap();
    let off = bench.step();
    assert_eq!((bench.engine.short_edge(), &off.features, &off.sample), (None, &None, &None));

    bench.engine.set_settings(settings(Teach::Features)).unwrap();
    let features = bench.step();
    assert_eq!(bench.engine.short_edge(), Some(256));
    assert!(features.features.is_some() && features.sample.is_none());
    let answers = |step: Step| (step.predictions, step.match_score, step.pictures);
    assert_eq!(answers(features), answers(off));

    // What arrived while teaching was off is not in the sample: neither the picture nor the first 1024 samples.
    bench.engine.set_settings(settings(Teach::Samples)).unwrap();
    bench.engine.push_audio(&[0.5; 1024]).unwrap();
    let sample = bench.step().sample.unwrap();
    assert_eq!((sample.picture, sample.sound.map(|sound| sound.samples)), (None, Some(vec![0.5; 512])));
}

#[test]
fn a_sample_gives_its_features_back() {
    let mut bench = Bench::new(config(), Heads::ALL);
    // The clip is the whole stream, and its end is silent, so that the mirror image of both ends is the same.
    let sound = sound(512 * (ROWS - 6), 512 * 7, 44_100.0);
    let data = picture(3);
    bench.engine.push_audio(&sound).unwrap();
    bench.engine.push_frame(&frame(&data), 0.0).unwrap();
    let step = bench.step();
    let sample = step.sample.unwrap();
    assert_eq!(sample.picture, Some(SamplePicture { width: 48, height: 40, rgba: data }));
    let samples = sound[..512 * ROWS].to_vec();
    assert_eq!(sample.sound, Some(SampleSound { sample_rate: 44_100, samples }));
    let apart = apart(&step.features.unwrap(), &bench.read(&sample).unwrap());
    assert!(apart < 1e-4, "{apart}");
}

#[test]
fn the_sound_of_a_sample_is_that_of_its_spectrogram() {
    for rate in [44_100, 48_000] {
        let mut bench = Bench::new(config(), Heads::ALL);
        bench.engine.set_audio_rate(rate).unwrap();
        let place = |rows: f64| (rows * 512.0 / 44_100.0 * f64::from(rate)) as usize;
        // Something loud in row 90 of a stream of about 100, of which the last 64 are the clip.
        let mut sound = vec![0.0; place(103.0)];
        sound[place(90.0)..][..60].fill(0.8);
        for chunk in sound.chunks(441) {
            bench.engine.push_audio(chunk).unwrap();
        }
        let step = bench.step();
        let kind = PictureKind::SpectrogramInput;
        let shown = step.pictures.iter().find(|drawn| drawn.picture.kind == kind).unwrap();
        let light = |row: usize| {
            let pixels = shown.rgba.chunks_exact(4).skip(row).step_by(ROWS);
            pixels.flat_map(|pixel| &pixel[..3]).map(|level| u32::from(*level)).sum::<u32>()
        };
        let row = (0..ROWS).max_by_key(|row| light(*row)).unwrap();
        let SampleSound { sample_rate, samples } = step.sample.unwrap().sound.unwrap();
        assert_eq!(sample_rate, rate);
        assert!(samples.len().abs_diff(place(ROWS as f64)) <= 1, "{} samples", samples.len());
        let loud = samples.iter().position(|sample| *sample > 0.0).unwrap() + 30;
        let apart = (loud as f64 - place(row as f64) as f64).abs() / place(1.0) as f64;
        assert!(apart < 1.5, "at {rate} samples a second they are {apart} rows apart");
    }
}

#[test]
fn a_sense_alone_is_read_as_it_is_seen_live() {
    let mut bench = Bench::new(config(), Heads::ALL);
    let data = picture(5);
    bench.engine.push_frame(&frame(&data), 0.0).unwrap();
    let sight = bench.step();
    let again = bench.read(&sight.sample.unwrap()).unwrap();
    assert!(apart(&sight.features.unwrap(), &again) < 1e-4);
    bench.engine.forget_frames();
    bench.engine.push_audio(&sound(512 * (ROWS - 6), 512 * 7, 44_100.0)).unwrap();
    let hearing = bench.step();
    let sample = hearing.sample.unwrap();
    assert_eq!(sample.picture, None);
    assert!(apart(&hearing.features.unwrap(), &bench.read(&sample).unwrap()) < 1e-3);
}

#[test]
fn clips_that_are_none_are_refused() {
    let bench = Bench::new(config(), Heads::ALL);
    let refused = |sample: Sample| match bench.read(&sample) {
        Err(InferenceError::Processor(error)) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(Sample::default()), ProcessorError::NoInput);
    let sound = |samples: &[f32]| SampleSound { sample_rate: 44_100, samples: samples.to_vec() };
    let short = Sample { sound: Some(sound(&[0.0])), picture: None };
    assert_eq!(refused(short), ProcessorError::TooShort { samples: 1 });
    let broken = Sample { sound: Some(sound(&[0.0, f32::NAN, 0.0])), picture: None };
    assert_eq!(refused(broken), ProcessorError::NotFinite { index: 1 });
}

/// Heads that were taught on other layers get the features of those.
#[test]
fn features_are_of_the_layers_that_are_asked_for() {
    let mut bench = Bench::new(config(), Heads::ALL);
    let data = picture(2);
    bench.engine.push_frame(&frame(&data), 0.0).unwrap();
    let usual = bench.step().features.unwrap();
    bench.engine.set_taught_layers(vec![3]).unwrap();
    let third = bench.step();
    // Mean and deviation of each layer, one after the other.
    let (given, wanted) =
        (third.features.as_ref().unwrap().numbers(), usual.numbers()[2 * 32..4 * 32].to_vec());
    assert_eq!(given, wanted);
    assert!(apart(&third.features.unwrap(), &bench.read(&third.sample.unwrap()).unwrap()) < 1e-4);
    for none in [vec![], vec![0], vec![2, 5]] {
        assert!(bench.engine.set_taught_layers(none).is_err());
    }
}
