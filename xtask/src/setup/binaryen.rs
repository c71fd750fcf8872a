//! wasm-opt, which makes modules smaller: from PATH, or from npm's `binaryen` package.

use std::path::PathBuf;
use std::process::Command;

use super::{find, npm};
use crate::shell::{self, command};

/// Version of npm's package.
const BINARYEN: &str = "132.0.0";
/// Oldest usable version; older ones do not know the instructions that rustc writes today.
const OLDEST: u32 = 116;

/// A wasm-opt, with its version, which is part of the name of cached results.
pub struct WasmOpt {
    program: PathBuf,
    /// Its own description of its version.
    pub version: String,
}

impl WasmOpt {
    /// A command that runs it.
    pub fn command(&self) -> Command {
        command(&self.program)
    }
}

/// A wasm-opt, or `None` where there is none; modules are larger then, and a line says so.
pub fn wasm_opt() -> Option<WasmOpt> {
    if let Some(found) = find("wasm-opt").and_then(usable) {
        return Some(found);
    }
    let own = npm::folder("npm", "binaryen").join("bin").join("wasm-opt");
    if let Some(found) = Some(own.clone()).filter(|own| own.is_file()).and_then(usable) {
        return Some(found);
    }
    match npm::install("npm", "binaryen", BINARYEN) {
        Ok(()) => usable(own),
        Err(error) => {
            eprintln!("    no wasm-opt: {error:#}");
            None
        }
    }
}

/// The program, if it runs and is new enough.
fn usable(program: PathBuf) -> Option<WasmOpt> {
    let version = shell::output_of(command(&program).arg("--version"))?.trim().to_owned();
    let number: u32 = version.split_whitespace().find_map(|word| word.parse().ok())?;
    (number >= OLDEST).then_some(WasmOpt { program, version })
}
