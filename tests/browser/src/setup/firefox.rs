//! Firefox, the second browser of the tests.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use xtask::setup::{find, packages};
use xtask::shell::{self, command};

/// Program names of Firefox.
const NAMES: [&str; 2] = ["firefox-esr", "firefox"];

/// Path of a Firefox that decodes H.264: the one named by `FIREFOX`, one on PATH, or one installed now.
///
/// # Errors
/// Where there is none and none can be installed.
pub fn firefox() -> Result<PathBuf> {
    if let Some(named) = env::var_os("FIREFOX").map(PathBuf::from) {
        if !named.is_file() {
            bail!("FIREFOX names {}, which is no file", named.display());
        }
        return Ok(named);
    }
    let found = NAMES.into_iter().find_map(find);
    if let Some(found) = &found
        && has_decoder()
    {
        return Ok(found.clone());
    }
    // Firefox itself is installed only where there is none, as an existing one may not come from apt. The decoder is
    // installed with ffmpeg, whose package has the same name everywhere; libavcodec's has its version in the name.
    let missing = if found.is_some() { vec!["ffmpeg"] } else { vec!["firefox-esr", "ffmpeg"] };
    if let Err(error) = packages::install(&missing) {
        bail!(
            "no Firefox that plays H.264 for the browser tests: {error:#}. The variable FIREFOX can name one"
        );
    }
    match NAMES.into_iter().find_map(find) {
        Some(found) => Ok(found),
        None => bail!("firefox-esr was installed but is not on PATH; the variable FIREFOX can name it"),
    }
}

/// Whether Firefox can decode H.264. On Linux it needs the system's libavcodec; on other systems it uses the system's
/// own decoders, which are always there.
fn has_decoder() -> bool {
    if env::consts::OS != "linux" {
        return true;
    }
    // Debian has ldconfig in a folder that is only on root's PATH.
    let libraries = ["ldconfig", "/sbin/ldconfig", "/usr/sbin/ldconfig"]
        .into_iter()
        .find_map(|program| shell::output_of(command(program).arg("-p")));
    libraries.is_none_or(|list| list.contains("libavcodec.so"))
}
