//! Compares the page's workers with Hugging Face's outputs, in the browser.
//!
//! The page's own worker modules run the committed fixtures and return what `tvlt forward` and
//! `tvlt preprocess` would write.

mod longest;
mod models;
mod processors;

use std::time::Duration;

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use safetensors::Dtype;
use safetensors::tensor::TensorView;
use serde_json::{Value, json};

use super::browser::{Browser, Devices};
use super::page::Page;
use super::{Host, Test};
use xtask::serve::Answer;

pub use models::models;

pub const TESTS: &[Test] = &[
    ("parity_models_worker_cpu", |scene| models(scene, "worker_cpu", models::TOLERANCE).map(drop)),
    ("parity_models_worker_gpu", |scene| models(scene, "worker_gpu", models::TOLERANCE).map(drop)),
    ("parity_longest_clip_worker_cpu", |scene| longest::longest(scene, "worker_cpu")),
    ("parity_longest_clip_worker_gpu", |scene| longest::longest(scene, "worker_gpu")),
    ("parity_processors_worker_cpu", |scene| processors::processors(scene, "worker_cpu")),
    ("parity_processors_worker_gpu", |scene| processors::processors(scene, "worker_gpu")),
];

/// Time limit on software WebGPU, which is slow.
const LIMIT: Duration = Duration::from_secs(180);

/// A blank page on the site's host, without the site's app.
pub fn blank() -> (String, Answer) {
    let html =
        "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>parity</title>".to_owned();
    ("blank.html".to_owned(), Answer::Bytes("text/html", html.into()))
}

/// Opens the blank page, on which `act` can send requests to workers.
///
/// # Errors
/// Those of `act`, and errors on a console.
pub fn with_workers(host: &Host, module: &str, act: impl FnOnce(&mut Page) -> Result<()>) -> Result<()> {
    let mut browser = Browser::launch(&Devices::Neither, module == "worker_gpu")?;
    let mut page = Page::open(&mut browser, &host.address("blank.html"))?;
    page.wait_for("a blank page", "document.title === 'parity'", Duration::from_secs(10))?;
    page.eval(include_str!("parity/ask.js"))?;
    act(&mut page)?;
    page.assert_clean(&host.name())
}

/// Sends a worker a request with files from the host, and returns the file in its answer.
///
/// # Errors
/// Where the worker fails, or takes too long.
pub fn ask(page: &mut Page, module: &str, request: &Value, files: &[String]) -> Result<Vec<u8>> {
    let call = format!("ask({}, {}, {})", json!(module), request, json!(files));
    let answer = page.eval_within(&call, LIMIT)?;
    Ok(BASE64_STANDARD.decode(answer.as_str().context("the worker gave no outputs")?)?)
}

/// A tensor's numbers.
///
/// # Errors
/// Where it is of a type that no output has.
pub fn values(tensor: &TensorView<'_>) -> Result<Vec<f64>> {
    let bytes = tensor.data();
    match tensor.dtype() {
        Dtype::U8 => Ok(bytes.iter().map(|&byte| f64::from(byte)).collect()),
        Dtype::F32 => Ok(bytes
            .chunks_exact(4)
            .filter_map(|word| word.try_into().ok().map(|word| f64::from(f32::from_le_bytes(word))))
            .collect()),
        // Indices of patches, which f64 represents exactly.
        Dtype::I64 => Ok(bytes
            .chunks_exact(8)
            .filter_map(|word| word.try_into().ok().map(|word| i64::from_le_bytes(word) as f64))
            .collect()),
        other => bail!("a tensor of {other:?}, which no output is"),
    }
}

/// The largest difference, or NaN where any difference is NaN.
pub fn worst(got: &[f64], wanted: &[f64]) -> f64 {
    let differences = got.iter().zip(wanted).map(|(a, b)| (a - b).abs());
    differences.fold(
        0.0f64,
        |worst, difference| {
            if difference.is_nan() { f64::NAN } else { worst.max(difference) }
        },
    )
}
