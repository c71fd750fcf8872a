//! Files chosen together with a model's weights, by whatever names they have.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use super::browser::Devices;
use super::live::ANSWERED;
use super::page::Page;
use super::surprises::says;
use super::{FIRST_ANSWER, Scene, Test, with_page};
use crate::project;

pub const TESTS: &[Test] =
    &[("companions_of_a_second_download", second_download), ("companions_alone", alone)];

/// A model whose weights do not tell it: without its configuration it is refused.
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

/// Names as a browser gives them to a second download, and one that a person made up.
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
