//! ZIPs and files that are given to the page: dropped while the classes are closed, beside the cards, chosen by a button,
//! or of no use; and what is taught in a second tab.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::browser::{Browser, Devices};
use super::page::Page;
use super::surprises::says;
use super::teach_steps::{IDLE, SOON, STAGE, drop_files, drop_on, open};
use super::{FIRST_ANSWER, Scene, Test, with_script};
use xtask::project;

pub const TESTS: &[Test] =
    &[("teach_zips_and_files_given", zips_and_files), ("teach_in_a_second_tab", second_tab)];

/// Names of all classes with their samples.
const CLASSES: &str = "[...document.querySelectorAll('#teach-classes > li')].map(({ dataset }) => `${dataset.name} ${dataset.count}`)";

fn zips_and_files(scene: &Scene) -> Result<()> {
    let folder = tempfile::tempdir().context("no place for a ZIP")?;
    let host = scene.serve()?;
    let name = "teach_zips_and_files_given";
    with_script(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), STAGE, |page| {
        opens(page, folder.path())?;
        fails(page, folder.path())?;
        adds(page)?;
        beside(page)?;
        page.assert_clean(&host.name())
    })
}

/// A ZIP that is dropped while the classes are closed opens them, and its samples are there; what it leaves out is named.
fn opens(page: &mut Page, folder: &Path) -> Result<()> {
    page.wait_for("the page", "document.querySelector('#teach-open')", FIRST_ANSWER)?;
    let (one, two) = (std::fs::read(digit("0.png"))?, std::fs::read(digit("1.png"))?);
    let good = [
        ("cup/0.png", &one[..]),
        ("cup/1.png", &two[..]),
        ("cup/2.heic", b"of a kind that is not read"),
        ("book/1.png", &two[..]),
    ];
    drop_on(page, ".page", &[zip(&folder.join("good.zip"), &good)?])?;
    let there = format!("pageHooks.samples('cup') === 2 && pageHooks.samples('book') === 1 && {IDLE}");
    page.wait_for("the samples of the ZIP", &there, FIRST_ANSWER)?;
    ensure!(page.eval(CLASSES)? == json!(["background 0", "book 1", "cup 2"]), "{}", page.eval(CLASSES)?);
    ensure!(page.text("#teach-error")?.contains("cup/2.heic"), "it says {:?}", page.text("#teach-error")?);
    Ok(())
}

/// A ZIP without any good sample leaves all as it was, although it was to replace it; in a new project, too.
fn fails(page: &mut Page, folder: &Path) -> Result<()> {
    let bad = [("plate/0.png", &b"no picture"[..]), ("unknown/1.png", &b"none either"[..])];
    let bad = zip(&folder.join("bad.zip"), &bad)?;
    let refuses = |page: &mut Page| {
        let before = page.eval(CLASSES)?;
        page.choose_file("#teach-import", &bad)?;
        page.wait_for("a sentence", &says("#teach-error", "Nothing of “bad.zip” was taken in"), SOON)?;
        ensure!(page.eval(CLASSES)? == before, "there are {} instead of {before}", page.eval(CLASSES)?);
        ensure!(page.eval("document.querySelector('#teach-undo').hidden")? == true, "something is deleted");
        page.click("#teach-error button")?;
        page.wait_for("the sentence to go", "!document.querySelector('#teach-error p')", SOON)
    };
    page.select("#teach-import-how", "replace")?;
    refuses(page)?;
    page.click("#teach-forget")?;
    page.click("#teach-forget-yes")?;
    let new = format!("{CLASSES}.join() === 'background 0,Class 1 0,Class 2 0'");
    page.wait_for("a new project", &new, SOON)?;
    ensure!(page.eval("document.querySelector('#teach-forget').disabled")? == true, "nothing is left");
    refuses(page)
}

/// Files are chosen for a class by a button, which the keyboard reaches.
fn adds(page: &mut Page) -> Result<()> {
    let picker = "#teach-classes > li[data-name='Class 1'] .file input";
    ensure!(page.eval(&format!("document.querySelector({picker:?}).tabIndex"))? == 0, "no key reaches it");
    page.choose_files(picker, &[digit("0.png"), digit("0.wav"), digit("2.png")])?;
    let there = format!("pageHooks.samples('Class 1') === 2 && {IDLE}");
    page.wait_for("the files", &there, FIRST_ANSWER)?;
    // Choosing the same once more is a choice again: what is added by hand is not compared with what there is.
    page.choose_files(picker, &[digit("2.png")])?;
    page.wait_for("the same file", "pageHooks.samples('Class 1') === 3", SOON)
}

/// A picture that is dropped beside the cards ends nothing, and a sentence says where it belongs.
fn beside(page: &mut Page) -> Result<()> {
    page.click("#start")?;
    page.wait_for("the camera", &says("#status", "Watching"), FIRST_ANSWER)?;
    drop_on(page, ".controls", &[digit("0.png")])?;
    page.wait_for("a sentence", &says("#teach-error", "on a class"), SOON)?;
    page.click("#teach-close")?;
    drop_on(page, ".controls", &[digit("0.png")])?;
    page.wait_for("another", &says("#error", "cannot play this file"), SOON)?;
    let lives = "pageHooks.tracks().length > 0 && pageHooks.tracks().every(({ readyState }) => readyState === 'live')";
    ensure!(page.eval(lives)? == true, "the camera is off");
    ensure!(page.text("#status")?.contains("Watching"), "it says {:?}", page.text("#status")?);
    Ok(())
}

/// A second tab shows what the first one keeps, and says that it keeps nothing. What is taught there is asked about before
/// it is lost.
fn second_tab(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let address = host.address("?device=cpu");
    let mut browser = Browser::launch(&Devices::Neither, false)?;
    let mut first = Page::open_with(&mut browser, &address, STAGE)?;
    open(&mut first)?;
    drop_files(&mut first, "Class 1", &[digit("0.png")])?;
    first.wait_for("a sample", &format!("pageHooks.samples('Class 1') === 1 && {IDLE}"), FIRST_ANSWER)?;
    ensure!(first.eval("document.querySelector('.teach .warning').hidden")? == true, "it warns at once");
    // The first tab stays open.
    let mut second = Page::open_with(&mut browser, &address, STAGE)?;
    let page = &mut second;
    open(page)?;
    page.wait_for("a warning", &says(".teach .warning", "open in another tab"), SOON)?;
    page.wait_for("the sample of the first", "pageHooks.samples('Class 1') === 1", SOON)?;
    page.reload()?;
    ensure!(page.dialogs.is_empty(), "{:?} although nothing is lost", page.dialogs);
    open(page)?;
    drop_files(page, "Class 2", &[digit("1.png")])?;
    page.wait_for(
        "a sample of its own",
        &format!("pageHooks.samples('Class 2') === 1 && {IDLE}"),
        FIRST_ANSWER,
    )?;
    page.screenshot(&scene.report("teach_in_a_second_tab.png"))?;
    page.reload()?;
    ensure!(page.dialogs == ["beforeunload"], "the browser has asked {:?}", page.dialogs);
    open(page)?;
    page.wait_for("the sample of the first", "pageHooks.samples('Class 1') === 1", SOON)?;
    ensure!(page.eval("pageHooks.samples('Class 2')")? == 0, "both tabs write");
    page.assert_clean(&host.name())
}

fn digit(name: &str) -> PathBuf {
    project::root().join("tests/fixtures/digits").join(name)
}

/// Writes a ZIP with these files.
fn zip(place: &Path, files: &[(&str, &[u8])]) -> Result<PathBuf> {
    let mut zip = ZipWriter::new(File::create(place).context("could not write a ZIP")?);
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default())?;
        zip.write_all(bytes)?;
    }
    zip.finish()?;
    Ok(place.to_owned())
}
