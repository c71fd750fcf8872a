//! A person's own classes with another model: it reads all samples again, and one without classes of its own offers
//! only theirs.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use serde_json::Value;

use super::browser::Devices;
use super::page::Page;
use super::teach_steps::{IDLE, SOON, STAGE, drop_files, open};
use super::{FIRST_ANSWER, Scene, Test, models, with_script};
use xtask::project;

pub const TESTS: &[Test] = &[("teach_with_another_model", another_model)];

/// Notes how far the model is in reading samples, as the page shows it.
const WATCH: &str = "
    pageHooks.shares = [];
    new MutationObserver(() => {
        const working = document.querySelector('.teach .working');
        const share = working?.querySelector('progress')?.value;
        if (!working?.textContent.includes('still has to read') || share === pageHooks.shares.at(-1)) return;
        pageHooks.shares.push(share);
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });";

/// Time between two looks into the storage.
const PAUSE: Duration = Duration::from_millis(200);

/// Samples of each class of the test.
const SAMPLES: usize = 6;

fn another_model(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "teach_with_another_model";
    let script = format!("{STAGE}\n{}", include_str!("teach_kept.js"));
    with_script(scene, &host, (name, "?device=cpu"), (&Devices::Neither, false), &script, |page| {
        open(page)?;
        for (class, first) in [("Class 1", 0), ("Class 2", 4)] {
            drop_files(page, class, &digits(first))?;
            let taken = format!("pageHooks.samples('{class}') === {SAMPLES} && {IDLE}");
            page.wait_for("files to be read", &taken, FIRST_ANSWER)?;
        }
        let by_the_pages = read(page, "")?;
        ensure!(
            page.eval("document.querySelector('#teach-close')")? != Value::Null,
            "the digits are not offered"
        );
        page.eval(WATCH)?;

        models::open(page, "authors_pretraining/model.ckpt")?;
        let alone = "document.querySelector('#teach-open') && !document.querySelector('#teach-close')";
        page.wait_for("only the person’s own classes to be offered", alone, FIRST_ANSWER)?;
        let by_the_other = read(page, &by_the_pages)?;
        shares_rose(page)?;
        // What the clip shows is answered with features of this model.
        page.click("#sample")?;
        let answered = "pageHooks.predictions().map(([name]) => name).sort().join() === 'Class 1,Class 2'
            && pageHooks.predictions()[0][1] > 0";
        page.wait_for("an answer by the other model", answered, FIRST_ANSWER)?;
        page.click("#stop")?;

        page.eval("pageHooks.shares.length = 0")?;
        page.click("#default-model")?;
        read(page, &by_the_other)?;
        shares_rose(page)?;
        ensure!(
            page.eval("document.querySelector('#teach-close')")? != Value::Null,
            "the digits do not come back"
        );
        page.assert_clean(&host.name())
    })
}

/// Pictures and sounds of some digits of the fixtures.
fn digits(first: usize) -> Vec<PathBuf> {
    let folder = project::root().join("tests/fixtures/digits");
    let files = |digit: usize| ["png", "wav"].map(|kind| folder.join(format!("{digit}.{kind}")));
    (first..first + SAMPLES).flat_map(files).collect()
}

/// Waits until all samples are read by one model, another than `before`, and returns its name.
fn read(page: &mut Page, before: &str) -> Result<String> {
    let model = format!(
        "pageHooks.kept().then(({{ samples }}) => {{
            const [{{ model, sight }}] = samples;
            const is_read = (one) => one.model === model && one.sight?.length === sight?.length && one.sound;
            return samples.length === {} && samples.every(is_read) && model !== {before:?} ? model : '';
        }})",
        2 * SAMPLES
    );
    let end = Instant::now() + FIRST_ANSWER;
    while Instant::now() < end {
        match page.eval(&model)?.as_str() {
            Some(model) if !model.is_empty() => {
                page.wait_for("the page to say no more that it reads", IDLE, SOON)?;
                return Ok(model.to_owned());
            }
            _ => page.pause(PAUSE)?,
        }
    }
    bail!("not all samples are read by another model than {before:?}")
}

/// The page has shown how far it was.
fn shares_rose(page: &mut Page) -> Result<()> {
    let shares = page.eval("pageHooks.shares")?;
    let shares: Vec<f64> = shares.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    ensure!(shares.len() > 2 && shares.is_sorted(), "while samples are read, the page shows {shares:?}");
    Ok(())
}
