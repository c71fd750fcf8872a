//! The project's own commands, run as `cargo xtask COMMAND`.
//!
//! Those that build, serve and test install the tools that they need, where they can; otherwise they say what to
//! install.

mod test;
mod train_default;

use std::env;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use xtask::{project, serve, shell, site};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's own commands", disable_version_flag = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the site and serves it on 127.0.0.1, as soon as its first part is there
    Serve(ServeArgs),
    /// Builds the static site into dist/
    Build,
    /// Runs every test: native, in a browser, end to end
    Test(test::TestArgs),
    /// Measures, and prints a table
    #[command(disable_help_flag = true)]
    Bench(Arguments),
    /// Gathers what the default model learns from, into data/
    #[command(disable_help_flag = true)]
    Data(Arguments),
    /// Trains the page's model, from the data to its files in www/models/digits
    TrainDefault(train_default::TrainDefaultArgs),
    /// Makes the page's sample clip, www/sample/digits.mp4
    #[command(disable_help_flag = true)]
    Clip(Arguments),
}

#[derive(Args)]
struct Arguments {
    /// Passed on
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl Arguments {
    /// Runs another program of the workspace with these arguments.
    fn pass_to(&self, package: &str, command: &str) -> Result<()> {
        let arguments = self.arguments.iter().map(String::as_str);
        shell::run(&mut shell::member(package, std::iter::once(command).chain(arguments)))
    }
}

#[derive(Args)]
struct ServeArgs {
    /// Opens the page in the default browser
    #[arg(long)]
    open: bool,
    /// Port to serve on; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
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
        Command::Serve(args) => serve::run(args.port, args.open),
        Command::Build => site::build(),
        Command::Test(args) => test::run(&args),
        Command::Bench(args) => args.pass_to("browser-tests", "bench"),
        Command::Data(args) => args.pass_to("digits-data", "gather"),
        Command::TrainDefault(args) => train_default::run(&args),
        Command::Clip(args) => args.pass_to("browser-tests", "clip"),
    }
}
