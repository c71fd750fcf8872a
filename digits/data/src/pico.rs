//! SVOX Pico, a synthesiser that is held out completely. PyPI's `ttspico` contains its C source and its languages.
//! It is compiled by the C compiler that links Rust, with this project's [`main`](pico.c), and needs no Python.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{DataError, execute, neural, packages::files, wav::wav, write};

/// Version of `ttspico`.
const VERSION: &str = "0.3.2";

/// Sampling rate of all its voices, in hertz.
const RATE: u32 = 16_000;

/// Volume in percent. At 100, two words in three exceed 16 bits and are clipped.
const VOLUME: u32 = 40;

/// Compiler flags for the source, which is from before 2010: it relies on integers that wrap around, and new
/// compilers' warnings about it are of no use.
const FLAGS: [&str; 5] = ["-std=gnu99", "-O2", "-fwrapv", "-fno-strict-aliasing", "-w"];

/// Fetches and compiles Pico, if that has not been done yet.
pub(super) fn build(root: &Path) -> Result<(), DataError> {
    let program = program(root);
    if program.exists() {
        return Ok(());
    }
    println!("data: building SVOX Pico");
    let cache = root.join("cache/pico");
    let python = neural::venv(&cache.join("python"))?;
    let package = format!("ttspico=={VERSION}");
    execute(
        Command::new(python)
            .args(["-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=:all:", &package, "--dest"])
            .arg(&cache),
    )?;
    let archive = cache.join(format!("ttspico-{VERSION}.tar.gz"));
    execute(Command::new("tar").arg("xzf").arg(archive).arg("-C").arg(&cache))?;
    let (engine, library) = (source(root).join("tts"), source(root).join("lib"));
    let main = cache.join("pico.c");
    write(&main, include_bytes!("pico.c"))?;
    // It has another name until it is complete.
    let partial = program.with_extension("partial");
    execute(
        Command::new("cc")
            .args(FLAGS)
            .arg("-I")
            .arg(&engine)
            .arg("-I")
            .arg(&library)
            .arg("-o")
            .arg(&partial)
            .arg(main)
            .args(files(&engine, &[".c"])?)
            .args(files(&library, &[".c"])?)
            .arg("-lm"),
    )?;
    fs::rename(&partial, &program).map_err(|source| DataError::File { path: partial, source })
}

/// A WAV file of `text` spoken by the voice of `language`; pitch and speed are in percent of the voice's own.
pub(super) fn say(
    root: &Path,
    language: &str,
    pitch: u32,
    speed: u32,
    text: &str,
) -> Result<Vec<u8>, DataError> {
    let text = marked(pitch, speed, text);
    let samples =
        execute(Command::new(program(root)).arg(source(root).join("lang")).args([language, &text]))?;
    if samples.is_empty() {
        return Err(DataError::Form(format!("SVOX Pico says nothing for {text}")));
    }
    to_wav(&samples)
}

/// The text with Pico's markup. Tags are not closed, as the volume would then not apply to the word's last sounds.
fn marked(pitch: u32, speed: u32, text: &str) -> String {
    format!("<volume level=\"{VOLUME}\"><pitch level=\"{pitch}\"><speed level=\"{speed}\">{text}")
}

/// Turns the samples that the program prints into a WAV file.
fn to_wav(samples: &[u8]) -> Result<Vec<u8>, DataError> {
    let samples = samples.chunks_exact(2).map(|bytes| i16::from_ne_bytes([bytes[0], bytes[1]]));
    let samples: Vec<f32> = samples.map(|sample| f32::from(sample) / 32_767.0).collect();
    wav(&samples, RATE)
}

fn program(root: &Path) -> PathBuf {
    root.join(format!("cache/pico/pico-{VERSION}"))
}

/// The package's folder with the library's source, its languages and a simple interface.
fn source(root: &Path) -> PathBuf {
    root.join(format!("cache/pico/ttspico-{VERSION}/picopi/pico"))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn markup_is_before_the_text() {
        let text = "<volume level=\"40\"><pitch level=\"75\"><speed level=\"130\">nine";
        assert_eq!(marked(75, 130, "nine"), text);
    }

    #[test]
    fn samples_become_a_wav_file() {
        let printed: Vec<u8> = [0i16, 1000, -1000, i16::MAX].into_iter().flat_map(i16::to_ne_bytes).collect();
        let bytes = to_wav(&printed).expect("a WAV file");
        let mut reader = hound::WavReader::new(Cursor::new(bytes)).expect("readable");
        assert_eq!((reader.spec().sample_rate, reader.spec().channels), (16_000, 1));
        let samples: Vec<i16> = reader.samples().collect::<Result<_, _>>().expect("whole");
        // To within one step, as fractions of the largest value are rounded.
        for (sample, wanted) in samples.iter().zip([0, 1000, -1000, i16::MAX]) {
            assert!(sample.abs_diff(wanted) <= 1, "{sample} for {wanted}");
        }
        assert_eq!(samples.len(), 4);
    }
}
