//! Installs missing tools, on a machine that has only Rust.

mod binaryen;
mod cargo_tools;
pub mod npm;
pub mod packages;

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::shell::{self, command, step};

pub use binaryen::{WasmOpt, wasm_opt};

/// Target of everything that runs in a browser.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Installs what building the site needs.
///
/// # Errors
/// Where something cannot be installed; the message says what to install.
pub fn for_building() -> Result<()> {
    wasm_target()?;
    cargo_tools::trunk()?;
    cargo_tools::wasm_bindgen()
}

/// Installs the standard library for the browser's target.
///
/// # Errors
/// Where it is missing and rustup cannot add it.
pub fn wasm_target() -> Result<()> {
    let libraries = shell::output_of(command("rustc").args(["--target", WASM, "--print", "target-libdir"]));
    if libraries.is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    step(format!("Adding Rust's {WASM} target"));
    if let Err(error) = shell::run(command("rustup").args(["target", "add", WASM])) {
        bail!(
            "{error:#}. The page needs Rust's {WASM} target: run `rustup target add {WASM}`, or, \
             where Rust came from a distribution, install its package of that target \
             (Debian and Ubuntu: libstd-rust-dev-wasm32)"
        );
    }
    Ok(())
}

/// Installs a component of the Rust toolchain: clippy or rustfmt.
///
/// # Errors
/// Where it is missing and rustup cannot add it.
pub fn rust_component(name: &str, subcommand: &str) -> Result<()> {
    if shell::output_of(command("cargo").args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    step(format!("Adding Rust's {name}"));
    if let Err(error) = shell::run(command("rustup").args(["component", "add", name])) {
        bail!("{error:#}. The tests need it: run `rustup component add {name}`");
    }
    Ok(())
}

/// Full path of a program: the project's own, or the first on PATH.
pub fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&shell::path())
        .map(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
        .find(|candidate| candidate.is_file())
}

/// Full path of a program whose `--version` prints this version.
fn find_version(program: &str, version: &str) -> Option<PathBuf> {
    find(program).filter(|found| {
        shell::output_of(command(found).arg("--version"))
            .is_some_and(|text| text.split_whitespace().any(|word| word == version))
    })
}
