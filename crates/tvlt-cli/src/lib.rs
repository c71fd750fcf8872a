//! The native tool, with one module for each subcommand.

pub mod average;
pub mod convert;
pub mod device;
pub mod evaluate;
pub mod explain;
pub mod forward;
pub mod inspect;
pub mod preprocess;
pub mod prior;
pub mod recognise;
pub mod teach;
pub mod teaching;
pub mod train;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// TVLT, the Textless Vision-Language Transformer, on the command line.
#[derive(Debug, Parser)]
#[command(name = "tvlt", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Turns frames and sound into a model's inputs.
    Preprocess(preprocess::PreprocessArgs),
    /// Runs a model on given inputs.
    Forward(forward::ForwardArgs),
    /// Says which patches an answer relies on, where a model looks, or what surprises it.
    Explain(explain::ExplainArgs),
    /// Says what a weights file is, tensor by tensor.
    Inspect(inspect::InspectArgs),
    /// Writes a model of any format as a Hugging Face directory.
    Convert(convert::ConvertArgs),
    /// Trains a model on digits seen and spoken.
    Train(train::TrainArgs),
    /// Writes the mean of several models' weights.
    Average(average::AverageArgs),
    /// Asks a trained model about held-out digits, photographs and sounds.
    Evaluate(evaluate::EvaluateArgs),
    /// Makes what ships beside a model for teaching, from training material.
    Prior(prior::PriorArgs),
    /// Teaches a model own classes from pictures and sounds, and reports how well they are told apart.
    Teach(teach::TeachArgs),
    /// Names pictures and sounds with a model and the heads that were taught.
    Recognise(recognise::RecogniseArgs),
}

/// Runs the tool on the process's arguments. An error is one line on stderr, with exit code 1; clap handles wrong
/// arguments, with exit code 2.
pub fn main() -> ExitCode {
    let result: anyhow::Result<()> = match Cli::parse().command {
        Command::Preprocess(args) => preprocess::run(args).map_err(Into::into),
        Command::Forward(args) => forward::run(args).map_err(Into::into),
        Command::Explain(args) => explain::run(args).map_err(Into::into),
        Command::Inspect(args) => inspect::run(args).map_err(Into::into),
        Command::Convert(args) => convert::run(args).map_err(Into::into),
        Command::Train(args) => train::run(args).map_err(Into::into),
        Command::Average(args) => average::run(args).map_err(Into::into),
        Command::Evaluate(args) => evaluate::run(args).map_err(Into::into),
        Command::Prior(args) => prior::run(args).map_err(Into::into),
        Command::Teach(args) => teach::run(args).map_err(Into::into),
        Command::Recognise(args) => recognise::run(args).map_err(Into::into),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Some errors (a driver's, a parser's) have several lines.
            let line = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
            eprintln!("tvlt: {line}");
            ExitCode::FAILURE
        }
    }
}
