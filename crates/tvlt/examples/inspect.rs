//! Prints what a weights file contains, and what keeps it from loading:
//! `cargo run --release -p tvlt --features cpu --example inspect -- www/models/digits`.

use std::{error::Error, path::Path};

use tvlt::checkpoint::inspect::Report;
use tvlt::checkpoint::open_files;
use tvlt::inference::device;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "www/models/digits".into());
    let (config, weights) = open_files(Path::new(&path))?;
    let report = Report::new(config.as_deref(), weights, &device::cpu().device)?;
    println!("{report}");
    println!("{}", if report.loads() { "It loads." } else { "It does not load." });
    Ok(())
}
