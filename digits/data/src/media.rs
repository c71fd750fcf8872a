//! A person's voice and photographs for the tests' fake devices, from Debian packages. They are not committed, as they
//! are other people's work.

use anyhow::{Result, ensure};
use std::path::PathBuf;

use xtask::setup::packages;

/// Where Debian's `saytime` has its prompts.
pub const SAYTIME: &str = "/usr/share/saytime";

/// Where Debian's wallpapers are.
const BACKGROUNDS: &str = "/usr/share/backgrounds";

/// Folder with `<d>.au`, the digits spoken by David C. Dawson; the package is installed where it is missing.
///
/// # Errors
/// Where the package is missing and cannot be installed.
pub fn recordings() -> Result<PathBuf> {
    folder("saytime", SAYTIME, "0.au")
}

/// Folder with the photographs of `lomiri-wallpapers-16.04`, all of which the data holds out; the package is installed
/// where it is missing.
///
/// # Errors
/// Where the package is missing and cannot be installed.
pub fn photographs() -> Result<PathBuf> {
    folder("lomiri-wallpapers-16.04", BACKGROUNDS, "Dragonfly_by_Bolly.jpg")
}

/// The folder of an installed package, which is recognised by one of its files.
fn folder(package: &str, folder: &str, file: &str) -> Result<PathBuf> {
    let path = PathBuf::from(folder);
    if !path.join(file).is_file() {
        packages::install(&[package])?;
    }
    ensure!(path.join(file).is_file(), "{package} was installed but has no {file} in {folder}");
    Ok(path)
}
