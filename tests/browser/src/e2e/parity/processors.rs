//! Compares the processors: pictures to `pixel_values`, sounds to `audio_values`, with their masks.

use std::fs;

use anyhow::{Context, Result, ensure};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde_json::{Value, json};

use super::{ask, blank, values, with_workers, worst};
use crate::e2e::Scene;
use xtask::project;
use xtask::serve::Answer;

/// Largest difference of log-mel values in [-1, 1], as natively (`crates/tvlt/tests/processor/sounds.rs` says why);
/// pixels must be exact.
const TOLERANCE: f64 = 1e-4;

/// Runs every case through a worker.
///
/// # Errors
/// Where an output is missing, has the wrong shape, or differs.
pub fn processors(scene: &Scene, module: &str) -> Result<()> {
    let folder = project::root().join("tests").join("fixtures").join("processor");
    let bytes = fs::read(folder.join("processor.safetensors")).context("processor.safetensors")?;
    let fixtures = SafeTensors::deserialize(&bytes)?;
    let cases: Value = serde_json::from_slice(&fs::read(folder.join("cases.json"))?)?;

    let mut requests = Vec::new();
    for case in ["audio", "image"].iter().flat_map(|kind| cases[*kind].as_array().into_iter().flatten()) {
        let name = case["name"].as_str().context("a case without a name")?;
        let inputs = inputs(&fixtures, &case["inputs"]).with_context(|| format!("inputs of {name}"))?;
        requests.push((name, &case["config"], inputs));
    }
    ensure!(!requests.is_empty(), "there are no processor fixtures");
    let files = requests.iter().map(|(name, _, inputs)| {
        (format!("inputs/{name}"), Answer::Bytes("application/octet-stream", inputs.clone()))
    });
    let host = scene.serve_with(files.chain([blank()]))?;
    with_workers(&host, module, |page| {
        let (mut largest, mut compared) = (0.0f64, 0);
        for (name, config, _) in &requests {
            let request = json!({ "Preprocess": { "config": config.to_string() } });
            let answer = ask(page, module, &request, &[format!("inputs/{name}")])?;
            let outputs = SafeTensors::deserialize(&answer)?;
            for (key, tolerance) in
                [("pixel_values", 0.0), ("pixel_mask", 0.0), ("audio_values", TOLERANCE), ("audio_mask", 0.0)]
            {
                let Ok(wanted) = fixtures.tensor(&format!("{name}.{key}")) else { continue };
                let got = outputs.tensor(key).with_context(|| format!("{name} has no {key}"))?;
                ensure!(got.shape() == wanted.shape(), "{name}.{key} has shape {:?}", got.shape());
                let difference = worst(&values(&got)?, &values(&wanted)?);
                ensure!(difference <= tolerance, "{name}.{key} differs by {difference:.1e}");
                largest = largest.max(difference);
                compared += 1;
            }
        }
        // There must be values and a mask for each case; otherwise nothing was compared.
        ensure!(compared > requests.len(), "only {compared} outputs of {} cases", requests.len());
        println!("    {module}: {compared} outputs, pixels exact, log-mel within {largest:.1e}");
        Ok(())
    })
}

/// The inputs of one case for `inference::preprocess`: names of sounds, or clips of pictures.
fn inputs(fixtures: &SafeTensors<'_>, names: &Value) -> Result<Vec<u8>> {
    let mut tensors = Vec::new();
    for (index, input) in names.as_array().into_iter().flatten().enumerate() {
        match input.as_str() {
            Some(sound) => {
                let stored = fixtures.tensor(&format!("sound.{sound}"))?;
                let samples: Vec<u8> = stored
                    .data()
                    .chunks_exact(2)
                    .map(|word| f32::from(i16::from_le_bytes([word[0], word[1]])) / 32_768.0)
                    .flat_map(f32::to_le_bytes)
                    .collect();
                tensors.push((format!("audio.{index}"), Dtype::F32, stored.shape().to_vec(), samples));
            }
            None => {
                for (place, picture) in input.as_array().into_iter().flatten().enumerate() {
                    let picture = picture.as_str().context("a picture without a name")?;
                    let stored = fixtures.tensor(&format!("picture.{picture}"))?;
                    let rgba = stored.data().chunks_exact(3).flat_map(|rgb| [rgb[0], rgb[1], rgb[2], 255]);
                    let shape = vec![stored.shape()[0], stored.shape()[1], 4];
                    tensors.push((format!("images.{index}.{place}"), Dtype::U8, shape, rgba.collect()));
                }
            }
        }
    }
    let views = tensors
        .iter()
        .map(|(name, dtype, shape, bytes)| Ok((name, TensorView::new(*dtype, shape.clone(), bytes)?)))
        .collect::<Result<Vec<_>>>()?;
    Ok(safetensors::serialize(views, None)?)
}
