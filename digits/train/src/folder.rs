//! Lists folders.

use std::fs;
use std::path::{Path, PathBuf};

use super::TrainError;

/// The entries of a folder, sorted, so that every run has the same order.
pub(super) fn list(folder: &Path) -> Result<Vec<PathBuf>, TrainError> {
    let wrong = |source| TrainError::File { path: folder.to_owned(), source };
    let mut paths = fs::read_dir(folder)
        .map_err(wrong)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(wrong)?;
    paths.sort();
    Ok(paths)
}
