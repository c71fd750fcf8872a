//! Unpacks Debian packages without installing them, as pictures and sounds need neither the packages' scripts nor
//! root.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{DataError, execute, rcc, read, write};

/// Fetches a package and unpacks it below `cache/`; its copyright file is kept in `licences/`.
pub(super) fn unpack(root: &Path, package: &str) -> Result<PathBuf, DataError> {
    let cache = root.join("cache/packages");
    let folder = cache.join(package);
    if !folder.exists() {
        fs::create_dir_all(&cache).map_err(|source| DataError::File { path: cache.clone(), source })?;
        let archive = match archive(&cache, package) {
            Some(archive) => archive,
            None => {
                execute(Command::new("apt-get").args(["download", "-q", package]).current_dir(&cache))?;
                archive(&cache, package)
                    .ok_or_else(|| DataError::Form(format!("apt-get left no archive of {package}")))?
            }
        };
        // It has another name until it is complete.
        let partial = cache.join(format!("{package}.partial"));
        execute(Command::new("dpkg-deb").arg("--extract").arg(&archive).arg(&partial))?;
        open_resources(&partial)?;
        fs::rename(&partial, &folder).map_err(|source| DataError::File { path: partial, source })?;
    }
    let licence = root.join("licences").join(package);
    let copyright = folder.join("usr/share/doc").join(package).join("copyright");
    if !licence.exists() && copyright.is_file() {
        write(&licence, &read(&copyright)?)?;
    }
    Ok(folder)
}

/// Extracts Qt's resource files into folders beside them.
fn open_resources(folder: &Path) -> Result<(), DataError> {
    for path in files(folder, &[".rcc"])? {
        let bytes = read(&path)?;
        for (name, bytes) in rcc::files(&bytes).unwrap_or_default() {
            write(&path.with_extension("files").join(name), bytes)?;
        }
    }
    Ok(())
}

fn archive(cache: &Path, package: &str) -> Option<PathBuf> {
    let name = format!("{package}_");
    let mut files: Vec<PathBuf> = fs::read_dir(cache).ok()?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.into_iter().find(|path| {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        file.starts_with(&name) && file.ends_with(".deb")
    })
}

/// All files below `folder` whose names end in one of `endings` (lower case), sorted. Links are left out, as
/// their targets are there as well.
pub(super) fn files(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, DataError> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let wrong = |source| DataError::File { path: folder.clone(), source };
        for entry in fs::read_dir(&folder).map_err(wrong)? {
            let entry = entry.map_err(wrong)?;
            let kind = entry.file_type().map_err(wrong)?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                let name = entry.file_name().to_string_lossy().to_lowercase();
                if endings.iter().any(|ending| name.ends_with(ending)) {
                    found.push(entry.path());
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A hash that is the same on every machine (FNV-1a).
pub(super) fn number_of(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_fnv() {
        assert_eq!(number_of(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(number_of("a"), 0xaf63_dc4c_8601_ec8c);
    }
}
