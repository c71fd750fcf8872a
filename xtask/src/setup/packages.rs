//! Debian's packages, installed where this runs as root. Ubuntu has the same ones, except that its browsers are snaps and
//! no packages.

use anyhow::{Result, bail};

use super::find;
use crate::shell::{self, command, step};

/// Installs packages by apt.
///
/// # Errors
/// Where there is no apt, this is not root, or apt fails. The message says what to do.
pub fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if find("apt-get").is_none() || !is_root() {
        bail!(
            "this needs {names}, which is installed by itself only as root on Debian: install it and try again"
        );
    }
    step(format!("Installing {names} by apt"));
    let apt = |arguments: &[&str]| {
        let mut apt = command("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq").args(arguments);
        shell::run(&mut apt)
    };
    // An outdated list of packages is no reason to stop: the installation will show whether it works.
    if let Err(error) = apt(&["update"]) {
        eprintln!("    {error:#}; going on");
    }
    apt(&[&["install", "-y", "--no-install-recommends"], packages].concat())
}

/// Whether this process may install packages.
fn is_root() -> bool {
    shell::output_of(command("id").arg("-u")).is_some_and(|user| user.trim() == "0")
}
