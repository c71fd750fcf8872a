//! Tests every file reader with a million broken files: the test of the same name, a hundred times as long.

use anyhow::{Context, Result};

use super::Figure;
use xtask::shell;
use xtask::shell::{command, step};

/// Number of files.
const FILES: &str = "1000000";

/// Reads the files, natively.
///
/// # Errors
/// Where a reader panics, uses too much memory, or returns data that is not in the file.
pub fn run() -> Result<Vec<Figure>> {
    step("Reading a million broken files");
    let mut test = command("cargo");
    test.args(["test", "--package", "tvlt", "--test", "checkpoint_hostile", "--", "--nocapture"]);
    test.env("TVLT_HOSTILE_FILES", FILES);
    let printed = shell::output_of(&mut test).context("a reader failed")?;
    let found = printed.lines().find_map(|line| line.split_once(" files in ")).map(|(_, rest)| rest);
    let found = found.context("the test did not say what it read")?;
    Ok(vec![Figure::new("a million broken files", found, "no panic, 16 MB")])
}
