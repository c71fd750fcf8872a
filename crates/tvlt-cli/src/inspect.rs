//! `tvlt inspect`: reports what a weights file contains.

use std::path::PathBuf;

use tvlt::checkpoint::inspect::Report;
use tvlt::checkpoint::{CheckpointError, open_files};
use tvlt::inference::device;

/// Arguments of `tvlt inspect`.
#[derive(Debug, clap::Args)]
pub struct InspectArgs {
    /// A weights file (safetensors, PyTorch's, the authors' .ckpt), the index of several, or a directory that
    /// has them.
    file: PathBuf,
}

/// Runs `tvlt inspect`: prints the report. A file that can be read but would not load is not an error.
///
/// # Errors
/// [`CheckpointError`], where the file cannot be read.
pub fn run(args: InspectArgs) -> Result<(), CheckpointError> {
    let (config, files) = open_files(&args.file)?;
    print!("{}", Report::new(config.as_deref(), files, &device::cpu().device)?);
    Ok(())
}
