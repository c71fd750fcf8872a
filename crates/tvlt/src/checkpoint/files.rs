//! Finds the files of a checkpoint in a folder, by Hugging Face's names.

use std::path::{Path, PathBuf};

use super::{
    CheckpointError,
    shards::{self, INDEX_ENDING, Shard, WeightsFiles},
    source::FileSource,
};
use crate::config::text_of;

/// File name of a configuration, by Hugging Face's convention.
pub const CONFIG_FILE: &str = "config.json";

/// File name of weights, by Hugging Face's convention.
pub const WEIGHTS_FILE: &str = "model.safetensors";

/// Hugging Face's file name of weights before safetensors.
const TORCH_FILE: &str = "pytorch_model.bin";

/// Extensions of weights, for the person to choose from.
const EXTENSIONS: [&str; 5] = ["safetensors", "bin", "ckpt", "pt", "pth"];

/// The text of `config.json`, if there is one, and the weights at `path`:
/// - a directory that holds `config.json` and the weights that [`weights_path`] finds;
/// - a weights file or an index, with the `config.json` beside it if there is one.
///
/// # Errors
/// [`CheckpointError::File`], [`CheckpointError::NoWeightsIn`], [`CheckpointError::Config`] for a text that is not in
/// UTF-8, and [`CheckpointError::Index`] for an index that names no files.
pub fn open_files(path: &Path) -> Result<(Option<String>, WeightsFiles), CheckpointError> {
    let weights = weights_path(path)?;
    let directory = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let files = match index(&weights)? {
        Some(index) => {
            let open = |name: String| {
                let file = directory.join(&name);
                let source = FileSource::open(&file).map_err(failed(&file))?;
                Ok::<_, CheckpointError>(Shard { name, source: Box::new(source) })
            };
            let shards = shards::shard_names(&index)?.into_iter().map(open).collect::<Result<_, _>>()?;
            WeightsFiles::Sharded { index: Some(index), shards }
        }
        None => WeightsFiles::Whole(Box::new(FileSource::open(&weights).map_err(failed(&weights))?)),
    };
    let config = directory.join(CONFIG_FILE);
    let config_json = match config.exists() {
        true => Some(text_of(std::fs::read(&config).map_err(failed(&config))?, CONFIG_FILE)?),
        false => None,
    };
    Ok((config_json, files))
}

/// The weights file, or the index of several, that is read for `path`: the file itself; in a directory
/// `model.safetensors`, `model.safetensors.index.json`, or the same of `pytorch_model.bin`, in this order, which is
/// Hugging Face's. An index that a browser has renamed is found where there is no other.
///
/// # Errors
/// [`CheckpointError::NoWeightsIn`] for a directory without these files, [`CheckpointError::File`] for one that cannot
/// be read.
pub fn weights_path(path: &Path) -> Result<PathBuf, CheckpointError> {
    if !path.is_dir() {
        return Ok(path.to_path_buf());
    }
    let index = |file: &str| format!("{file}{INDEX_ENDING}");
    let names = [WEIGHTS_FILE.into(), index(WEIGHTS_FILE), TORCH_FILE.into(), index(TORCH_FILE)];
    if let Some(file) = names.iter().map(|name| path.join(name)).find(|file| file.exists()) {
        return Ok(file);
    }
    let mut others = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed(path))? {
        others.push(entry.map_err(failed(path))?.path());
    }
    others.sort();
    if let Some(renamed) = others.iter().find(|file| is_index(file)) {
        return Ok(renamed.clone());
    }
    let is_weights = |file: &&PathBuf| {
        let extension = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        EXTENSIONS.contains(&extension.as_str()) && !file.is_dir()
    };
    let name = |file: &PathBuf| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let found = others.iter().filter(is_weights).map(name).collect();
    Err(CheckpointError::NoWeightsIn { folder: path.to_path_buf(), found })
}

/// Whether `file`, as [`weights_path`] gives it, is the index of several weights files.
pub fn is_index(file: &Path) -> bool {
    matches!(index(file), Ok(Some(_)))
}

/// The text of an index; `None` where the file is none, by its name or by what is in it.
fn index(file: &Path) -> Result<Option<String>, CheckpointError> {
    let name = file.to_string_lossy().to_lowercase();
    let named = name.ends_with(INDEX_ENDING);
    if !named && !name.ends_with(".json") {
        return Ok(None);
    }
    let read = || {
        let bytes = std::fs::read(file).map_err(failed(file))?;
        Ok(text_of(bytes, "the index of the weights")?)
    };
    match read() {
        Ok(text) if named || shards::shard_names(&text).is_ok() => Ok(Some(text)),
        Err(error) if named => Err(error),
        _ => Ok(None),
    }
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> CheckpointError {
    let path = path.to_path_buf();
    |source| CheckpointError::File { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).expect("written");
        }
        folder
    }

    const INDEX: &[u8] = b"\xef\xbb\xbf{\"weight_map\": {\"a\": \"model-00001-of-00001.safetensors\"}}";
    const PART: (&str, &[u8]) = ("model-00001-of-00001.safetensors", b"");

    #[test]
    fn an_index_is_found_under_the_names_that_browsers_give() {
        for name in ["model.safetensors.index.json", "model.safetensors.index (1).json", "list.JSON"] {
            let folder = folder(&[(name, INDEX), PART, ("tokenizer.json", b"{}")]);
            for path in [folder.path().to_path_buf(), folder.path().join(name)] {
                let (config, files) = open_files(&path).expect("found");
                assert!(config.is_none());
                assert!(matches!(files, WeightsFiles::Sharded { shards, .. } if shards.len() == 1), "{name}");
            }
        }
        let folder = folder(&[("config.json", b"{\"hidden_size\": 8}")]);
        let (_, files) = open_files(&folder.path().join("config.json")).expect("a file");
        assert!(matches!(files, WeightsFiles::Whole(_)));
    }

    #[test]
    fn a_folder_without_usual_names_tells_what_is_there() {
        let said =
            |files: &[(&str, &[u8])]| open_files(folder(files).path()).expect_err("refused").to_string();
        let authors = said(&[("TVLT.ckpt", b""), ("model.fp16.safetensors", b""), ("README.md", b"")]);
        assert!(authors.contains("but TVLT.ckpt and model.fp16.safetensors"), "{authors}");
        assert!(said(&[("config.json", b"{}")]).contains("has no model.safetensors or pytorch_model.bin: "));
        let utf16 = said(&[("model.safetensors", b""), ("config.json", b"\xff\xfe{\0}\0")]);
        assert!(utf16.contains("config.json is in UTF-16: save it as UTF-8"), "{utf16}");
        let missing = open_files(Path::new("nowhere.ckpt")).expect_err("refused").to_string();
        assert!(missing.starts_with("nowhere.ckpt cannot be read: "), "{missing}");
    }
}
