//! `cargo xtask data` starts this program.

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use digits_data::{DataError, Step};
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
        /// Folder of digits that people recorded, named DIGIT_SPEAKER_INDEX.wav; the last speaker in alphabetical order
        /// is held out
        #[arg(long, value_name = "FOLDER")]
        people: Option<PathBuf>,
        /// Only this step
        #[arg(long, hide = true, value_name = "STEP")]
        only: Option<Step>,
    },
}

fn main() -> ExitCode {
    let Command::Gather { out, people, only } = Cli::parse().command;
    match gather(&out, people.as_deref(), only) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn gather(out: &Path, people: Option<&Path>, only: Option<Step>) -> Result<(), DataError> {
    // So that paths in the repository mean the same wherever the command is run.
    let root = project::root();
    env::set_current_dir(&root).map_err(|source| DataError::File { path: root.clone(), source })?;
    digits_data::run(out, people, only)
}
