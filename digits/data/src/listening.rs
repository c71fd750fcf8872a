//! What the speech network makes of every word that is trained on: the table that training reads.
//! [`listen.py`](listening/listen.py) asks the network, in a Python environment of its own.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use super::{DataError, Split, execute, neural, packages::files, speech::SPEECH, write};

/// Packages from PyPI, pinned.
const PYTHON: [&str; 3] = ["ai-edge-litert==2.3.0", "numpy==2.2.6", "soxr==1.1.0"];

/// Writes `train/speech.safetensors`, unless it is there for the same words.
pub(super) fn build(root: &Path) -> Result<(), DataError> {
    let folder = root.join(Split::Train.folder());
    let mut paths: Vec<String> = files(&folder.join(SPEECH), &[".wav"])?
        .iter()
        .filter_map(|path| path.strip_prefix(&folder).ok())
        .map(|path| path.to_string_lossy().replace('\\', "/"))
        .collect();
    paths.sort();
    let list = paths.join("\n");
    let (table, listed) = (folder.join("speech.safetensors"), folder.join("speech.txt"));
    if table.exists() && fs::read_to_string(&listed).is_ok_and(|before| before == list) {
        return Ok(());
    }
    println!("data: listening to {} words", paths.len());
    let cache = std::path::absolute(root.join("cache/listening"))
        .map_err(|source| DataError::File { path: root.to_owned(), source })?;
    let python = neural::venv(&cache.join("python"))?;
    execute(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PYTHON))?;
    let script = cache.join("listen.py");
    write(&script, include_bytes!("listening/listen.py"))?;
    listen(Command::new(&python).arg(&script).arg(root.join("teachers")).arg(&folder).arg(&table), &list)?;
    write(&listed, list.as_bytes())
}

/// Runs the script with the list on its standard input.
fn listen(command: &mut Command, list: &str) -> Result<(), DataError> {
    let failed = |message: String| DataError::Failed { program: "listen.py".to_owned(), message };
    let mut child = command.stdin(Stdio::piped()).spawn().map_err(|error| failed(error.to_string()))?;
    if let Some(mut input) = child.stdin.take() {
        // A script that ended early has closed its input; its exit status will show that.
        let _ = input.write_all(list.as_bytes());
    }
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    if status.success() { Ok(()) } else { Err(failed(format!("{status}; why is written above"))) }
}
