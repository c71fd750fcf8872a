//! The production workers against Hugging Face's outputs, in the browser.
//!
//! The page's own worker modules get the committed fixtures by the protocol's `Forward` and give
//! back what `tvlt forward` would write.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use safetensors::{Dtype, SafeTensors};
use serde_json::json;

use super::browser::{Browser, Devices};
use super::page::Page;
use super::{Scene, Test};
use crate::project;
use crate::serve::Answer;

/// The same limit as natively, on both devices: f32 sums in another order than torch's. A GPU's
/// functions (exp, tanh, inverseSqrt) may round more coarsely than a CPU's, but not on the software
/// adapter of this test; what a visitor's own GPU makes of them, the page checks when it starts.
const TOLERANCE: f64 = 2e-5;

pub const TESTS: &[Test] = &[
    ("parity_worker_cpu", |scene| parity(scene, "worker_cpu", TOLERANCE).map(drop)),
    ("parity_worker_gpu", |scene| parity(scene, "worker_gpu", TOLERANCE).map(drop)),
];

/// A page of the site's host without the site's own app.
const BLANK: &str = "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>parity</title>";
/// Software WebGPU takes its time.
const LIMIT: Duration = Duration::from_secs(180);

/// Runs every fixture through a worker; gives the worst difference, relative to the largest value.
///
/// # Errors
/// Where an output is missing, misshapen, or differs by more than the tolerance.
pub fn parity(scene: &Scene, module: &str, tolerance: f64) -> Result<f64> {
    let host = scene.serve_with([("blank.html", Answer::Bytes("text/html", BLANK.into()))])?;
    let mut browser = Browser::launch(&Devices::Neither, module == "worker_gpu")?;
    let mut page = Page::open(&mut browser, &host.address("blank.html"))?;
    page.wait_for("a blank page", "document.title === 'parity'", Duration::from_secs(10))?;
    page.eval(include_str!("forward.js"))?;
    let mut worst: f64 = 0.0;
    let fixtures = fixtures()?;
    ensure!(!fixtures.is_empty(), "there are no model fixtures");
    for folder in fixtures {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let difference =
            compare(&mut page, module, &folder, &name, tolerance).with_context(|| name.clone())?;
        println!("    {module} {name}: worst difference {difference:.1e} of the largest value");
        worst = worst.max(difference);
    }
    page.assert_clean(&host.name())?;
    Ok(worst)
}

/// Folders that hold a model, its inputs and what Hugging Face makes of them.
fn fixtures() -> Result<Vec<PathBuf>> {
    let folder = project::root().join("tests").join("fixtures").join("model");
    let mut folders: Vec<PathBuf> = fs::read_dir(&folder)
        .with_context(|| format!("could not read {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("expected.safetensors").is_file())
        // One model under many configs; the native tests take them one by one.
        .filter(|path| !path.ends_with("activations"))
        .collect();
    folders.sort();
    Ok(folders)
}

fn compare(page: &mut Page, module: &str, folder: &Path, name: &str, tolerance: f64) -> Result<f64> {
    let config = fs::read_to_string(folder.join("config.json"))?;
    let request = json!({ "Forward": { "config": config } }).to_string();
    let call = format!(
        "forward({}, {}, {})",
        json!(module),
        json!(request),
        json!(format!("/fixtures/model/{name}"))
    );
    let answer = page.eval_within(&call, LIMIT)?;
    let bytes = BASE64_STANDARD.decode(answer.as_str().context("the worker gave no outputs")?)?;
    let outputs = SafeTensors::deserialize(&bytes)?;
    let expected = fs::read(folder.join("expected.safetensors"))?;
    let expected = SafeTensors::deserialize(&expected)?;
    let mut worst: f64 = 0.0;
    for (tensor, wanted) in expected.tensors() {
        let got = outputs.tensor(&tensor).with_context(|| format!("no output {tensor}"))?;
        ensure!(
            got.shape() == wanted.shape(),
            "{tensor} has shape {:?}, not {:?}",
            got.shape(),
            wanted.shape()
        );
        let (got, wanted) = (values(got.dtype(), got.data())?, values(wanted.dtype(), wanted.data())?);
        let largest = wanted.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
        let difference = got.iter().zip(&wanted).fold(0.0f64, |worst, (a, b)| worst.max((a - b).abs()))
            / largest.max(1e-30);
        // A comparison that is not true also where there is a NaN.
        ensure!(difference <= tolerance, "{tensor} differs by {difference:.1e} of its largest value");
        ensure!(got.iter().all(|value| value.is_finite()), "{tensor} is not finite");
        worst = worst.max(difference);
    }
    Ok(worst)
}

/// A tensor's numbers.
fn values(dtype: Dtype, bytes: &[u8]) -> Result<Vec<f64>> {
    match dtype {
        Dtype::F32 => Ok(bytes
            .chunks_exact(4)
            .filter_map(|word| word.try_into().ok().map(|word| f64::from(f32::from_le_bytes(word))))
            .collect()),
        // Places of patches, far below where f64 has gaps.
        Dtype::I64 => Ok(bytes
            .chunks_exact(8)
            .filter_map(|word| word.try_into().ok().map(|word| i64::from_le_bytes(word) as f64))
            .collect()),
        other => bail!("a tensor of {other:?}, which no output is"),
    }
}
