//! A second visit without a network.

use anyhow::{Result, ensure};

use super::browser::{Browser, Devices};
use super::live::ANSWERED;
use super::page::Page;
use super::surprises::moves;
use super::{FIRST_ANSWER, Scene, Test};

pub const TESTS: &[Test] = &[("offline_second_visit", second_visit)];

/// The page has been there once; then its host is gone, and it opens all the same and answers.
fn second_visit(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = host.name();
    let mut browser = Browser::launch(&Devices::Neither, false)?;
    let mut page = Page::open(&mut browser, &host.address("?device=cpu&source=sample"))?;
    page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
    let kept = "navigator.serviceWorker.ready.then((kept) => kept.active !== null)";
    ensure!(page.eval_within(kept, FIRST_ANSWER)? == true, "nothing was kept");
    drop(host);
    page.reload()?;
    let outcome = page.wait_for("an answer without the host", ANSWERED, FIRST_ANSWER);
    page.screenshot(&scene.report("offline_second_visit.png"))?;
    outcome?;
    moves(&mut page, "frame-input")?;
    moves(&mut page, "spectrogram-input")?;
    page.assert_own_host(&name)
}
