//! Paths of the project, its tools and its caches.

use std::env;
use std::path::{Path, PathBuf};

/// The repository's top folder, which holds Trunk's settings.
pub fn root() -> PathBuf {
    // Cargo's variable at run time comes first: a cached program built in another checkout has that one's path.
    let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let package = Path::new(&package);
    package.ancestors().find(|folder| folder.join("Trunk.toml").is_file()).unwrap_or(package).to_path_buf()
}

/// The built site.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Folder of tools and results that are kept between runs: `TVLT_CACHE`, or `.tools` in the repository.
pub fn cache() -> PathBuf {
    env::var_os("TVLT_CACHE").map_or_else(|| root().join(".tools"), PathBuf::from)
}

/// Folder of programs that the project has installed for itself.
pub fn tools() -> PathBuf {
    cache().join("bin")
}
