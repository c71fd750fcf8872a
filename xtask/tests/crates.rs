//! Tests that the crates depend on each other as `ARCHITECTURE.md` draws it, and on nothing that is forbidden to them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use xtask::setup::WASM;
use xtask::shell::{command, output_of};

/// Each crate of the workspace and what it may depend on among them, tests included.
const PLAN: [(&str, &[&str]); 9] = [
    ("tvlt", &[]),
    ("bridge", &["tvlt"]),
    ("page", &["bridge", "tvlt"]),
    ("workers", &["bridge", "tvlt"]),
    ("digits-train", &["tvlt"]),
    ("tvlt-cli", &["digits-train", "tvlt"]),
    ("xtask", &[]),
    ("digits-data", &["tvlt", "xtask"]),
    ("browser-tests", &["digits-data", "tvlt", "xtask"]),
];

/// Packages that only work in a browser.
const BROWSER: [&str; 4] = ["js-sys", "leptos", "wasm-bindgen", "web-sys"];

#[test]
fn the_crates_depend_on_each_other_as_planned() {
    let metadata =
        output_of(command("cargo").args(["metadata", "--format-version", "1", "--no-deps"])).unwrap();
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let own: BTreeSet<&str> = packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    let found: BTreeMap<&str, BTreeSet<&str>> = packages
        .iter()
        .map(|package| {
            let name = package["name"].as_str().unwrap();
            let all = package["dependencies"].as_array().unwrap().iter();
            let names = all.map(|dependency| dependency["name"].as_str().unwrap());
            // The library's tests depend on the library itself, with more features.
            (name, names.filter(|other| own.contains(other) && *other != name).collect())
        })
        .collect();
    let plan: BTreeMap<_, _> =
        PLAN.iter().map(|(name, others)| (*name, others.iter().copied().collect())).collect();
    assert_eq!(found, plan);
}

/// The packages that are compiled for a package.
fn compiled(package: &str, options: &[&str]) -> BTreeSet<String> {
    let mut tree = command("cargo");
    tree.args(["tree", "--edges", "normal", "--prefix", "none", "--package", package]).args(options);
    let tree = output_of(&mut tree).unwrap();
    tree.lines().filter_map(|line| Some(line.split_whitespace().next()?.to_owned())).collect()
}

fn lacks(package: &str, options: &[&str], unwanted: &[&str]) {
    let compiled = compiled(package, options);
    assert!(compiled.contains(package));
    for name in unwanted {
        assert!(!compiled.contains(*name), "{package} {options:?} depends on {name}");
    }
}

#[test]
fn the_library_knows_no_browser_and_needs_no_burn() {
    lacks("tvlt", &[], &[&BROWSER[..], &["burn"]].concat());
    lacks("tvlt", &["--target", WASM], &[&BROWSER[..], &["burn"]].concat());
    lacks("tvlt", &["--features", "threads,train"], &BROWSER);
}

#[test]
fn the_page_knows_no_burn_and_the_workers_no_leptos() {
    lacks("page", &["--target", WASM], &["burn", "workers"]);
    lacks("bridge", &["--target", WASM], &["burn", "leptos"]);
    for features in ["cpu", "webgpu", "files", "teach"] {
        lacks(
            "workers",
            &["--target", WASM, "--no-default-features", "--features", features],
            &["leptos", "page"],
        );
    }
    lacks("workers", &["--target", WASM], &["burn"]);
}

#[test]
fn the_commands_compile_none_of_it() {
    lacks("xtask", &[], &[&BROWSER[..], &["burn", "tvlt", "bridge", "image", "symphonia"]].concat());
}

#[test]
fn the_tool_and_training_know_no_browser_and_the_data_no_model() {
    lacks("tvlt-cli", &[], &[&BROWSER[..], &["bridge", "page"]].concat());
    lacks("digits-train", &[], &[&BROWSER[..], &["bridge", "page"]].concat());
    lacks("digits-data", &[], &[&BROWSER[..], &["bridge", "burn", "digits-train", "page"]].concat());
    lacks("browser-tests", &[], &["bridge", "burn", "digits-train", "leptos", "page", "workers"]);
}
