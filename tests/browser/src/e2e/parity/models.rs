//! Compares all three model classes, with losses and masks, and every checkpoint layout.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use safetensors::SafeTensors;
use serde_json::json;

use super::{ask, blank, values, with_workers, worst};
use crate::e2e::Scene;
use crate::e2e::page::Page;
use xtask::project;

/// Largest difference, as a share of the largest value. It is the same as natively, for both devices, and allows for
/// f32 sums in another order than torch's. A GPU's functions (exp, tanh, inverseSqrt) may be less precise than a
/// CPU's, but not on the software adapter of this test; a visitor's own GPU is checked by the page when it starts.
pub const TOLERANCE: f64 = 2e-5;

/// Runs every fixture through a worker. Returns the largest difference, as a share of the largest value.
///
/// # Errors
/// Where an output is missing, has the wrong shape, or differs by more than the tolerance.
pub fn models(scene: &Scene, module: &str, tolerance: f64) -> Result<f64> {
    let host = scene.serve_with([blank()])?;
    let mut largest: f64 = 0.0;
    with_workers(&host, module, |page| {
        let fixtures = fixtures()?;
        ensure!(!fixtures.is_empty(), "there are no model fixtures");
        for folder in fixtures {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let difference =
                compare(page, module, &folder, &name, tolerance).with_context(|| name.clone())?;
            println!("    {module} {name}: worst difference {difference:.1e} of the largest value");
            largest = largest.max(difference);
        }
        Ok(())
    })?;
    Ok(largest)
}

/// File names of weights.
const WEIGHTS: [&str; 3] = ["model.safetensors", "pytorch_model.bin", "model.ckpt"];

/// Folders that hold a model, its inputs and the reference's outputs.
fn fixtures() -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for kind in ["model", "checkpoints"] {
        let folder = project::root().join("tests").join("fixtures").join(kind);
        let entries =
            fs::read_dir(&folder).with_context(|| format!("could not read {}", folder.display()))?;
        folders.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
    }
    let mut folders: Vec<PathBuf> = folders
        .into_iter()
        .filter(|path| path.join("expected.safetensors").is_file())
        // `activations` is one model with many configs, for the native tests only. `longest` has its own test.
        .filter(|path| !path.ends_with("activations") && !path.ends_with("longest"))
        .collect();
    folders.sort();
    Ok(folders)
}

/// Runs one fixture through a worker. Returns the largest difference, as a share of the largest value.
///
/// # Errors
/// As [`models`].
pub fn compare(page: &mut Page, module: &str, folder: &Path, name: &str, tolerance: f64) -> Result<f64> {
    // The authors' files have no configuration.
    let config = fs::read_to_string(folder.join("config.json")).ok();
    let request = json!({ "Forward": { "config": config } });
    let weights = WEIGHTS.iter().find(|file| folder.join(file).is_file()).context("there are no weights")?;
    let kind = folder.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let files = [*weights, "inputs.safetensors"].map(|file| format!("/fixtures/{kind}/{name}/{file}"));
    let bytes = ask(page, module, &request, &files)?;
    let outputs = SafeTensors::deserialize(&bytes)?;
    let expected = fs::read(folder.join("expected.safetensors"))?;
    let expected = SafeTensors::deserialize(&expected)?;
    let mut largest_difference: f64 = 0.0;
    for (tensor, wanted) in expected.tensors() {
        let got = outputs.tensor(&tensor).with_context(|| format!("no output {tensor}"))?;
        ensure!(
            got.shape() == wanted.shape(),
            "{tensor} has shape {:?}, not {:?}",
            got.shape(),
            wanted.shape()
        );
        let (got, wanted) = (values(&got)?, values(&wanted)?);
        let largest = wanted.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
        let difference = worst(&got, &wanted) / largest.max(1e-30);
        // This comparison is false for NaN too.
        ensure!(difference <= tolerance, "{tensor} differs by {difference:.1e} of its largest value");
        largest_difference = largest_difference.max(difference);
    }
    Ok(largest_difference)
}
