//! Tests that what the documents name is there: files of the repository between backticks, and targets of links.

use std::fs;
use std::path::{Path, PathBuf};

use xtask::project;

/// Folders that git ignores, whose contents are not the repository's.
const NOT_OURS: [&str; 7] = [".git", ".tools", "data", "dist", "node_modules", "runs", "target"];

/// Endings of names that are taken for files.
const ENDINGS: [&str; 17] = [
    "css",
    "html",
    "js",
    "json",
    "md",
    "mjs",
    "mp4",
    "png",
    "py",
    "rs",
    "safetensors",
    "sh",
    "svg",
    "toml",
    "ts",
    "txt",
    "yml",
];

/// The documents below a folder.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && !NOT_OURS.contains(&name) {
            found.extend(documents(&path));
        } else if name.ends_with(".md") {
            found.push(path);
        }
    }
    found
}

/// What a document has between backticks within a line.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// Whether a quoted text is a path in the repository: it has a folder that the repository has, and a known ending. A
/// path of the built site (`models/index.json`) or of what the commands write is none.
fn is_path(root: &Path, quoted: &str) -> bool {
    let Some((first, _)) = quoted.split_once('/') else { return false };
    let known = quoted.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending));
    let plain = !quoted.contains([' ', '<', '*', ':']);
    known && plain && !NOT_OURS.contains(&first) && !first.is_empty() && root.join(first).is_dir()
}

/// The relative addresses of a document's links and pictures, without what stands behind `#`.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', '#']).next())
        .filter(|address| !address.is_empty() && !address.contains("://"))
}

#[test]
fn files_that_documents_name_are_there() {
    let root = project::root();
    let documents = documents(&root);
    let (mut paths, mut wrong) = (0, Vec::new());
    for document in &documents {
        let text = fs::read_to_string(document).unwrap();
        let folder = document.parent().unwrap();
        for path in quoted(&text).filter(|path| is_path(&root, path)) {
            paths += 1;
            if !root.join(path).exists() {
                wrong.push(format!("{}: `{path}`", document.display()));
            }
        }
        for address in links(&text) {
            if !folder.join(address).exists() {
                wrong.push(format!("{}: a link to {address}", document.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(documents.len() >= 10 && paths >= 10, "{} documents, {paths} paths", documents.len());
}

#[test]
fn a_path_has_a_folder_of_the_repository_and_a_known_ending() {
    let root = project::root();
    let text =
        "See `xtask/src/gone.rs`, `models/index.json`,\n`data/train/x.txt` and `cargo run x/y.rs` or `a/b`.";
    let found: Vec<&str> = quoted(text).filter(|quoted| is_path(&root, quoted)).collect();
    assert_eq!(found, ["xtask/src/gone.rs"]);
    let found: Vec<&str> = links("[a](b.md#c), [d](#e), ![f](g/h.png), [i](https://example.org/j)").collect();
    assert_eq!(found, ["b.md", "g/h.png"]);
}
