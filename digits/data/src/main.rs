//! `cargo xtask data` starts this program.

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::project;

#[derive(Parser)]
#[command(name = "cargo xtask", disable_version_flag = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Gathers what the default model learns from
    #[command(name = "gather")]
    Gather {
        /// Folder that it goes to
        #[arg(long, default_value = "data", value_name = "FOLDER")]
        out: PathBuf,
    },
}

fn main() -> ExitCode {
    let Command::Gather { out } = Cli::parse().command;
    match gather(&out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn gather(out: &Path) -> Result<(), digits_data::DataError> {
    // So that paths in the repository mean the same wherever the command is run.
    let root = project::root();
    env::set_current_dir(&root)
        .map_err(|source| digits_data::DataError::File { path: root.clone(), source })?;
    digits_data::run(out)
}
