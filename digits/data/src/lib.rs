//! `cargo xtask data`: builds the default model's training data in the git-ignored folder `data/`.
//!
//! ```text
//! data/train/digits/<d>.u8               handwritten digits, 28 x 28 bytes each, one after the other
//! data/train/fonts/*.ttf|otf             printed digits are rendered from these
//! data/train/speech/<word>/<voice>.wav   spoken words, mono; <word> is 0..9 or another word
//! data/train/speech/<digit>/people-*.wav digits recorded by people, where `--people` gives a folder of them
//! data/train/speech/<game>-<language>/*  what people say in games for children, none of it a digit
//! data/train/photos/*.jpg                photographs, their shortest side at most 192 pixels
//! data/train/objects/*.png               things cut out of pictures, RGBA, their longest side at most 128 pixels
//! data/train/sounds/*.wav                sounds that are not speech, mono, three seconds at most
//! data/teachers/*                        weights of networks that are imitated during training
//! data/train/speech.safetensors          what the speech network among them makes of each spoken word
//! data/heldout/...                       the same, never trained on; the split is made before anything else
//! data/heldout/unmet_words/<word>/...    everyday words that no voice says in training
//! data/SOURCES.md                        where each part came from, and its licence
//! data/cache/                            packages as they were fetched; may be deleted
//! ```
//!
//! Every step skips files that exist already, so a second run takes seconds. Files of an earlier plan that are not in
//! the current one are deleted.

mod decode;
mod dictionary;
mod digits;
mod fonts;
mod formant;
mod gnuspeech;
mod listening;
pub mod media;
mod neural;
mod npm;
mod objects;
mod packages;
mod people;
mod photos;
mod pico;
mod pronunciations;
mod rcc;
mod script;
mod sounds;
mod sources;
mod speech;
mod sun_audio;
mod teachers;
mod voices;
mod wav;
mod words;
mod world;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use clap::ValueEnum;
use thiserror::Error;

pub use self::sun_audio::sun_to_wav;

/// What can go wrong while data is collected.
#[derive(Debug, Error)]
pub enum DataError {
    /// A file or folder could not be read or written.
    #[error("cannot use {path}: {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A program is missing and could not be installed.
    #[error("{program} is missing: {advice}")]
    Missing {
        /// Its name.
        program: String,
        /// What to do.
        advice: String,
    },
    /// A program ran and failed.
    #[error("{program} failed: {message}")]
    Failed {
        /// Its name.
        program: String,
        /// The end of its output.
        message: String,
    },
    /// A folder does not have people's recordings of digits.
    #[error(
        "{folder} is no folder of people's digits: {problem}; recordings are named DIGIT_SPEAKER_INDEX.wav, such as \
         7_anna_0.wav"
    )]
    Recordings {
        /// Which one.
        folder: PathBuf,
        /// What is missing.
        problem: &'static str,
    },
    /// A source does not have the expected form.
    #[error("{0}")]
    Form(String),
}

/// The sides of the split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Split {
    Train,
    HeldOut,
}

impl Split {
    fn folder(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::HeldOut => "heldout",
        }
    }
}

/// Debian packages of the data, except the fonts' (which are listed in `fonts`).
const PACKAGES: &[&str] =
    &["espeak-ng", "flite", "festival", "festvox-kdlpc16k", "asterisk-core-sounds-en-wav", "saytime"];

/// A part of the data, which can be built by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Handwritten digits.
    Digits,
    /// Fonts.
    Fonts,
    /// Spoken words.
    Speech,
    /// Photographs.
    Photos,
    /// Sounds that are not speech.
    Sounds,
    /// Things cut out of pictures.
    Objects,
    /// Weights of networks that are imitated during training.
    Teachers,
    /// What the speech network makes of the spoken words.
    Listening,
}

/// Builds the data, or one step of it, into folder `root`. `people` is a folder of recorded digits, named
/// `DIGIT_SPEAKER_INDEX.wav` as in the Free Spoken Digit Dataset.
///
/// # Errors
/// [`DataError`], as a sentence that says what to do.
pub fn run(root: &Path, people: Option<&Path>, only: Option<Step>) -> Result<(), DataError> {
    install(PACKAGES)?;
    // An npm from elsewhere than Debian is accepted too.
    if execute(Command::new("npm").arg("--version")).is_err() {
        install(&["npm"])?;
    }
    let runs = |step: Step| only.is_none_or(|only| only == step);
    if runs(Step::Teachers) {
        teachers::build(root)?;
    }
    if runs(Step::Digits) {
        digits::build(root)?;
    }
    if runs(Step::Fonts) {
        fonts::build(root)?;
    }
    if runs(Step::Speech) {
        speech::build(root, people)?;
    }
    if runs(Step::Listening) {
        listening::build(root)?;
    }
    if runs(Step::Photos) {
        photos::build(root)?;
    }
    if runs(Step::Sounds) {
        sounds::build(root)?;
    }
    if runs(Step::Objects) {
        objects::build(root)?;
    }
    if only.is_none() {
        let sources = photos::SOURCES.iter().chain(sounds::SOURCES).map(|source| source.package);
        let used: Vec<&str> =
            sources.chain(people::PACKAGES).chain(objects::packages()).chain([dictionary::PACKAGE]).collect();
        world::forget_licences(root, &used)?;
    }
    write(&root.join("SOURCES.md"), sources::sources().as_bytes())?;
    println!("data: ready in {}", root.display());
    Ok(())
}

/// Installs the Debian packages that are missing.
fn install(packages: &[&str]) -> Result<(), DataError> {
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    xtask::setup::packages::install(&missing)
        .map_err(|error| DataError::Missing { program: missing.join(", "), advice: format!("{error:#}") })
}

fn installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["-W", "-f", "${db:Status-Status}", package])
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|output| output.stdout == b"installed")
}

/// Runs a program to its end.
fn execute(command: &mut Command) -> Result<Vec<u8>, DataError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|error| DataError::Missing {
        program: program.clone(),
        advice: format!("{error}; install the package that carries it"),
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(DataError::Failed { program, message: said.lines().last().unwrap_or("no message").to_owned() })
}

/// Writes a file, with the folders above it.
fn write(path: &Path, bytes: &[u8]) -> Result<(), DataError> {
    let wrong = |source| DataError::File { path: path.to_owned(), source };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(wrong)?;
    }
    fs::write(path, bytes).map_err(wrong)
}

/// Reads a file.
fn read(path: &Path) -> Result<Vec<u8>, DataError> {
    fs::read(path).map_err(|source| DataError::File { path: path.to_owned(), source })
}
