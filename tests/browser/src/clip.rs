//! Digits drawn on paper and spoken, for the sample clip and for the fake devices of the tests.
//!
//! Pictures are made from `<d>.png` in `tests/fixtures/digits/`, a handwritten digit of 28 x 28 pixels. Sounds are
//! made from `<d>.wav` there, the digit's name spoken by a synthesiser, or from a person's recordings ([`Voice`]).
//! Photographs come from a package ([`Seen`]). None of them is among the default model's training data.

mod photograph;
mod sources;
mod street;
mod voice;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use clap::Args;
use image::{GrayImage, imageops};

use self::photograph::Photograph;
pub use self::voice::Voice;
use xtask::project;

/// Folder of the committed drawings and recordings.
const SOURCES: &str = "tests/fixtures/digits";

/// Scenes of the sample clip: digit seen, digit said. Two of them differ.
const SCENES: [(usize, usize); 8] = [(3, 3), (7, 7), (5, 2), (0, 0), (8, 8), (4, 9), (2, 2), (6, 6)];

/// Seconds of a scene of the sample clip.
const SCENE_SECONDS: f32 = 2.4;

/// Samples a second of everything that is written here.
const RATE: u32 = 48_000;

#[derive(Args)]
pub struct ClipArgs {
    /// Makes tests/fixtures/digits/ anew instead, from the held-out data
    #[arg(long)]
    sources: bool,
}

/// Writes `www/sample/digits.mp4` (H.264 and AAC) with ffmpeg, or its sources.
///
/// # Errors
/// Where a source or ffmpeg is missing, or ffmpeg fails.
pub fn run(args: &ClipArgs) -> Result<()> {
    if args.sources {
        return sources::make(&project::root().join("data/heldout"), &project::root().join(SOURCES));
    }
    make_clip()
}

fn make_clip() -> Result<()> {
    const SIZE: (usize, usize) = (480, 360);
    const FRAMES_A_SECOND: usize = 15;
    let target = project::root().join("www/sample/digits.mp4");
    let folder = std::env::temp_dir().join(format!("tvlt-clip-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let wav = folder.join("clip.wav");
    let scene_samples = (SCENE_SECONDS * RATE as f32) as usize;
    let mut sound = Vec::new();
    for (_, said) in SCENES {
        let saying = Voice::Ked.says(said)?;
        let mut scene = vec![0.0; scene_samples];
        for start in [0.35, 1.45] {
            mix(&mut scene, &saying, (start * RATE as f32) as usize);
        }
        sound.extend(scene);
    }
    write_wav(&wav, &sound)?;
    fs::create_dir_all(project::root().join("www/sample"))?;
    println!("clip: {} scenes with ffmpeg", SCENES.len());
    let mut encoder = Command::new("ffmpeg")
        .args(["-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "gray"])
        .args(["-s", &format!("{}x{}", SIZE.0, SIZE.1), "-r", &FRAMES_A_SECOND.to_string(), "-i", "-"])
        .arg("-i")
        .arg(&wav)
        // Warm light on grey drawings.
        .args(["-vf", "format=yuv420p,colorbalance=rm=0.04:bm=-0.05:bh=-0.04", "-pix_fmt", "yuv420p"])
        .args(["-c:v", "libx264", "-profile:v", "baseline", "-crf", "27", "-preset", "slow"])
        .args(["-c:a", "aac", "-b:a", "64k", "-ac", "1", "-movflags", "+faststart", "-shortest"])
        .arg(&target)
        .stdin(Stdio::piped())
        .spawn()
        .context(
            "ffmpeg does not start: install it (on Debian and Ubuntu `apt-get install ffmpeg` as root)",
        )?;
    let frames_a_scene = (SCENE_SECONDS * FRAMES_A_SECOND as f32) as usize;
    if let Some(mut pipe) = encoder.stdin.take() {
        for (number, (seen, _)) in SCENES.into_iter().enumerate() {
            let drawing = drawing(seen)?;
            for frame in 0..frames_a_scene {
                let time = (number * frames_a_scene + frame) as f32 / FRAMES_A_SECOND as f32;
                pipe.write_all(&held_up(&drawing, SIZE, time)).context("ffmpeg stopped early")?;
            }
        }
    }
    ensure!(encoder.wait()?.success(), "ffmpeg failed");
    fs::remove_dir_all(&folder)?;
    println!("clip: {} bytes in {}", fs::metadata(&target)?.len(), target.display());
    Ok(())
}

/// What a fake camera sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// A digit on paper.
    Digit(usize),
    /// A photograph, by its file's name in Debian's `lomiri-wallpapers-16.04`; the whole package is held out.
    Photograph(&'static str),
}

/// What fake devices give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// What the camera sees.
    pub seen: Seen,
    /// A digit that is repeated, and its voice; `None` for the noise of a street.
    pub said: Option<(usize, Voice)>,
}

/// The files of a fake camera and a fake microphone.
#[derive(Debug, Clone)]
pub struct FakeDevices {
    /// Two seconds of 640 x 480 at 10 frames a second, for `--use-file-for-fake-video-capture`.
    pub camera: PathBuf,
    /// Twelve seconds of 48 kHz mono, a digit every 1.2, for `--use-file-for-fake-audio-capture`.
    pub microphone: PathBuf,
}

/// Writes `camera.y4m` and `microphone.wav` into `folder`. A browser plays both in a loop.
///
/// # Errors
/// Where a source is missing or a file cannot be written.
pub fn fake_devices(shown: Shown, folder: &Path) -> Result<FakeDevices> {
    const SIZE: (usize, usize) = (640, 480);
    const FRAMES: usize = 20;
    fs::create_dir_all(folder)?;
    let devices =
        FakeDevices { camera: folder.join("camera.y4m"), microphone: folder.join("microphone.wav") };
    let frame: Box<dyn Fn(f32) -> Vec<u8>> = match shown.seen {
        Seen::Digit(digit) => {
            let drawing = drawing(digit)?;
            // Grey: without colours.
            let grey = [128; SIZE.0 * SIZE.1 / 2];
            Box::new(move |turn| [&held_up(&drawing, SIZE, turn * SWAY_SECONDS)[..], &grey].concat())
        }
        Seen::Photograph(name) => {
            let photograph = Photograph::open(name, SIZE)?;
            Box::new(move |turn| photograph.frame(turn))
        }
    };
    let mut film = format!("YUV4MPEG2 W{} H{} F10:1 Ip A1:1 C420jpeg\n", SIZE.0, SIZE.1).into_bytes();
    for number in 0..FRAMES {
        film.extend_from_slice(b"FRAME\n");
        // One whole period of the sway in the video, so that it loops smoothly.
        film.extend(frame(number as f32 / FRAMES as f32));
    }
    fs::write(&devices.camera, film)?;
    let mut sound = vec![0.0; RATE as usize * 12];
    match shown.said {
        Some((digit, voice)) => {
            let saying = voice.says(digit)?;
            for second in 0..10 {
                mix(&mut sound, &saying, second * RATE as usize * 12 / 10 + RATE as usize / 4);
            }
        }
        None => street::street(&mut sound),
    }
    write_wav(&devices.microphone, &sound)?;
    Ok(devices)
}

/// Period of the sway of the hand that holds the paper, in seconds.
const SWAY_SECONDS: f32 = 4.0;

/// A drawing on paper as a camera sees it at `time` (seconds): grey levels, row by row.
fn held_up(drawing: &GrayImage, (width, height): (usize, usize), time: f32) -> Vec<u8> {
    let turn = std::f32::consts::TAU * time / SWAY_SECONDS;
    let side = height as f32 * 0.66;
    let (left, top) = (
        (width as f32 - side) / 2.0 + turn.sin() * height as f32 * 0.02,
        (height as f32 - side) / 2.0 + (2.0 * turn).sin() * height as f32 * 0.01,
    );
    let scale = drawing.width() as f32 / side;
    let mut grey = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            // Light falls from the upper left.
            let paper = 232.0 - 26.0 * x as f32 / width as f32 - 18.0 * y as f32 / height as f32;
            let (u, v) = ((x as f32 - left) * scale, (y as f32 - top) * scale);
            let inside =
                (0.0..drawing.width() as f32).contains(&u) && (0.0..drawing.height() as f32).contains(&v);
            let ink = if inside { f32::from(drawing.get_pixel(u as u32, v as u32)[0]) / 255.0 } else { 0.0 };
            grey.push((paper + (42.0 - paper) * ink) as u8);
        }
    }
    grey
}

/// The committed drawing of a digit, enlarged with clean edges; 255 is ink.
fn drawing(digit: usize) -> Result<GrayImage> {
    let path = project::root().join(SOURCES).join(format!("{digit}.png"));
    let small = image::open(&path).with_context(|| format!("{} is missing", path.display()))?.into_luma8();
    let mut large =
        imageops::resize(&small, small.width() * 14, small.height() * 14, imageops::FilterType::CatmullRom);
    for pixel in large.pixels_mut() {
        let edge = ((f32::from(pixel[0]) / 255.0 - 0.3) / 0.2).clamp(0.0, 1.0);
        pixel[0] = (edge * 255.0) as u8;
    }
    Ok(large)
}

fn mix(sound: &mut [f32], saying: &[f32], start: usize) {
    for (out, value) in sound.iter_mut().skip(start).zip(saying) {
        *out += value;
    }
}

/// Writes 16-bit mono at [`RATE`], with a faint room noise that is always the same.
fn write_wav(path: &Path, sound: &[f32]) -> Result<()> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec)?;
    let mut state = 0x2545_f491_u32;
    for value in sound {
        // xorshift32
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let hiss = (state as f32 / u32::MAX as f32 - 0.5) * 0.002;
        writer.write_sample(((value + hiss).clamp(-1.0, 1.0) * 32_767.0) as i16)?;
    }
    Ok(writer.finalize()?)
}
