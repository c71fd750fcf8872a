//! The files of a built site: their names and their sizes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

/// One file of the site.
#[derive(Debug, Clone)]
pub struct SiteFile {
    /// Its path, relative to the site.
    pub name: String,
    /// Bytes, uncompressed.
    pub raw: u64,
    /// Bytes compressed by gzip, as most hosts send them.
    pub gzip: u64,
}

/// The site's files with their sizes, largest first.
///
/// # Errors
/// Where the folder cannot be read.
pub fn files(dist: &Path) -> Result<Vec<SiteFile>> {
    let mut files = Vec::new();
    for name in names(dist)? {
        let path = dist.join(&name);
        let bytes = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&bytes)?;
        files.push(SiteFile { name, raw: bytes.len() as u64, gzip: gzip.finish()?.len() as u64 });
    }
    files.sort_by_key(|file| std::cmp::Reverse(file.raw));
    Ok(files)
}

/// Paths of the site's files, relative to the site, with `/` between folders, sorted.
///
/// # Errors
/// Where the folder cannot be read.
pub fn names(dist: &Path) -> Result<Vec<String>> {
    let mut names: Vec<String> = below(dist)?
        .iter()
        .filter_map(|path| path.strip_prefix(dist).ok())
        .map(|name| name.display().to_string().replace('\\', "/"))
        .collect();
    names.sort();
    Ok(names)
}

/// Every file below a folder.
pub(super) fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_names_relative_to_the_site_and_two_sizes() {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir_all(site.path().join("models/one")).unwrap();
        fs::write(site.path().join("models/one/config.json"), "{}").unwrap();
        fs::write(site.path().join("app.js"), "a".repeat(5000)).unwrap();
        assert_eq!(names(site.path()).unwrap(), ["app.js", "models/one/config.json"]);
        let files = files(site.path()).unwrap();
        assert_eq!((files[0].name.as_str(), files[0].raw), ("app.js", 5000));
        assert!(files[0].gzip < 100);
        assert_eq!(files[1].raw, 2);
        assert!(names(&site.path().join("nowhere")).is_err());
    }
}
