//! Unexpected events: a device is unplugged, a worker crashes or hangs, the origin is insecure, a file is not a
//! video, weights arrive only at the second try.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::faults::{AGAIN, SHOWN, check_no_panic, check_sample_plays};
use super::live::ANSWERED;
use super::page::Page;
use super::{FIRST_ANSWER, Scene, Test, weights_path, with_page};
use xtask::project;
use xtask::serve::Answer;

pub const TESTS: &[Test] = &[
    ("surprise_camera_then_microphone_unplugged", unplugged),
    ("surprise_worker_crashes", worker_crashes),
    ("surprise_worker_hangs", worker_hangs),
    ("surprise_insecure_origin", insecure_origin),
    ("surprise_own_file", own_file),
    ("surprise_second_try", second_try),
];

const SOON: Duration = Duration::from_secs(20);

/// The camera is unplugged: there is a sentence, and sound goes on. Then the microphone too: there is a sentence, and
/// a new start works.
fn unplugged(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "surprise_camera_then_microphone_unplugged";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.eval("pageHooks.unplug('video')")?;
        page.wait_for("a sentence", &says("#error", "The camera is gone"), SOON)?;
        moves(page, "spectrogram-input")?;
        // An update in flight may still have used the picture.
        let none = "document.querySelector('#match-score').dataset.value === ''";
        page.wait_for("no match score without a picture", none, SOON)?;
        page.eval("pageHooks.unplug('audio')")?;
        page.wait_for("a sentence", &says("#error", "Camera and microphone are gone"), SOON)?;
        check_no_panic(page)?;
        page.click("#start")?;
        page.wait_for("an answer after a new start", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("the sentence to go", &format!("!({SHOWN})"), SOON)?;
        moves(page, "frame-input")?;
        page.assert_clean(&host.name())
    })
}

/// A worker that throws is restarted; one that soon throws again is not, until the person asks.
fn worker_crashes(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    with_page(scene, &host, ("surprise_worker_crashes", "?device=cpu"), (&Devices::Both, false), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        let crash = "setTimeout(() => { throw new Error('made to fail'); })";
        page.eval_in_worker("worker_cpu", crash)?;
        page.wait_for("a sentence", &says("#status", "started again"), SOON)?;
        moves(page, "frame-input")?;
        ensure!(page.worker_count("worker_cpu") == 2, "{} workers", page.worker_count("worker_cpu"));
        page.eval_in_worker("worker_cpu", crash)?;
        page.wait_for("the problem", &says("#error", "made to fail"), SOON)?;
        ensure!(page.worker_count("worker_cpu") == 2, "it was started a third time by itself");
        check_no_panic(page)?;
        page.eval("pageHooks.button('Try again').click()")?;
        page.wait_for("an answer after another try", ANSWERED, FIRST_ANSWER)?;
        ensure!(page.eval(AGAIN)? == false, "another try is offered where a model runs");
        moves(page, "frame-input")?;
        page.assert_own_host(&host.name())
    })
}

/// A worker that never answers is stopped and restarted.
fn worker_hangs(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    with_page(scene, &host, ("surprise_worker_hangs", "?device=cpu"), (&Devices::Both, false), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.eval_in_worker("worker_cpu", "for (;;) {}")?;
        page.wait_for("a sentence", &says("#status", "did not answer"), Duration::from_secs(60))?;
        moves(page, "frame-input")?;
        page.assert_own_host(&host.name())
    })
}

/// Over http from a host other than this machine there is no camera: a sentence says so, and the clip
/// plays without sound.
fn insecure_origin(scene: &Scene) -> Result<()> {
    let host = scene.serve()?.called("plain.test");
    let name = "surprise_insecure_origin";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), |page| {
        page.click("#start")?;
        page.wait_for("a sentence", &says("#error", "https://"), SOON)?;
        page.click("#sample")?;
        page.wait_for("an answer from the clip", ANSWERED, FIRST_ANSWER)?;
        moves(page, "frame-input")?;
        page.assert_clean(&host.name())
    })
}

/// The person's own video plays; for a file that is not a video there is a sentence.
fn own_file(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    with_page(scene, &host, ("surprise_own_file", "?device=cpu"), (&Devices::Neither, false), |page| {
        page.wait_for("the picker", "document.querySelector('#video-file')", SOON)?;
        page.choose_file("#video-file", &project::dist().join("sample").join("digits.mp4"))?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("its name", &says("#status", "Playing digits.mp4"), SOON)?;
        moves(page, "spectrogram-input")?;
        ensure!(page.eval("pageHooks.streams.length")? == 0, "the file asked for a device");
        page.choose_file("#video-file", &project::dist().join("index.html"))?;
        page.wait_for("a sentence", &says("#error", "cannot play this file"), SOON)?;
        check_sample_plays(page)
    })
}

/// Weights that arrive only at the second try.
fn second_try(scene: &Scene) -> Result<()> {
    let answer = Answer::NotFoundFirst(Arc::new(AtomicBool::new(false)));
    let host = scene.serve_with([(weights_path()?, answer)])?;
    let name = "surprise_second_try";
    with_page(scene, &host, (name, "?device=cpu&source=sample"), (&Devices::Neither, false), |page| {
        page.wait_for("a sentence", SHOWN, FIRST_ANSWER)?;
        page.eval("pageHooks.button('Try again').click()")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("the sentence to go", &format!("!({SHOWN})"), SOON)
    })
}

/// A condition that is true once an element's text contains these words.
pub fn says(selector: &str, words: &str) -> String {
    format!("document.querySelector({selector:?})?.textContent.includes({words:?})")
}

/// Waits until a canvas changes.
pub fn moves(page: &mut Page, canvas: &str) -> Result<()> {
    let before = page.eval(&format!("pageHooks.canvas('{canvas}').hash"))?;
    let moved = format!("pageHooks.canvas('{canvas}').hash !== {before}");
    page.wait_for(&format!("#{canvas} to move"), &moved, FIRST_ANSWER)
}
