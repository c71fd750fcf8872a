//! onnxruntime-web, for the benchmarks' comparison.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use xtask::setup::npm;

/// Name and version of npm's package.
pub const ONNXRUNTIME: (&str, &str) = ("onnxruntime-web", "1.30.0");

/// The folder of the package's modules; the package is installed where it is missing.
///
/// # Errors
/// Where npm cannot install it.
pub fn onnxruntime() -> Result<PathBuf> {
    let (package, version) = ONNXRUNTIME;
    // Each version has its own folder.
    let cached = format!("{package}-{version}");
    let modules = npm::folder(&cached, package).join("dist");
    if !modules.is_dir() {
        npm::install(&cached, package, version)?;
    }
    ensure!(modules.is_dir(), "npm's {package} {version} has no {}", modules.display());
    Ok(modules)
}
