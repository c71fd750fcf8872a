//! `tvlt.js` in a page of somebody else, in another folder of the host: it recognises by a ZIP that the page exported.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::browser::Devices;
use super::page::Page;
use super::teach_steps::{SOON, STAGE, export, start, teach};
use super::{FIRST_ANSWER, MOUNT, Scene, Test, with_script};

pub const TESTS: &[Test] = &[("tvlt_js_in_a_page_of_ones_own", own_page)];

/// Folder of the other page on the host.
const ELSEWHERE: &str = "/else/where";

fn own_page(scene: &Scene) -> Result<()> {
    let folder = tempfile::tempdir().context("no place for a page")?;
    let html = "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>own</title>\
        <script type=module src=own.js></script>";
    fs::write(folder.path().join("own.html"), html)?;
    fs::write(folder.path().join("own.js"), include_str!("own_page.js").replace("SITE", MOUNT))?;
    let beside = vec![(ELSEWHERE.to_owned(), folder.path().to_owned())];
    let host = scene.serve_beside(std::iter::empty::<(&str, _)>(), beside)?;
    let name = "tvlt_js_in_a_page_of_ones_own";
    with_script(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), STAGE, |page| {
        start(page)?;
        teach(page)?;
        export(page, &folder.path().join("my.zip"))?;
        visit(page, &format!("{ELSEWHERE}/own.html"))?;
        recognises(page)?;
        ends(page)?;
        refuses(page)?;
        visit(page, &format!("{MOUNT}/example.html?zip={ELSEWHERE}/my.zip"))?;
        example(page)
    })
}

/// Leaves what the page keeps on the device behind, and opens another page of the host.
fn visit(page: &mut Page, address: &str) -> Result<()> {
    page.eval(&format!("window.isOld = true; location.href = {}", json!(address)))?;
    page.wait_for("the other page", "!window.isOld && document.readyState === 'complete'", SOON)?;
    page.eval(
        "indexedDB.databases().then((all) => Promise.all(all.map(({ name }) => new Promise((done) => {
            const deletion = indexedDB.deleteDatabase(name);
            deletion.onsuccess = deletion.onblocked = deletion.onerror = done;
        }))))",
    )
    .map(drop)
}

/// Both ways to take pictures give each class when it is shown and heard, and nothing for the empty scene.
fn recognises(page: &mut Page) -> Result<()> {
    page.wait_for("the script", "window.own", SOON)?;
    let classes = page.eval_within("own.open('my.zip').then((tvlt) => tvlt.classes)", FIRST_ANSWER)?;
    ensure!(classes == json!(["disc", "bars"]), "the classes are {classes}");
    for way in ["own.watch()", "own.watchElement()"] {
        page.eval(way)?;
        for name in ["disc", "bars"] {
            page.eval(&format!("pageHooks.stage('{name}')"))?;
            let shown = format!(
                "own.answer?.label === '{name}' && !own.answer.unknown && own.answer.unknownScore < 0.5
                 && own.answer.sees === '{name}' && own.answer.hears === '{name}' && own.answer.match === 1
                 && own.answer.scores.{name} > own.answer.scores.{}",
                if name == "disc" { "bars" } else { "disc" }
            );
            page.wait_for(&format!("{name} by {way}"), &shown, SOON)?;
        }
        page.eval("pageHooks.stage('empty')")?;
        let unknown = "own.answer?.label === null && own.answer.unknown && own.answer.unknownScore > 0.5";
        page.wait_for("the empty scene to be unknown", unknown, SOON)?;
        page.eval_within("own.leave()", SOON)?;
        released(page)?;
    }
    ensure!(
        page.eval("own.tracks.every((track) => track.readyState === 'live')")? == true,
        "tracks are stopped"
    );
    let kept = page.eval("indexedDB.databases().then((all) => all.length)")?;
    ensure!(kept == 0, "something is kept on the device");
    Ok(())
}

/// After a loop, no sound is processed any more.
fn released(page: &mut Page) -> Result<()> {
    let closed =
        "pageHooks.contexts.every((context) => own.stage.includes(context) || context.state === 'closed')";
    page.wait_for("the sound to be released", closed, SOON)
}

/// A loop ends with its stream, and when everything is closed.
fn ends(page: &mut Page) -> Result<()> {
    page.eval("own.answer = null; own.watch()")?;
    page.wait_for("an answer", "own.answer", SOON)?;
    let both = page.eval("own.tvlt.watch(own.stream).next().catch((error) => error.message)")?;
    ensure!(both.as_str().is_some_and(|words| words.contains("watched already")), "two loops: {both}");
    page.eval("own.tracks.forEach((track) => track.stop())")?;
    ensure!(page.eval_within("own.loop", SOON)? == "ended", "the loop does not end with the stream");
    released(page)?;
    page.eval("own.answer = null; own.watch()")?;
    page.wait_for("an answer", "own.answer", SOON)?;
    page.eval("own.tvlt.close()")?;
    ensure!(page.eval_within("own.loop", SOON)? == "ended", "the loop does not end as all is closed");
    released(page)
}

/// What cannot be opened or watched is refused with a sentence.
fn refuses(page: &mut Page) -> Result<()> {
    for (attempt, words) in [
        ("own.open(new Blob(['no ZIP']))", "cannot be used"),
        ("own.open(new Blob(['PK\\u0003\\u0004 and no more']))", "not a ZIP file"),
        ("own.open('nowhere.zip')", "is not there"),
        ("own.open(7)", "neither an address nor a file"),
        ("own.open('my.zip', { model: 'none' })", "no model none"),
        ("own.tvlt.watch(own.stream).next()", "was closed"),
    ] {
        let error = format!("{attempt}.then(() => 'no error', own.describe)");
        let error = page.eval_within(&error, FIRST_ANSWER)?;
        let error = error.as_str().unwrap_or_default();
        let is_sentence = error.starts_with("TvltError: ") && error.ends_with('.');
        ensure!(is_sentence && error.contains(words), "{attempt} gives {error:?}");
    }
    Ok(())
}

/// The example page opens the ZIP of its address, and leaves no device on.
fn example(page: &mut Page) -> Result<()> {
    page.eval("pageHooks.stage('bars')")?;
    page.click("#start")?;
    page.wait_for(
        "the example's answer",
        "document.querySelector('#answer').textContent === 'bars'",
        FIRST_ANSWER,
    )?;
    page.click("#stop")?;
    page.wait_for("its end", "document.querySelector('#answer').textContent === 'Stopped.'", SOON)?;
    let live = "pageHooks.tracks().filter((track) => track.readyState === 'live').length";
    ensure!(page.eval(live)? == 0, "camera or microphone are left on");
    page.click("#start")?;
    page.wait_for("a second start", &format!("{live} > 0"), FIRST_ANSWER)
}
