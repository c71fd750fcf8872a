//! Runs the built page in real browsers with fake devices: tests and benchmarks. It also makes the sample clip, with
//! the code that makes the fake devices' videos. `cargo xtask test`, `bench` and `clip` start this program.

mod bench;
mod clip;
mod e2e;
mod hub;
mod setup;

use std::env;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
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
    /// Tests the built site in Chromium and Firefox
    Test {
        /// Runs the tests whose name contains this
        #[arg(long, default_value = "")]
        filter: String,
    },
    /// Measures, and prints a table
    Bench(bench::BenchArgs),
    /// Makes the page's sample clip, www/sample/digits.mp4
    Clip(clip::ClipArgs),
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    // So that paths in the repository mean the same wherever the command is run.
    env::set_current_dir(project::root()).context("the repository is gone")?;
    match command {
        Command::Test { filter } => {
            let tally = e2e::run(&filter)?;
            println!("{}", tally.summary());
            if tally.failed > 0 {
                bail!("some tests failed");
            }
            Ok(())
        }
        Command::Bench(args) => bench::run(&args),
        Command::Clip(args) => clip::run(&args),
    }
}
