//! The clip length: picked automatically, and chosen by a person.

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::models::open;
use super::page::Page;
use super::surprises::moves;
use super::{FIRST_ANSWER, Scene, Test, with_page};

pub const TESTS: &[Test] =
    &[("budget_grows_and_is_chosen", grows_and_is_chosen), ("budget_of_one_length_is_not_shown", one_length)];

/// A small model of four frames of 4 patches each, and of 6 by 4 patches of sound. It is fast on any machine, so that
/// the longest clip is picked soon; then the person chooses shorter and longer ones.
fn grows_and_is_chosen(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "budget_grows_and_is_chosen";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Neither, false), |page| {
        open(page, "authors_pretraining/model.ckpt")?;
        page.click("#sample")?;
        tokens(page, 1 + 4 * 4 + 24)?;
        ensure!(page.eval("document.querySelector('#budget-frames').checkVisibility()")? == true);
        ensure!(page.text("#budget-tokens")?.contains("4 frames spread over them"));
        page.select("#budget-frames", "1")?;
        tokens(page, 1 + 4 + 24)?;
        moves(page, "frame-reconstruction")?;
        page.select("#budget-frames", "2")?;
        tokens(page, 1 + 2 * 4 + 24)?;
        moves(page, "frame-reconstruction")?;
        moves(page, "spectrogram-reconstruction")?;
        // For another model the length is picked automatically again.
        page.click("#default-model")?;
        page.wait_for("the digits again", "pageHooks.predictions().length === 11", FIRST_ANSWER)?;
        ensure!(page.eval("document.querySelector('#budget-frames').checkVisibility()")? == false);
        page.assert_clean(&host.name())
    })
}

/// The page's own model takes only one clip length, so there is nothing to choose.
fn one_length(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "budget_of_one_length_is_not_shown";
    with_page(scene, &host, (name, "?device=cpu&source=sample"), (&Devices::Neither, false), |page| {
        page.wait_for("an answer", super::live::ANSWERED, FIRST_ANSWER)?;
        ensure!(page.eval("document.querySelector('.budget').checkVisibility()")? == false);
        page.assert_clean(&host.name())
    })
}

fn tokens(page: &mut Page, count: usize) -> Result<()> {
    let shown = format!("document.querySelector('#budget-tokens').dataset.value === '{count}'");
    page.wait_for(&format!("{count} tokens"), &shown, FIRST_ANSWER)
}
