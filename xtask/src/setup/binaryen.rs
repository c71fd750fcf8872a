//! wasm-opt, which makes modules smaller: from PATH, or from npm's `binaryen` package.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::{find, packages};
use crate::project;
use crate::shell::{self, command, step};

/// Version of npm's package.
const BINARYEN: &str = "132.0.0";
/// Older ones do not know the instructions that today's rustc writes.
const OLDEST: u32 = 116;

/// A wasm-opt and what it is, for the name of cached results.
pub struct WasmOpt {
    program: PathBuf,
    /// What it calls itself.
    pub version: String,
}

impl WasmOpt {
    /// A command that runs it.
    pub fn command(&self) -> Command {
        command(&self.program)
    }
}

/// A wasm-opt, or none where none is to be had: modules are larger then, and a line says so.
pub fn wasm_opt() -> Option<WasmOpt> {
    if let Some(found) = find("wasm-opt").and_then(usable) {
        return Some(found);
    }
    let own = project::cache().join("npm/node_modules/binaryen/bin/wasm-opt");
    if let Some(found) = Some(own.clone()).filter(|own| own.is_file()).and_then(usable) {
        return Some(found);
    }
    match install() {
        Ok(()) => usable(own),
        Err(error) => {
            eprintln!("    no wasm-opt: {error:#}");
            None
        }
    }
}

/// The program, where it runs and is new enough.
fn usable(program: PathBuf) -> Option<WasmOpt> {
    let version = shell::output_of(command(&program).arg("--version"))?.trim().to_owned();
    let number: u32 = version.split_whitespace().find_map(|word| word.parse().ok())?;
    (number >= OLDEST).then_some(WasmOpt { program, version })
}

/// Installs npm's package into the cache, npm first where it is missing.
fn install() -> Result<()> {
    if find("npm").is_none() {
        packages::install(&["nodejs", "npm"]).context("no npm")?;
    }
    step(format!("Getting wasm-opt (npm's binaryen {BINARYEN})"));
    let folder = project::cache().join("npm");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let mut npm = command("npm");
    npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"])
        .arg(&folder)
        .arg(format!("binaryen@{BINARYEN}"));
    shell::run(&mut npm)
}
