//! PulseAudio, for machines without a loudspeaker: Firefox processes no sound without one, not even a microphone's.

use std::path::PathBuf;

use anyhow::{Result, bail};

use xtask::setup::{find, packages};

/// Path of PulseAudio's server, on PATH or installed now.
///
/// # Errors
/// Where there is none and none can be installed.
pub fn pulseaudio() -> Result<PathBuf> {
    if let Some(found) = find("pulseaudio") {
        return Ok(found);
    }
    if let Err(error) = packages::install(&["pulseaudio"]) {
        bail!("no loudspeaker for the tests in Firefox: {error:#}");
    }
    match find("pulseaudio") {
        Some(found) => Ok(found),
        None => bail!("pulseaudio was installed but is not on PATH"),
    }
}
