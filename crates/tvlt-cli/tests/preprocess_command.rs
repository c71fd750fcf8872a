//! `tvlt preprocess` on real files: every kind of picture as PIL reads it, every kind of WAV, and
//! the tensors it writes.

use std::path::{Path, PathBuf};

use hound::{SampleFormat, WavSpec, WavWriter};
use safetensors::{Dtype, SafeTensors};
use tvlt::config::TvltFeatureExtractorConfig;
use tvlt::processor::audio::TvltFeatureExtractor;
use tvlt::processor::{Array, ProcessorError};
use tvlt_cli::preprocess::{PreprocessArgs, PreprocessError, read_picture, read_sound, run};

#[allow(dead_code, reason = "the library's own tests use the rest of it")]
#[path = "../../tvlt/tests/processor/fixtures.rs"]
mod fixtures;

use fixtures::{Fixtures, worst};

fn fixture_files() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/processor/files")
}

/// A folder of the test's own.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Arguments with the given config; the output goes beside it.
fn args(folder: &Path, config: &str) -> PreprocessArgs {
    let path = folder.join("preprocessor_config.json");
    std::fs::write(&path, config).unwrap();
    PreprocessArgs { config: path, frames: Vec::new(), audio: None, output: folder.join("out.safetensors") }
}

fn written(path: &Path, name: &str) -> Option<Array> {
    let bytes = std::fs::read(path).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let view = tensors.tensor(name).ok()?;
    assert_eq!(view.dtype(), Dtype::F32);
    let values = view.data().chunks_exact(4).map(|v| f32::from_le_bytes(v.try_into().unwrap())).collect();
    Some(Array { shape: view.shape().to_vec(), values })
}

fn write_wav(path: &Path, spec: WavSpec, samples: &[f64]) {
    let mut writer = WavWriter::create(path, spec).unwrap();
    for &sample in samples {
        match spec.sample_format {
            SampleFormat::Float => writer.write_sample(sample as f32).unwrap(),
            SampleFormat::Int => {
                let full = f64::from(spec.bits_per_sample - 1).exp2();
                writer.write_sample((sample * full).clamp(-full, full - 1.0) as i32).unwrap();
            }
        }
    }
    writer.finalize().unwrap();
}

#[test]
fn every_kind_of_picture_has_pils_levels() {
    let fixtures = Fixtures::load();
    let mut kinds = 0;
    for entry in std::fs::read_dir(fixture_files()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let expected = fixtures.answer("file", name).unwrap();
        let picture = read_picture(&path).unwrap();
        assert_eq!([picture.height, picture.width, 3][..], expected.shape, "{name}");
        let levels: Vec<f32> =
            picture.rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).map(f32::from).collect();
        assert_eq!(levels, expected.values, "{name}");
        kinds += 1;
    }
    assert!(kinds >= 15);
}

/// Each of EXIF's eight orientations, as PIL's `ImageOps.exif_transpose` turns a picture of two rows of three
/// pixels upright; and two numbers that are no orientation.
#[test]
fn pictures_stored_sideways_are_turned_upright() {
    use image::{ExtendedColorType, ImageEncoder, codecs};
    let upright: [(u16, &[u8], usize); 10] = [
        (0, &[0, 1, 2, 3, 4, 5], 3),
        (1, &[0, 1, 2, 3, 4, 5], 3),
        (2, &[2, 1, 0, 5, 4, 3], 3),
        (3, &[5, 4, 3, 2, 1, 0], 3),
        (4, &[3, 4, 5, 0, 1, 2], 3),
        (5, &[0, 3, 1, 4, 2, 5], 2),
        (6, &[3, 0, 4, 1, 5, 2], 2),
        (7, &[5, 2, 4, 1, 3, 0], 2),
        (8, &[2, 5, 1, 4, 0, 3], 2),
        (9, &[0, 1, 2, 3, 4, 5], 3),
    ];
    let folder = folder("stored_sideways");
    let stored: Vec<u8> = (0..6u8).flat_map(|pixel| [pixel * 50; 3]).collect();
    for (orientation, pixels, width) in upright {
        let tag = [b"\x12\x01\x03\0\x01\0\0\0", &orientation.to_le_bytes()[..], b"\0\0"].concat();
        let exif = [b"II*\0\x08\0\0\0\x01\0", &tag[..], b"\0\0\0\0"].concat();
        for kind in ["png", "webp", "jpg"] {
            let path = folder.join(format!("{orientation}.{kind}"));
            let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
            let size = (3, 2, ExtendedColorType::Rgb8);
            match kind {
                "png" => {
                    let mut encoder = codecs::png::PngEncoder::new(&mut file);
                    encoder.set_exif_metadata(exif.clone()).unwrap();
                    encoder.write_image(&stored, size.0, size.1, size.2).unwrap();
                }
                "webp" => {
                    let mut encoder = codecs::webp::WebPEncoder::new_lossless(&mut file);
                    encoder.set_exif_metadata(exif.clone()).unwrap();
                    encoder.write_image(&stored, size.0, size.1, size.2).unwrap();
                }
                _ => {
                    let mut encoder = codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 100);
                    encoder.set_exif_metadata(exif.clone()).unwrap();
                    encoder.write_image(&stored, size.0, size.1, size.2).unwrap();
                }
            }
            drop(file);
            let picture = read_picture(&path).unwrap();
            assert_eq!((picture.width, picture.height), (width, 6 / width), "{orientation} {kind}");
            // JPEG is not exact.
            let nearest = |level: u8| ((u16::from(level) + 25) / 50) as u8;
            let found: Vec<u8> = picture.rgba.chunks_exact(4).map(|pixel| nearest(pixel[0])).collect();
            assert_eq!(found, pixels, "{orientation} {kind}");
        }
    }
}

/// The reader's own tests have every kind of header; here are the tool's words, and the rates at which a
/// sample that is no number went on to the resampler.
#[test]
fn a_sample_that_is_no_number_is_named_at_every_rate() {
    let folder = folder("no_number");
    for sample_rate in [8_000, 16_000, 44_100, 48_000] {
        for bad in [f64::NAN, f64::INFINITY] {
            let mut args = args(&folder, "{}");
            args.audio = Some(folder.join("no_number.wav"));
            let spec =
                WavSpec { channels: 1, sample_rate, bits_per_sample: 32, sample_format: SampleFormat::Float };
            let mut samples = vec![0.1; 9000];
            samples[1234] = bad;
            write_wav(args.audio.as_ref().unwrap(), spec, &samples);
            let error = run(args).unwrap_err();
            assert!(matches!(error, PreprocessError::Sound { .. }));
            assert!(error.to_string().contains("sample 1234 of the sound"), "{error}");
        }
    }
    let mut waveform = vec![0.1f32; 9000];
    waveform[77] = f32::NAN;
    let expected = Err(ProcessorError::NotFinite { index: 77 });
    assert_eq!(tvlt::processor::audio::resample(&waveform, 16_000, 44_100), expected);
    let extractor = TvltFeatureExtractor::new(TvltFeatureExtractorConfig::default()).unwrap();
    let error = extractor.extract(&[&waveform], None).unwrap_err();
    assert_eq!(error, ProcessorError::NotFinite { index: 77 });
}

#[test]
fn every_kind_of_wav_is_read() {
    let folder = folder("every_kind_of_wav");
    for (bits_per_sample, sample_format) in [
        (8, SampleFormat::Int),
        (16, SampleFormat::Int),
        (24, SampleFormat::Int),
        (32, SampleFormat::Int),
        (32, SampleFormat::Float),
    ] {
        let path = folder.join(format!("{bits_per_sample}{sample_format:?}.wav"));
        let spec = WavSpec { channels: 2, sample_rate: 22_050, bits_per_sample, sample_format };
        write_wav(&path, spec, &[0.5, -1.0, -0.25, 0.0]);
        let sound = read_sound(&path).unwrap();
        assert_eq!(sound.samples, [0.5, -1.0, -0.25, 0.0], "{bits_per_sample} bits {sample_format:?}");
        assert_eq!((sound.channels, sound.sampling_rate), (2, 22_050));
        assert_eq!(sound.pcm().mix_down(), [-0.25, -0.125]);
    }
}

#[test]
fn writes_what_hugging_face_gives() {
    let fixtures = Fixtures::load();
    let folder = folder("writes_what_hugging_face_gives");
    let case = fixtures.cases("image").into_iter().find(|case| case.name == "default_size").unwrap();
    let mut args = args(&folder, &case.config);
    args.frames = vec![fixture_files().join("landscape.png")];
    args.audio = Some(folder.join("chirp.wav"));
    let spec =
        WavSpec { channels: 1, sample_rate: 44_100, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let chirp: Vec<f64> = fixtures.sound("chirp").into_iter().map(f64::from).collect();
    write_wav(&folder.join("chirp.wav"), spec, &chirp);
    run(args.clone()).unwrap();

    let pixels = fixtures.answer("default_size", "pixel_values").unwrap();
    assert_eq!(written(&args.output, "pixel_values").unwrap(), pixels);
    let mask = fixtures.answer("default_size", "pixel_mask").unwrap();
    assert_eq!(written(&args.output, "pixel_mask").unwrap(), mask);
    let audio = written(&args.output, "audio_values").unwrap();
    let expected = fixtures.answer("chirp_default", "audio_values").unwrap();
    assert_eq!(audio.shape, expected.shape);
    // The tolerance has its reason in sounds.rs.
    assert!(worst(&audio.values, &expected.values) < 1e-4);
    let mask = fixtures.answer("chirp_default", "audio_mask").unwrap();
    assert_eq!(written(&args.output, "audio_mask").unwrap(), mask);
}

/// Sound of another rate and two channels becomes the spectrogram of the same sound recorded in
/// mono at the config's rate, but for what lies beyond half the lower rate and the ends, where the
/// resampler rings.
#[test]
fn sound_of_another_rate_is_resampled_and_stereo_mixed_down() {
    let folder = folder("another_rate");
    let tone = |rate: u32| -> Vec<f64> {
        let step = std::f64::consts::TAU / f64::from(rate);
        (0..rate)
            .map(|i| [440.0, 2000.0].map(|hertz| (step * hertz * f64::from(i)).sin()))
            .map(|[a, b]| 0.3 * (a + b))
            .collect()
    };
    let mut args = args(&folder, "{}");
    args.audio = Some(folder.join("tone.wav"));
    let spec =
        WavSpec { channels: 2, sample_rate: 48_000, bits_per_sample: 32, sample_format: SampleFormat::Float };
    let stereo: Vec<f64> = tone(48_000).into_iter().flat_map(|s| [s * 1.5, s * 0.5]).collect();
    write_wav(args.audio.as_ref().unwrap(), spec, &stereo);
    run(args.clone()).unwrap();

    assert!(written(&args.output, "pixel_values").is_none());
    let audio = written(&args.output, "audio_values").unwrap();
    let mono: Vec<f32> = tone(44_100).into_iter().map(|s| s as f32).collect();
    let extractor = TvltFeatureExtractor::new(TvltFeatureExtractorConfig::default()).unwrap();
    let expected = extractor.extract(&[&mono], None).unwrap().audio_values;
    assert_eq!(audio.shape, expected.shape);
    for row in 10..70 {
        // The mels of the tones themselves; between them lies rounding noise.
        let (ours, direct) = (&audio.values[row * 128..][..50], &expected.values[row * 128..][..50]);
        for (ours, direct) in ours.iter().zip(direct).filter(|(_, direct)| **direct > 0.0) {
            assert!((ours - direct).abs() < 1e-3, "row {row}: {ours} and {direct}");
        }
    }
}

#[test]
fn each_fault_is_a_sentence() {
    let folder = folder("each_fault");
    let fine = args(&folder, "{}");
    let picture = fixture_files().join("rgb8.png");
    let fails = |args: PreprocessArgs| run(args).unwrap_err();

    assert!(matches!(fails(fine.clone()), PreprocessError::NoInput));
    let missing = PreprocessArgs { frames: vec!["nowhere.png".into()], ..fine.clone() };
    assert!(matches!(fails(missing), PreprocessError::Read { .. }));
    let no_picture = PreprocessArgs { frames: vec![fine.config.clone()], ..fine.clone() };
    assert!(matches!(fails(no_picture), PreprocessError::Picture { .. }));
    let no_sound = PreprocessArgs { audio: Some(picture.clone()), ..fine.clone() };
    assert!(matches!(fails(no_sound), PreprocessError::Sound { .. }));
    let many = PreprocessArgs { frames: vec![picture.clone(); 9], ..fine.clone() };
    assert!(matches!(
        fails(many),
        PreprocessError::Processor(ProcessorError::TooManyFrames { max: 8, given: 9 })
    ));
    let no_output = PreprocessArgs {
        frames: vec![picture.clone()],
        output: folder.join("nowhere/out.safetensors"),
        ..fine.clone()
    };
    assert!(matches!(fails(no_output), PreprocessError::Write { .. }));
    let no_config = PreprocessArgs { config: "nowhere.json".into(), frames: vec![picture.clone()], ..fine };
    assert!(matches!(fails(no_config), PreprocessError::Read { .. }));
    let broken = PreprocessArgs { frames: vec![picture], ..args(&folder, "{\"size\": []}") };
    let broken = fails(broken);
    assert!(matches!(broken, PreprocessError::Config { .. }));
    assert!(!broken.to_string().contains('\n'), "{broken}");
}

#[test]
fn pictures_that_cannot_be_read_are_told_apart() {
    use image::{DynamicImage, ImageFormat};
    let folder = folder("unread_pictures");
    let drawn = DynamicImage::ImageRgb8(image::RgbImage::from_fn(64, 48, |x, y| {
        image::Rgb([(x * 4) as u8, (y * 5) as u8, (x * y) as u8])
    }));
    let encoded = |format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        drawn.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    let read = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        read_picture(&path).map_err(|error| error.to_string())
    };
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Gif]
    {
        let whole = encoded(format);
        assert_eq!(read("whole.dat", &whole).unwrap().width, 64, "{format:?}");
        read("longer.jpg", &[&whole[..], b"more"].concat()).unwrap();
        let error = read("half.jpg", &whole[..whole.len() / 2]).unwrap_err();
        assert!(error.contains("it is cut off") || error.contains("it is broken"), "{format:?}: {error}");
    }
    // The end marker alone is missing: the library decodes it, and PIL does not.
    let jpeg = encoded(ImageFormat::Jpeg);
    let error = read("end.jpg", &jpeg[..jpeg.len() - 2]).unwrap_err();
    assert!(error.ends_with("it is cut off: copy it again, whole"), "{error}");
    for (name, bytes, words) in [
        ("page.png", &b"<!doctype html><title>404</title>"[..], "it is a web page and no picture"),
        ("empty.png", b"", "it is empty and no picture"),
        ("scan.tiff", b"II*\0\x08\0\0\0\0\0", "none of PNG, JPEG, WebP, BMP and GIF: convert it"),
        ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "none of PNG, JPEG, WebP, BMP and GIF"),
        ("photo.avif", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "none of PNG, JPEG, WebP, BMP and GIF"),
        ("sound.png", b"RIFF\x24\0\0\0WAVEfmt ", "none of PNG, JPEG, WebP, BMP and GIF"),
    ] {
        let error = read(name, bytes).unwrap_err();
        assert!(error.contains(words), "{name}: {error}");
    }
}

#[test]
fn sounds_that_cannot_be_read_are_told_apart() {
    let folder = folder("unread_sounds");
    let read = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        read_sound(&path).map_err(|error| error.to_string())
    };
    for (name, bytes) in [
        ("cut.aiff", &b"FORM\0\x01\x58\xb6AIFFCOMM\0\0\0\x12\0\x01"[..]),
        ("short.aiff", b"FORM\0\x01"),
        ("cut.ogg", b"OggS\0\x02\0\0\0\0\0\0\0\0abcd\0\0\0\0"),
        ("cut.flac", b"fLaC\0\0\0\x22\x10\0"),
        ("cut.mp3", b"ID3\x03\0\0\0\0\x0f\x76TSSE"),
        ("cut.wav", b"RIFF"),
    ] {
        let error = read(name, bytes).unwrap_err();
        assert!(error.contains("cut off or broken"), "{name}: {error}");
    }
    for (name, bytes, words) in [
        ("page.wav", &b"<html><body>404</body></html>"[..], "it is a web page and no sound"),
        ("picture.wav", b"\x89PNG\r\n\x1a\n\0\0", "it is a picture (PNG) and no sound"),
        ("video.wav", b"RIFF\x24\0\0\0AVI LIST", "none of WAV, FLAC, MP3, Ogg Vorbis and AIFF"),
        ("talk.m4a", b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42", "none of WAV, FLAC, MP3, Ogg Vorbis and AIFF"),
    ] {
        let error = read(name, bytes).unwrap_err();
        assert!(error.contains(words), "{name}: {error}");
    }
    let whole = adpcm(0x11);
    assert_eq!(read("whole.wav", &whole).unwrap().sampling_rate, 8000);
    for end in [whole.len() - 250, whole.len() - 100] {
        let error = read("cut_adpcm.wav", &whole[..end]).unwrap_err();
        assert!(!error.contains("compressed"), "cut at {end}: {error}");
    }
    let error = read("yamaha.wav", &adpcm(0x20)).unwrap_err();
    assert!(error.contains("compressed (format 0x0020), which is not read"), "{error}");
}

/// A WAV file with one block of ADPCM.
fn adpcm(tag: u16) -> Vec<u8> {
    const BLOCK: u16 = 256;
    let mut format: Vec<u8> = [tag, 1].into_iter().flat_map(u16::to_le_bytes).collect();
    format.extend([8000u32, 4055].into_iter().flat_map(u32::to_le_bytes));
    format.extend([BLOCK, 4, 2, 505].into_iter().flat_map(u16::to_le_bytes));
    let chunk = |name: &[u8], bytes: &[u8]| [name, &(bytes.len() as u32).to_le_bytes(), bytes].concat();
    let inside = [b"WAVE".to_vec(), chunk(b"fmt ", &format), chunk(b"data", &[0; BLOCK as usize])].concat();
    chunk(b"RIFF", &inside)
}
