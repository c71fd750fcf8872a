//! What tests of a person's own classes do on the page: open them, teach them, and save them as a ZIP.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::FIRST_ANSWER;
use super::live::ANSWERED;
use super::page::Page;

/// A camera and a microphone whose scene the test chooses.
pub const STAGE: &str = include_str!("stage.js");

/// How long a step may take that needs no model to be loaded.
pub const SOON: Duration = Duration::from_secs(30);

/// True while no class is being recorded.
pub const RESTS: &str = "!document.querySelector('#teach-classes > li.recording')";

/// True while the model has no samples to read, and nothing is taken in.
pub const IDLE: &str = "!document.querySelector('.teach .working')";

/// Starts camera and microphone, and opens the person's own classes.
pub fn start(page: &mut Page) -> Result<()> {
    page.click("#start")?;
    page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
    open(page)
}

/// Opens the person's own classes: two of them and the background are there.
pub fn open(page: &mut Page) -> Result<()> {
    page.click("#teach-open")?;
    let cards = "document.querySelectorAll('#teach-classes > li').length >= 3";
    page.wait_for("the cards", cards, FIRST_ANSWER)?;
    ensure!(page.eval("document.querySelector('#unknown') !== null")? == true, "there is no unknown");
    Ok(())
}

/// Records the background, then two classes.
pub fn teach(page: &mut Page) -> Result<()> {
    tap(page, "empty", "background")?;
    let first = page.eval("document.querySelector('#teach-classes input.name').value")?;
    ensure!(first.as_str().is_some_and(|name| !name.is_empty()), "the first class has no name");
    for (place, name) in [(2, "disc"), (3, "bars")] {
        page.fill(&format!("#teach-classes > li:nth-child({place}) input.name"), name)?;
        tap(page, name, name)?;
    }
    Ok(())
}

/// Shows a scene and taps the record button of a class.
fn tap(page: &mut Page, scene: &str, name: &str) -> Result<()> {
    page.eval(&format!("pageHooks.stage('{scene}')"))?;
    page.click(&format!("#teach-classes > li[data-name={name}] .record"))?;
    let recorded = format!("pageHooks.samples('{name}') > 2 && {RESTS}");
    page.wait_for(&format!("samples of {name}"), &recorded, SOON)
}

/// Exports the classes into a file.
pub fn export(page: &mut Page, file: &Path) -> Result<()> {
    page.click("#teach-export")?;
    page.wait_for("the ZIP", "pageHooks.saved", SOON)?;
    let text = "pageHooks.saved.then(({ file }) => new Promise((done) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result.split(',')[1]);
        reader.readAsDataURL(file);
    }))";
    let zip = page.eval(text)?;
    let zip = BASE64_STANDARD.decode(zip.as_str().context("there is no ZIP")?)?;
    fs::write(file, zip).with_context(|| format!("could not write {}", file.display()))
}

/// Drops files on the card of a class, all at once, as a person would.
pub fn drop_files(page: &mut Page, class: &str, files: &[impl AsRef<Path>]) -> Result<()> {
    drop_on(page, &format!("#teach-classes > li[data-name='{class}']"), files)
}

/// Drops files on a part of the page, all at once, as a person would.
pub fn drop_on(page: &mut Page, selector: &str, files: &[impl AsRef<Path>]) -> Result<()> {
    // Only a file picker can get a file from outside the page, so the test adds its own.
    page.eval(
        "document.body.append(Object.assign(document.createElement('input'),
            { type: 'file', id: 'held', multiple: true }))",
    )?;
    page.choose_files("#held", files)?;
    page.eval(&format!(
        "{{
            const held = document.querySelector('#held');
            const dataTransfer = new DataTransfer();
            for (const file of held.files) dataTransfer.items.add(file);
            held.remove();
            const drop = new DragEvent('drop', {{ dataTransfer, bubbles: true, cancelable: true }});
            document.querySelector({selector:?}).dispatchEvent(drop);
        }}"
    ))
    .map(drop)
}
