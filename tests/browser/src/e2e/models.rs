//! The person's own weights: which run, which are refused, and the way back to the page's model.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::live::ANSWERED;
use super::page::Page;
use super::{FIRST_ANSWER, Scene, Test, with_page};
use xtask::project;

pub const TESTS: &[Test] = &[
    ("model_own_file_with_emotions", emotions),
    ("model_own_file_with_sentiment", sentiment),
    ("model_own_file_to_fill_in", fills_in),
    ("model_own_file_refused", refused),
    ("model_card", card),
];

/// The page's error text.
pub const ERROR: &str = "document.querySelector('#error').textContent";

/// A file of the fixtures.
pub fn fixture(path: &str) -> PathBuf {
    project::root().join("tests/fixtures/checkpoints").join(path)
}

/// Opens a weights file of the fixtures, as a person would.
///
/// # Errors
/// Where the picker does not come.
pub fn open(page: &mut Page, path: &str) -> Result<()> {
    page.wait_for("the picker", "document.querySelector('#model-file')", FIRST_ANSWER)?;
    page.choose_file("#model-file", &fixture(path))
}

/// Drops a weights file of the fixtures on the page.
fn drop_on_page(page: &mut Page, path: &str) -> Result<()> {
    page.wait_for("the page", "document.querySelector('.page')", FIRST_ANSWER)?;
    // Only a file picker can get a file from outside the page, so the test adds its own.
    page.eval(
        "document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'held' }))",
    )?;
    page.choose_file("#held", &fixture(path))?;
    page.eval(
        "{
            const held = document.querySelector('#held');
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(held.files[0]);
            held.remove();
            const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
            document.querySelector('.page').dispatchEvent(drop);
        }",
    )
    .map(drop)
}

/// The authors' emotion model as it is released, without a configuration, shows six independent bars and the
/// warning; then the page goes back to the digits.
fn emotions(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "model_own_file_with_emotions";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Neither, false), |page| {
        open(page, "authors_emotion/model.ckpt")?;
        page.click("#sample")?;
        let six = "pageHooks.predictions().length === 6 && pageHooks.predictions()[0][1] > 0";
        page.wait_for("six scores", six, FIRST_ANSWER)?;
        let labels = page.eval("pageHooks.predictions().map(([label]) => label).sort().join(' ')")?;
        ensure!(labels == "angry disgust fear happy sad surprise", "the labels are {labels}");
        let sum = page.eval("pageHooks.predictions().reduce((sum, [, score]) => sum + score, 0)")?;
        ensure!(sum.as_f64().is_some_and(|sum| (sum - 1.0).abs() > 0.01), "the scores are shares: {sum}");
        ensure!(page.eval("document.querySelector('#model-name').textContent")? == "model.ckpt");
        ensure!(page.eval("document.querySelector('.model').textContent.includes('overfitted')")? == true);
        ensure!(page.eval("document.querySelector('.winner')")?.is_null(), "one of six questions won");
        page.click("#default-model")?;
        page.wait_for("the digits again", "pageHooks.predictions().length === 11", FIRST_ANSWER)?;
        page.assert_clean(&host.name())
    })
}

/// The sentiment model, dropped on the page, gives one number on a scale.
fn sentiment(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "model_own_file_with_sentiment";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Neither, false), |page| {
        drop_on_page(page, "authors_state/model.ckpt")?;
        page.click("#sample")?;
        let number = "parseFloat(document.querySelector('#number-gauge')?.dataset.value)";
        page.wait_for("a number", &format!("Number.isFinite({number})"), FIRST_ANSWER)?;
        ensure!(page.eval("document.querySelector('#predictions')")?.is_null(), "there are bars beside it");
        // It neither reconstructs nor matches, so neither is shown.
        for id in ["frame-masked", "spectrogram-reconstruction", "pixel-mask-ratio", "match-score"] {
            let hidden = format!("document.querySelector('#{id}').checkVisibility()");
            ensure!(page.eval(&hidden)? == false, "#{id} is shown");
        }
        ensure!(page.eval("document.querySelector('#frame-input').checkVisibility()")? == true);
        page.assert_clean(&host.name())
    })
}

/// The authors' pretraining model reconstructs and matches, and has no classes.
fn fills_in(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "model_own_file_to_fill_in";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Neither, false), |page| {
        open(page, "authors_pretraining/model.ckpt")?;
        page.click("#sample")?;
        let score = "parseFloat(document.querySelector('#match-score').dataset.value)";
        page.wait_for("a match score", &format!("Number.isFinite({score})"), FIRST_ANSWER)?;
        ensure!(page.eval("document.querySelector('.winner')")?.is_null(), "it asks for a digit");
        for canvas in super::live::CANVASES {
            let drawn = format!("pageHooks.canvas('{canvas}').colours > 2");
            page.wait_for(&format!("a picture in #{canvas}"), &drawn, FIRST_ANSWER)?;
        }
        page.assert_clean(&host.name())
    })
}

/// A file with a model that only code could read, one whose configuration cannot be inferred, and one that is not weights: each has its
/// sentence and a report, and the page's model comes back.
fn refused(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "model_own_file_refused";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Neither, false), |page| {
        for (path, words) in [
            ("training/refused_module.ckpt", "run their code"),
            ("make_fixtures.py", "and no weights"),
            ("torch_f32/pytorch_model.bin", "heads of a width of 24"),
        ] {
            open(page, path)?;
            page.wait_for("its sentence", &format!("{ERROR}.includes('{words}')"), FIRST_ANSWER)?;
        }
        let report = "document.querySelector('#model-report').textContent";
        ensure!(page.eval(&format!("{report}.includes('tvlt.cls_embedding')"))? == true, "no report");
        page.click("#default-model")?;
        page.click("#sample")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        ensure!(page.eval("document.querySelector('#model-report')")?.is_null(), "the report stays");
        page.assert_own_host(&host.name())
    })
}

/// The model's card, linked from its name, has its table and pictures.
fn card(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let mut address = String::new();
    with_page(scene, &host, ("model_card_link", "?device=cpu"), (&Devices::Neither, false), |page| {
        page.wait_for("the link", "document.querySelector('#model-card')", FIRST_ANSWER)?;
        let link = page.eval("document.querySelector('#model-card').getAttribute('href')")?;
        address = link.as_str().unwrap_or_default().to_owned();
        Ok(())
    })?;
    with_page(scene, &host, ("model_card", &address), (&Devices::Neither, false), |page| {
        let pictures =
            "document.images.length >= 3 && [...document.images].every(one => one.naturalWidth > 0)";
        page.wait_for("the card's pictures", pictures, FIRST_ANSWER)?;
        let rows = page.eval("document.querySelector('table').rows.length")?;
        ensure!(rows.as_u64().is_some_and(|rows| rows > 20), "the card's table has {rows} rows");
        page.assert_clean(&host.name())
    })
}
