//! Packages from npm's registry, each in its own folder of the cache.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{find, packages};
use crate::project;
use crate::shell::{self, command, step};

/// Path of a package in a folder of the cache.
pub fn folder(cached: &str, package: &str) -> PathBuf {
    project::cache().join(cached).join("node_modules").join(package)
}

/// Installs a version of a package into a folder of the cache, and npm first if that is missing. Other contents
/// of the folder may be removed. None of the package's scripts are run.
///
/// # Errors
/// Where there is no npm, or it fails.
pub fn install(cached: &str, package: &str, version: &str) -> Result<()> {
    if find("npm").is_none() {
        packages::install(&["nodejs", "npm"]).context("no npm")?;
    }
    step(format!("Getting npm's {package} {version}"));
    let folder = project::cache().join(cached);
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let mut npm = command("npm");
    npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"])
        .arg("--prefix")
        .arg(&folder)
        .arg(format!("{package}@{version}"));
    shell::run(&mut npm)
}
