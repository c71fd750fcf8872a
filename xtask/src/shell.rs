//! Running other programs, with their command lines shown.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt::Display;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::project;

/// Prints which step begins.
pub fn step(what: impl Display) {
    eprintln!("==> {what}");
}

/// A command in the repository's top folder, with the project's own tools first on its PATH.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(project::root()).env("PATH", path());
    command
}

/// A command that runs a program of this workspace, built if needed.
pub fn member<'a>(package: &str, arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut cargo = command("cargo");
    cargo.args(["run", "--quiet", "--profile", "xtask", "--package", package, "--"]).args(arguments);
    cargo
}

/// PATH with the project's own tools first.
pub fn path() -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(project::tools()).chain(env::split_paths(&path));
    // Joining fails only for a folder whose name contains the separator; its tools are not found then.
    env::join_paths(folders).unwrap_or(path)
}

/// Shows and runs a command.
///
/// # Errors
/// Where the program is missing, or ends with another status than 0.
pub fn run(command: &mut Command) -> Result<()> {
    let line = line_of(command);
    eprintln!("    $ {line}");
    let status = command.status().with_context(|| format!("could not start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// The output of a command, or `None` where it is missing or fails.
pub fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as a person would type it.
pub fn line_of(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
