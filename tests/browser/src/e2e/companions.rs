//! Files chosen together with a model's weights, under any names.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::browser::Devices;
use super::live::ANSWERED;
use super::page::Page;
use super::surprises::says;
use super::{FIRST_ANSWER, Scene, Test, with_page};
use xtask::project;

pub const TESTS: &[Test] = &[
    ("companions_of_a_second_download", second_download),
    ("companions_in_parts", parts),
    ("companions_alone", alone),
];

/// A model that cannot be inferred from its weights: without its configuration it is refused.
const MODEL: &str = "tests/fixtures/checkpoints/torch_f32";

/// Copies of files under other names.
fn copies(scene: &Scene, files: &[(&str, &str)]) -> Result<Vec<PathBuf>> {
    let folder = scene.report("companions");
    fs::create_dir_all(&folder)?;
    let copy = |(from, name): &(&str, &str)| {
        let to = folder.join(name);
        fs::copy(project::root().join(from), &to).with_context(|| format!("could not copy {from}"))?;
        Ok(to)
    };
    files.iter().map(copy).collect()
}

fn choose(page: &mut Page, files: &[PathBuf]) -> Result<()> {
    page.wait_for("the picker", "document.querySelector('#model-file')", FIRST_ANSWER)?;
    page.choose_files("#model-file", files)
}

/// Names as a browser gives them to a second download, and one chosen by a person.
fn second_download(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let files = copies(
        scene,
        &[
            (&format!("{MODEL}/pytorch_model.bin"), "pytorch_model (1).bin"),
            (&format!("{MODEL}/config.json"), "config (1).json"),
            ("www/models/index.json", "vocab.json"),
        ],
    )?;
    let name = "companions_of_a_second_download";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Neither, false), |page| {
        choose(page, &files)?;
        page.click("#sample")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("its three classes", "pageHooks.predictions().length === 3", FIRST_ANSWER)?;
        for words in [
            "pytorch_model (1).bin: the model’s weights",
            "config (1).json: the model’s configuration",
            "vocab.json: not used: nothing of a model’s configuration is in it",
        ] {
            ensure!(page.eval(&says("#model-files", words))? == true, "the page does not say {words:?}");
        }
        page.click("#default-model")?;
        page.wait_for("the page’s model", "pageHooks.predictions().length === 11", FIRST_ANSWER)?;
        ensure!(page.eval("document.querySelector('#model-files')")?.is_null(), "the list stays");
        page.assert_clean(&host.name())
    })
}

/// A configuration without weights: the sentence names it.
fn alone(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let files = copies(scene, &[(&format!("{MODEL}/config.json"), "config (1).json")])?;
    with_page(scene, &host, ("companions_alone", "?device=cpu"), (&Devices::Neither, false), |page| {
        choose(page, &files)?;
        let words = "no weights among the chosen files (config (1).json)";
        page.wait_for("a sentence", &says("#error", words), FIRST_ANSWER)?;
        page.click("#default-model")?;
        page.click("#sample")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.assert_own_host(&host.name())
    })
}

/// The page's own model in two shards, named as browsers name second downloads, chosen in any order.
fn parts(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let mut files = copies(
        scene,
        &[
            ("www/models/digits/config.json", "config (3).json"),
            ("www/models/digits/preprocessor_config.json", "my settings.json"),
        ],
    )?;
    files.extend(split(scene, &project::root().join("www/models/digits/model.safetensors"))?);
    with_page(scene, &host, ("companions_in_parts", "?device=cpu"), (&Devices::Neither, false), |page| {
        choose(page, &files)?;
        page.click("#sample")?;
        page.wait_for("the list of files", "document.querySelector('#model-files')", FIRST_ANSWER)?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        for words in [
            "config (3).json: the model’s configuration",
            "my settings.json: the settings of its processors",
            "model-00001-of-00002 (1).safetensors: a part of the model’s weights",
            "model.safetensors.index (1).json: the list of the weights’ parts",
        ] {
            ensure!(page.eval(&says("#model-files", words))? == true, "the page does not say {words:?}");
        }
        page.wait_for("a digit", "document.querySelector('.winner:not(.quiet)')", FIRST_ANSWER)?;
        page.assert_clean(&host.name())?;
        // Without its second shard it is refused.
        files.retain(|file| !file.to_string_lossy().contains("00002-of"));
        choose(page, &files)?;
        page.wait_for("a sentence", super::faults::SHOWN, FIRST_ANSWER)
    })
}

/// Splits a safetensors file into two shards with alternating tensors, and an index; returns the second shard first.
///
/// The format: the length of the header in eight bytes, the header in JSON, the bytes of the tensors.
fn split(scene: &Scene, file: &Path) -> Result<Vec<PathBuf>> {
    let bytes = fs::read(file)?;
    let (length, rest) = bytes.split_at(8);
    let length = u64::from_le_bytes(length.try_into()?) as usize;
    let header: BTreeMap<String, Value> = serde_json::from_slice(&rest[..length])?;
    let data = &rest[length..];
    let mut parts = [(BTreeMap::new(), Vec::new()), (BTreeMap::new(), Vec::new())];
    let mut listed = BTreeMap::new();
    for (at, (name, mut tensor)) in header.into_iter().filter(|(name, _)| name != "__metadata__").enumerate()
    {
        let offset = |end: usize| tensor["data_offsets"][end].as_u64().map_or(0, |offset| offset as usize);
        let content = &data[offset(0)..offset(1)];
        let (tensors, stored) = &mut parts[at % 2];
        tensor["data_offsets"] = json!([stored.len(), stored.len() + content.len()]);
        stored.extend_from_slice(content);
        listed.insert(name.clone(), format!("model-0000{}-of-00002.safetensors", at % 2 + 1));
        tensors.insert(name, tensor);
    }
    let folder = scene.report("companions");
    let mut files = Vec::new();
    for (at, (tensors, stored)) in parts.iter().enumerate().rev() {
        let header = serde_json::to_vec(tensors)?;
        let whole = [&(header.len() as u64).to_le_bytes()[..], &header, stored].concat();
        files.push(folder.join(format!("model-0000{}-of-00002 (1).safetensors", at + 1)));
        fs::write(files.last().context("no file")?, whole)?;
    }
    files.push(folder.join("model.safetensors.index (1).json"));
    fs::write(files.last().context("no file")?, json!({ "metadata": {}, "weight_map": listed }).to_string())?;
    Ok(files)
}
