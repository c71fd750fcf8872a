//! The two sides of the comparison, and how the page runs each.
//!
//! This project's forward is timed by the worker itself, on the known input: the encoder and its
//! classes, on as many tokens as the ONNX graph takes. A run of onnxruntime-web is the encoder alone, timed in
//! its worker, from the call until the outputs have arrived.

use std::time::Duration;
use std::{fmt, fs};

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde_json::{Value, json};

use super::super::median;
use super::Bench;
use crate::e2e::page::Page;
use crate::e2e::parity;
use crate::setup::ONNXRUNTIME;

/// Time limit for loading, or for a turn of runs on a software adapter.
const LIMIT: Duration = Duration::from_secs(3600);
/// Runs of a turn: as many as a worker times for a check.
pub const RUNS: usize = 5;
const OUTPUT: &str = "last_hidden_state";

/// One of the two sides.
#[derive(Clone, Copy)]
pub enum Side {
    Ours,
    Theirs,
}

/// Both sides, in the order of the table.
pub const SIDES: [Side; 2] = [Side::Ours, Side::Theirs];

/// Times of starting, in milliseconds.
pub struct Started {
    /// Time to load the file and build the model.
    pub load: f64,
    /// Time of the first run, the warm-up.
    pub first: f64,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ours => "tvlt",
            Self::Theirs => ONNXRUNTIME.0,
        })
    }
}

impl Side {
    /// Loads the model through the page's file picker, and runs it once.
    ///
    /// # Errors
    /// Where a file is missing or the side fails.
    pub fn start(self, bench: &Bench, page: &mut Page) -> Result<Started> {
        let Bench { clip, case, .. } = bench;
        let (file, call) = match self {
            Self::Ours => {
                let config = fs::read_to_string(clip.join("config.json"))?;
                let preprocessor = fs::read_to_string(clip.join("preprocessor_config.json"))?;
                let call =
                    format!("oursLoad({}, {}, {})", json!(case.module), json!(config), json!(preprocessor));
                (clip.join("model.safetensors"), call)
            }
            Self::Theirs => {
                let call = format!(
                    "theirsLoad({}, {})",
                    json!(case.provider),
                    json!(address(bench, "inputs.safetensors"))
                );
                (clip.join("encoder.onnx"), call)
            }
        };
        page.choose_file("#file", &file)?;
        let times = page.eval_within(&call, LIMIT)?;
        let time = |name: &str| times[name].as_f64().with_context(|| format!("no time of the {name}"));
        Ok(Started { load: time("load")?, first: time("first")? })
    }

    /// One turn: the median time of [`RUNS`] runs, in milliseconds.
    ///
    /// # Errors
    /// Where the side fails.
    pub fn run(self, bench: &Bench, page: &mut Page) -> Result<f64> {
        match self {
            Self::Ours => {
                let time = page.eval_within(&format!("oursCheck({})", json!(bench.case.module)), LIMIT)?;
                time.as_f64().context("the worker gave no time")
            }
            Self::Theirs => {
                let times = page.eval_within(&format!("theirsRun({RUNS})"), LIMIT)?;
                Ok(median(times.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()))
            }
        }
    }

    /// The encoder's output for the clip's inputs.
    ///
    /// # Errors
    /// Where the side fails.
    pub fn output(self, bench: &Bench, page: &mut Page) -> Result<Vec<f64>> {
        match self {
            Self::Ours => {
                // The same file, as an encoder without its classes.
                let config = fs::read_to_string(bench.clip.join("config.json"))?;
                let mut config: Value = serde_json::from_str(&config)?;
                config["architectures"] = json!(["TvltModel"]);
                let request = json!({ "Forward": { "config": config.to_string() } });
                let files = ["model.safetensors", "inputs.safetensors"].map(|file| address(bench, file));
                hidden_state(&parity::ask(page, bench.case.module, &request, &files)?)
            }
            Self::Theirs => {
                let bytes = page.eval("theirsOutput()")?;
                let bytes =
                    BASE64_STANDARD.decode(bytes.as_str().context("onnxruntime-web gave no output")?)?;
                parity::values(&TensorView::new(Dtype::F32, vec![bytes.len() / 4], &bytes)?)
            }
        }
    }
}

/// PyTorch's output for the clip's inputs.
///
/// # Errors
/// Where the file cannot be read.
pub fn expected(bench: &Bench) -> Result<Vec<f64>> {
    let file = bench.clip.join("expected.safetensors");
    hidden_state(&fs::read(&file).with_context(|| format!("could not read {}", file.display()))?)
}

/// A file's path on the host.
fn address(bench: &Bench, file: &str) -> String {
    format!("/base/{}/{file}", bench.case.tokens)
}

fn hidden_state(file: &[u8]) -> Result<Vec<f64>> {
    let tensors = SafeTensors::deserialize(file)?;
    let values = parity::values(&tensors.tensor(OUTPUT).context("there is no last_hidden_state")?)?;
    ensure!(!values.is_empty(), "last_hidden_state is empty");
    Ok(values)
}
