//! A person's own classes: taught by sight and sound, recognised, kept, deleted and brought back, exported and imported.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;

use super::browser::Devices;
use super::live::ANSWERED;
use super::page::Page;
use super::teach_steps::{IDLE, RESTS, SOON, STAGE, open, teach};
use super::{FIRST_ANSWER, Scene, Test, with_script};

pub const TESTS: &[Test] = &[("teach_own_classes", own_classes)];

fn own_classes(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "teach_own_classes";
    with_script(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), STAGE, |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        ensure!(page.worker_count("worker_teach") == 0, "the worker that learns is started unasked");
        open(page)?;
        teach(page)?;
        recognises(page)?;
        report(page)?;
        page.screenshot(&scene.report("teach.png"))?;
        looks(scene, page)?;
        deletes(page)?;
        let samples = ["background", "disc", "bars"].map(|name| format!("pageHooks.samples('{name}')"));
        let samples = format!("[{}].join()", samples.join(","));
        let before = page.eval(&samples)?;
        page.reload()?;
        open(page)?;
        let same = format!("{samples} === {before}");
        page.wait_for("the classes that were kept", &same, SOON)?;
        moves(page, &same)?;
        page.assert_clean(&host.name())
    })
}

/// Each class is recognised when it is shown and heard; the empty scene is no class.
fn recognises(page: &mut Page) -> Result<()> {
    for name in ["disc", "bars"] {
        page.eval(&format!("pageHooks.stage('{name}')"))?;
        let best = format!("document.querySelector('#predictions li.best')?.dataset.label === '{name}'");
        page.wait_for(&format!("{name} to be recognised"), &best, SOON)?;
        let together = "parseFloat(document.querySelector('#match-score').dataset.value) > 0.5";
        page.wait_for("sound and picture to belong together", together, SOON)?;
    }
    page.eval("pageHooks.stage('empty')")?;
    let unknown =
        "document.querySelector('.winner.unknown') && !document.querySelector('#predictions li.best')";
    page.wait_for("the empty scene to be unknown", unknown, SOON)?;
    ensure!(page.eval("pageHooks.predictions().length")? == json!(2), "the background is an answer");
    Ok(())
}

/// With one recording of each class the report does not pretend to know; with two it has figures.
fn report(page: &mut Page) -> Result<()> {
    ensure!(page.text("#teach-report")?.contains("cannot know yet"), "the report knows from one recording");
    for name in ["empty", "disc", "bars"] {
        page.eval(&format!("pageHooks.stage('{name}')"))?;
        let class = if name == "empty" { "background" } else { name };
        let before = page.eval(&format!("pageHooks.samples('{class}')"))?;
        page.eval(&format!("pageHooks.hold('#teach-classes > li[data-name={class}] .record', 1200)"))?;
        let more = format!("pageHooks.samples('{class}') > {before} && {RESTS}");
        page.wait_for(&format!("a second recording of {class}"), &more, SOON)?;
    }
    let accuracy = "parseFloat(document.querySelector('#teach-report').dataset.accuracy)";
    page.wait_for("a report", &format!("{accuracy} > 0.5 && {accuracy} <= 1"), SOON)?;
    let rows = page.eval("document.querySelectorAll('#teach-report .matrix tbody tr').length")?;
    ensure!(rows.as_u64() >= Some(2), "the confusion matrix has {rows} rows");
    Ok(())
}

/// Neither here nor on a phone is anything wider than the screen, however long a name is; screenshots for people, in the
/// dark too.
fn looks(scene: &Scene, page: &mut Page) -> Result<()> {
    let wider = "document.documentElement.scrollWidth - innerWidth";
    let (name, long) = ("#teach-classes > li:nth-child(3) input.name", "W".repeat(40));
    page.fill(name, &long)?;
    let named = format!("document.querySelector('#teach-report .name[title={long}]')");
    page.wait_for("the long name in the report", &named, SOON)?;
    let wide = page.eval(wider)?;
    ensure!(
        wide.as_i64().is_some_and(|wide| wide <= 0),
        "with a long name the page is {wide} pixels too wide"
    );
    page.set_looks(Some((390, 844)), false)?;
    page.pause(Duration::from_millis(300))?;
    let wide = page.eval(wider)?;
    page.fill(name, "bars")?;
    page.screenshot(&scene.report("teach-phone.png"))?;
    page.set_looks(None, true)?;
    page.pause(Duration::from_millis(300))?;
    page.screenshot(&scene.report("teach-dark.png"))?;
    page.set_looks(None, false)?;
    ensure!(wide.as_i64().is_some_and(|wide| wide <= 0), "on a phone the page is {wide} pixels too wide");
    Ok(())
}

/// A deleted class and a deleted sample come back.
fn deletes(page: &mut Page) -> Result<()> {
    let card = "#teach-classes > li[data-name=disc]";
    let before = page.eval("pageHooks.samples('disc')")?;
    page.wait_for("small pictures", &format!("document.querySelector('{card} .strip canvas')"), SOON)?;
    for (button, after) in [(".strip .remove", format!("=== {before} - 1")), (".delete", "=== 0".to_owned())]
    {
        page.click(&format!("{card} {button}"))?;
        page.wait_for("the deletion", &format!("pageHooks.samples('disc') {after}"), SOON)?;
        page.wait_for("the focus to go on", "document.activeElement !== document.body", SOON)?;
        page.click("#teach-undo")?;
        page.wait_for("its undoing", &format!("pageHooks.samples('disc') === {before}"), SOON)?;
    }
    Ok(())
}

/// Everything is exported, forgotten, and imported again; the model then reads the samples. `same` is true of the
/// samples that there were.
fn moves(page: &mut Page, same: &str) -> Result<()> {
    page.click("#teach-export")?;
    page.wait_for("the ZIP", "pageHooks.saved", SOON)?;
    let begins = "pageHooks.saved.then(async ({ file }) => (await file.slice(0, 2).text()))";
    ensure!(page.eval(begins)? == "PK", "what is exported is no ZIP");
    page.click("#teach-forget")?;
    page.click("#teach-forget-yes")?;
    page.wait_for("everything to be forgotten", "pageHooks.samples('disc') === 0", SOON)?;
    page.eval("pageHooks.choose('#teach-import')")?;
    page.wait_for("the samples", same, SOON)?;
    page.wait_for("them to be read", IDLE, FIRST_ANSWER)
}
