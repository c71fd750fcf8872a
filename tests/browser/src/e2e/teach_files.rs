//! Classes from files: dropped on a card, kept over a reload, exported, and opened from the page's address.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::browser::Devices;
use super::page::Page;
use super::surprises::says;
use super::teach_steps::{IDLE, SOON, STAGE, drop_files, export, open};
use super::{FIRST_ANSWER, Host, Scene, Test, with_script};
use xtask::project;

pub const TESTS: &[Test] = &[("teach_by_files_and_address", files_and_address)];

/// Reads what the page keeps on the device.
const KEPT: &str = include_str!("teach_kept.js");

/// Folder of the ZIP on the host, outside the site.
const ELSEWHERE: &str = "/else/where";

/// True once the classes have these samples, and the model has read them.
const ALL_THERE: &str = "['background', 'Class 1', 'Class 2'].map(pageHooks.samples).join() === '1,2,3'";

/// What the first class is learnt from, as its card says.
const LEARNS: &str =
    "document.querySelector(\"#teach-classes > li[data-name='Class 1'] .learn select\")?.value";

fn files_and_address(scene: &Scene) -> Result<()> {
    let folder = tempfile::tempdir().context("no place for a ZIP")?;
    let beside = vec![(ELSEWHERE.to_owned(), folder.path().to_owned())];
    let host = scene.serve_beside(std::iter::empty::<(&str, _)>(), beside)?;
    visit(scene, &host, "", |page| {
        drops(page, folder.path())?;
        chooses(page)?;
        page.reload()?;
        open(page)?;
        page.wait_for("the samples after a reload", ALL_THERE, SOON)?;
        ensure!(page.eval(LEARNS)? == "sight", "what a class is learnt from is not kept");
        export(page, &folder.path().join("my.zip"))?;
        page.assert_clean(&host.name())
    })?;
    visit(scene, &host, &format!("{ELSEWHERE}/my.zip"), |page| {
        page.wait_for("the samples of the address", ALL_THERE, FIRST_ANSWER)?;
        page.wait_for("them to be read", IDLE, FIRST_ANSWER)?;
        ensure!(page.eval(LEARNS)? == "sight", "what a class is learnt from is not in the ZIP");
        let address = page.eval("location.search")?;
        ensure!(address == "?device=cpu", "the address still asks for classes: {address}");
        page.assert_clean(&host.name())
    })?;
    // The same server by another name is another host: it would answer, and must not be asked.
    let port = host.name().rsplit(':').next().unwrap_or_default().to_owned();
    visit(scene, &host, &format!("http://plain.test:{port}{ELSEWHERE}/my.zip"), |page| {
        refused(page, "only those of this page’s own host can be opened")?;
        page.assert_clean(&host.name())
    })?;
    visit(scene, &host, "nowhere.zip", |page| refused(page, "nowhere.zip"))
}

/// Opens the page with this in its address as `teach`, in a new browser.
fn visit(scene: &Scene, host: &Host, zip: &str, act: impl FnOnce(&mut Page) -> Result<()>) -> Result<()> {
    let address = if zip.is_empty() { "?device=cpu".to_owned() } else { format!("?device=cpu&teach={zip}") };
    let script = format!("{STAGE}\n{KEPT}");
    let name = "teach_by_files_and_address";
    with_script(scene, host, (name, &address), (&Devices::Neither, false), &script, act)
}

/// Pictures and sounds become samples, and a file that is neither is named.
fn drops(page: &mut Page, folder: &Path) -> Result<()> {
    open(page)?;
    let digit = |name: &str| project::root().join("tests/fixtures/digits").join(name);
    // Not PNG and larger than what is stored: the browser reads it.
    let large = image::RgbImage::from_fn(640, 480, |x, y| image::Rgb([(x / 3) as u8, (y / 2) as u8, 90]));
    let drawn = folder.join("drawn.jpg");
    large.save(&drawn).context("could not write a picture")?;
    let notes = folder.join("notes.txt");
    fs::write(&notes, "no picture").context("could not write a text")?;
    let files: [(&str, Vec<PathBuf>); 3] = [
        ("background", vec![digit("3.png")]),
        ("Class 1", vec![digit("0.png"), digit("0.wav"), digit("1.png"), notes]),
        ("Class 2", vec![digit("1.wav"), drawn, digit("2.wav"), digit("2.png")]),
    ];
    for (class, files) in &files {
        drop_files(page, class, files)?;
        page.wait_for("files to be taken in", &format!("pageHooks.samples('{class}') > 0 && {IDLE}"), SOON)?;
        let names = page.text("#teach-error")?;
        ensure!(names.contains("notes.txt") == (*class == "Class 1"), "of {class} it says {names:?}");
    }
    page.wait_for("all samples", ALL_THERE, SOON)?;
    ensure!(page.text("#error")?.is_empty(), "the page takes them for a model’s");
    let relies = "[...document.querySelectorAll('#teach-classes .relies')].map((one) => one.textContent)";
    let both = "known by sight and sound";
    ensure!(page.eval(relies)? == json!(["known by sight", both, both]), "{}", page.eval(relies)?);
    ensure!(page.eval("pageHooks.persists")? == 1, "the browser is not asked once to keep the storage");
    Ok(())
}

/// What a class is learnt from is kept on the device.
fn chooses(page: &mut Page) -> Result<()> {
    ensure!(page.eval(LEARNS)? == "both", "at first it is {}", page.eval(LEARNS)?);
    page.select("#teach-classes > li[data-name='Class 1'] .learn select", "sight")?;
    let kept =
        "(globalThis.keeps ??= setInterval(async () => (globalThis.kept = await pageHooks.kept()), 200))
        && kept?.classes.some(({ learns }) => learns?.sight && !learns.sound)";
    page.wait_for("the choice to be kept", kept, SOON)?;
    page.eval("clearInterval(keeps)").map(drop)
}

/// The address's ZIP is not taken in, and a sentence says why.
fn refused(page: &mut Page, words: &str) -> Result<()> {
    page.wait_for("a sentence", &says("#teach-error", words), FIRST_ANSWER)?;
    let counts =
        "[...document.querySelectorAll('#teach-classes > li')].map((one) => one.dataset.count).join()";
    ensure!(page.eval(counts)? == "0,0,0", "something is taken in");
    Ok(())
}
