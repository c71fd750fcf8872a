//! A person's voice for the fake microphones of the tests.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use super::packages;

/// Where Debian's `saytime` has its prompts.
pub const SAYTIME: &str = "/usr/share/saytime";

/// Folder with `<d>.au`, the digits as David C. Dawson says them; the package is installed where it is missing. They are
/// not committed: the recordings are others' work.
///
/// # Errors
/// Where the package is missing and cannot be installed.
pub fn recordings() -> Result<PathBuf> {
    let folder = PathBuf::from(SAYTIME);
    if !folder.join("0.au").is_file() {
        packages::install(&["saytime"])?;
    }
    ensure!(folder.join("0.au").is_file(), "saytime was installed but has no recordings in {SAYTIME}");
    Ok(folder)
}
