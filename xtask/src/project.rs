//! Where things are in the project, and where tools and caches go.

use std::env;
use std::path::{Path, PathBuf};

/// The repository's top folder: the one with Trunk's settings.
pub fn root() -> PathBuf {
    // What cargo says as it runs this comes first: a program kept from another checkout knows only that one.
    let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let package = Path::new(&package);
    package.ancestors().find(|folder| folder.join("Trunk.toml").is_file()).unwrap_or(package).to_path_buf()
}

/// The built site.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Tools and results worth keeping between runs: `TVLT_CACHE`, or `.tools` in the repository.
pub fn cache() -> PathBuf {
    env::var_os("TVLT_CACHE").map_or_else(|| root().join(".tools"), PathBuf::from)
}

/// Programs this project got for itself.
pub fn tools() -> PathBuf {
    cache().join("bin")
}
