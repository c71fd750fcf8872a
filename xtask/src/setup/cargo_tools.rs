//! Trunk and wasm-bindgen, built by cargo where they are missing.

use std::fs;

use anyhow::{Context, Result};

use super::find_version;
use crate::project;
use crate::shell::{self, command, step};

/// The newest Trunk that the project's oldest Rust can build.
const TRUNK: &str = "0.21.14";

/// Installs Trunk, which builds the page's five modules and assembles the site.
///
/// # Errors
/// Where cargo cannot install it.
pub fn trunk() -> Result<()> {
    // Built without TLS, as its own downloads and update check are not used; and without optimisation, as it
    // only starts other programs.
    get("trunk", "trunk", TRUNK, &["--locked", "--no-default-features"], "0")
}

/// Installs wasm-bindgen's tool, in exactly the version of the library.
///
/// # Errors
/// Where Cargo.lock names none, or cargo cannot install it.
pub fn wasm_bindgen() -> Result<()> {
    let version = locked_version("wasm-bindgen")?;
    // Without --locked, as its lock file may name crate versions that have been yanked since.
    get("wasm-bindgen", "wasm-bindgen-cli", &version, &[], "1")
}

/// Uses an installed tool, or builds one into the project's own folder. It is built with few optimisations, as these
/// tools mostly wait for the compiler.
fn get(program: &str, package: &str, version: &str, options: &[&str], opt_level: &str) -> Result<()> {
    if find_version(program, version).is_some() {
        return Ok(());
    }
    step(format!("Building {package} {version} (a few minutes, once)"));
    let scratch = project::cache().join("building");
    let mut install = command("cargo");
    install
        .args(["install", package, "--version", version, "--force"])
        .args(options)
        .arg("--root")
        .arg(project::cache())
        .env("CARGO_TARGET_DIR", &scratch)
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", opt_level)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    shell::run(&mut install).with_context(|| {
        format!("could not get {program}; install it by `cargo install {package} --version {version}`")
    })?;
    // Only the program is kept. The build folder is large; an error in removing it does no harm.
    fs::remove_dir_all(&scratch).ok();
    Ok(())
}

/// Version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String> {
    let lock = fs::read_to_string(project::root().join("Cargo.lock")).context("could not read Cargo.lock")?;
    let heading = format!("name = \"{package}\"");
    lock.lines()
        .skip_while(|line| *line != heading)
        .nth(1)
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .with_context(|| format!("Cargo.lock names no {package}"))
}
