//! The list of files that the service worker keeps for a visit without a network, `files.json`.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::files::names;

/// Names of files that are not kept, whatever folder they are in: the page itself does not fetch them while it runs.
/// They are the cards of models with their pictures, texts and licences, and what is for other people's pages.
const NOT_KEPT: [&str; 10] = [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "NOTICE",
    "README.md",
    "card.html",
    "curves.svg",
    "confusion.svg",
    "reconstructions.png",
    "example.html",
    "example.js",
];

/// Writes `files.json`, and behind the service worker's script a line that is another for each version of these files.
///
/// # Errors
/// Where a file cannot be read or written.
pub(super) fn write_list(dist: &Path) -> Result<()> {
    let mut names = names(dist)?;
    names.retain(|name| is_kept(name));
    let mut hash = Sha256::new();
    for name in &names {
        hash.update(name);
        hash.update(fs::read(dist.join(name)).with_context(|| format!("could not read {name}"))?);
    }
    let worker = dist.join("service-worker.js");
    let mut script = fs::OpenOptions::new()
        .append(true)
        .open(&worker)
        .with_context(|| format!("could not open {}", worker.display()))?;
    writeln!(script, "// version {:x}", hash.finalize())?;
    let list = dist.join("files.json");
    fs::write(&list, serde_json::to_string_pretty(&names)?)
        .with_context(|| format!("could not write {}", list.display()))
}

/// Whether the service worker keeps a file from the first visit on. The others are kept once they are used: the module
/// for WebGPU, which is several times as large as everything else together and of no use on many machines, and what
/// the page itself does not fetch.
fn is_kept(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    // The worker keeps `./`, which is index.html, and reads the list anew.
    let listed_elsewhere = name == "index.html" || name == "files.json";
    let rarely_used = NOT_KEPT.contains(&file) || file.ends_with(".d.ts") || name.starts_with("worker_gpu");
    !listed_elsewhere && !rarely_used
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_needs_is_kept_and_its_documents_are_not() {
        let site = tempfile::tempdir().unwrap();
        let needed = [
            "app-1_bg.wasm",
            "models/digits/config.json",
            "models/digits/model.safetensors",
            "models/digits/teach.safetensors",
            "models/index.json",
            "sample/digits.mp4",
            "service-worker.js",
            "tvlt.js",
            "worker_cpu_bg.wasm",
        ];
        let others = [
            "LICENSE-MIT",
            "example.html",
            "files.json",
            "index.html",
            "models/digits/README.md",
            "models/digits/card.html",
            "models/digits/curves.svg",
            "models/digits/reconstructions.png",
            "sample/NOTICE",
            "sample/README.md",
            "tvlt.d.ts",
            "worker_gpu_bg.wasm",
        ];
        for name in needed.iter().chain(&others) {
            let path = site.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        let versions = || {
            let script = fs::read_to_string(site.path().join("service-worker.js")).unwrap();
            script.lines().filter(|line| line.contains("// version")).count()
        };
        write_list(site.path()).unwrap();
        let list = fs::read_to_string(site.path().join("files.json")).unwrap();
        assert_eq!(serde_json::from_str::<Vec<String>>(&list).unwrap(), needed);
        assert_eq!(versions(), 1);
    }

    /// A card's picture has a name of its own, so a new one would be kept by every visitor unless it is added here.
    #[test]
    fn no_card_with_its_pictures_is_kept() {
        let models = crate::project::root().join("www/models");
        let needed = ["json", "safetensors"];
        for name in names(&models).unwrap() {
            let needed = needed.iter().any(|ending| name.ends_with(ending));
            assert_eq!(is_kept(&format!("models/{name}")), needed, "{name}");
        }
    }
}
