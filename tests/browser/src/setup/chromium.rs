//! Chromium, the main browser of the tests.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use xtask::setup::{find, packages};

/// Program names of Chromium.
const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// Path of Chromium: the one named by `CHROME`, one on PATH, or one installed now.
///
/// # Errors
/// Where there is none and none can be installed.
pub fn chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROME").map(PathBuf::from) {
        if !named.is_file() {
            bail!("CHROME names {}, which is no file", named.display());
        }
        return Ok(named);
    }
    if let Some(found) = NAMES.into_iter().find_map(find) {
        return Ok(found);
    }
    if let Err(error) = packages::install(&["chromium"]) {
        bail!("no Chromium for the browser tests: {error:#}. The variable CHROME can name one");
    }
    match NAMES.into_iter().find_map(find) {
        Some(found) => Ok(found),
        None => bail!("chromium was installed but is not on PATH; the variable CHROME can name it"),
    }
}
