//! The built site in Firefox, whose engine differs most from Chromium's.
//!
//! Firefox has its own fake camera (a changing colour) and microphone (a tone). Its rules on sound before the first
//! click are not changed.

mod browser;
mod loudspeaker;
mod page;
mod teaching;

use std::time::Duration;

use anyhow::{Result, ensure};

use super::downloads;
use super::faults::SHOWN;
use super::live::{ANSWERED, CANVASES};
use super::models::{self, ERROR};
use super::surprises::says;
use super::{FIRST_ANSWER, Host, Scene, Test};
use browser::{Firefox, Place};
use page::Page;
use xtask::project;

pub const TESTS: &[Test] = &[
    ("firefox_live", live),
    ("firefox_sample", sample),
    ("firefox_own_file", own_file),
    ("firefox_permission_denied", permission_denied),
    ("firefox_no_decoder", no_decoder),
    ("firefox_no_loudspeaker", no_loudspeaker),
    ("firefox_noise_for_pictures", noise_for_pictures),
    ("firefox_model_file", model_file),
    ("firefox_second_visit", second_visit),
    ("firefox_teaching", teaching::teaching),
];

const SOON: Duration = Duration::from_secs(20);

/// Opens the page in a new Firefox, runs `act` on it, and saves a screenshot.
fn with_page(
    scene: &Scene,
    (name, file): (&str, &str),
    place: Place,
    act: impl FnOnce(&mut Page, &Host) -> Result<()>,
) -> Result<()> {
    let host = scene.serve()?;
    let mut browser = Firefox::launch(place)?;
    let mut page = Page::open(&mut browser, &host.address(file))?;
    let outcome = act(&mut page, &host).and_then(|()| page.assert_clean(&host.name()));
    // An error of the screenshot must not hide the test's result.
    page.screenshot(&scene.report(&format!("{name}.png"))).ok();
    outcome
}

/// Camera and microphone give answers, on the page as a person opens it; a stop releases the devices; a second
/// start works.
fn live(scene: &Scene) -> Result<()> {
    with_page(scene, ("firefox_live", ""), Place::Usual, |page, _| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        let both = says("#status", "Watching the camera and listening to the microphone.");
        page.wait_for("both devices", &both, SOON)?;
        moves(page, "frame-input")?;
        moves(page, "spectrogram-input")?;
        drawn(page)?;
        for figure in ["#latency-ms", "#updates-per-second"] {
            let above = format!("parseFloat(document.querySelector('{figure}').dataset.value) > 0");
            page.wait_for(figure, &above, SOON)?;
        }
        page.screenshot(&scene.report("firefox_live_running.png"))?;
        page.click("#stop")?;
        let ended = "pageHooks.tracks().every((track) => track.readyState === 'ended')";
        page.wait_for("every device to be released", ended, SOON)?;
        page.click("#start")?;
        page.wait_for("a second start", &format!("!({ended})"), SOON)?;
        page.wait_for("an answer again", ANSWERED, FIRST_ANSWER)?;
        moves(page, "spectrogram-input")?;
        ensure!(page.text("#error")?.is_empty(), "the page shows an error: {}", page.text("#error")?);
        Ok(())
    })
}

/// The bundled clip gives picture and sound, and its digits are recognised one after the other.
fn sample(scene: &Scene) -> Result<()> {
    with_page(scene, ("firefox_sample", "?device=cpu"), Place::Usual, |page, _| {
        page.click("#sample")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        drawn(page)?;
        let digit = "document.querySelector('.winner:not(.quiet)') && pageHooks.predictions()[0][0]";
        page.wait_for("a digit", digit, FIRST_ANSWER)?;
        let first = page.eval("pageHooks.predictions()[0][0]")?;
        let another = format!("{digit} !== {first} && !!document.querySelector('.winner:not(.quiet)')");
        page.wait_for("another digit of the clip", &another, FIRST_ANSWER)?;
        moves(page, "spectrogram-input")?;
        page.screenshot(&scene.report("firefox_sample_running.png"))?;
        ensure!(page.eval("pageHooks.streams.length")? == 0, "the clip asked for a device");
        page.click("#stop")?;
        page.wait_for("the page to be ready", &says("#status", "Ready"), SOON)
    })
}

/// The person's own video plays; for a file that is not a video there is a sentence.
fn own_file(scene: &Scene) -> Result<()> {
    with_page(scene, ("firefox_own_file", "?device=cpu"), Place::Usual, |page, _| {
        page.choose_file("#video-file", &project::dist().join("sample").join("digits.mp4"))?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("its name", &says("#status", "Playing digits.mp4"), SOON)?;
        moves(page, "frame-input")?;
        moves(page, "spectrogram-input")?;
        page.choose_file("#video-file", &project::dist().join("index.html"))?;
        page.wait_for("a sentence", &says("#error", "cannot play this file"), SOON)?;
        page.click("#sample")?;
        page.wait_for("an answer from the clip", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("the sentence to go", &format!("!({SHOWN})"), SOON)
    })
}

/// The person has refused both devices; then the bundled clip still plays.
fn permission_denied(scene: &Scene) -> Result<()> {
    with_page(scene, ("firefox_permission_denied", "?device=cpu"), Place::Refused, |page, _| {
        page.click("#start")?;
        page.wait_for("a sentence", &says("#error", "are not allowed"), SOON)?;
        page.click("#sample")?;
        page.wait_for("an answer from the clip", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("the sentence to go", &format!("!({SHOWN})"), SOON)
    })
}

/// On a system where Firefox cannot decode H.264, the clip's format, the page says so, and the camera still runs.
fn no_decoder(scene: &Scene) -> Result<()> {
    with_page(scene, ("firefox_no_decoder", "?device=cpu"), Place::NoDecoder, |page, _| {
        page.click("#sample")?;
        page.wait_for("a sentence", &says("#error", "H.264"), SOON)?;
        page.click("#start")?;
        page.wait_for("an answer from the camera", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("the sentence to go", &format!("!({SHOWN})"), SOON)
    })
}

/// Without a loudspeaker Firefox processes no sound: a sentence says so, and the picture alone gives answers.
fn no_loudspeaker(scene: &Scene) -> Result<()> {
    with_page(scene, ("firefox_no_loudspeaker", "?device=cpu"), Place::NoLoudspeaker, |page, _| {
        page.click("#sample")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("a sentence", &says("#status", "loudspeaker"), SOON)?;
        moves(page, "frame-input")
    })
}

/// A Firefox that resists fingerprinting gives noise in place of pictures: a sentence says so, no answer is based on
/// noise, and sound alone gives answers.
fn noise_for_pictures(scene: &Scene) -> Result<()> {
    with_page(scene, ("firefox_noise_for_pictures", "?device=cpu"), Place::Unrecognisable, |page, _| {
        page.click("#sample")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("a sentence", &says("#status", "noise in place of pictures"), SOON)?;
        moves(page, "spectrogram-input")?;
        ensure!(
            page.eval("document.querySelector('#match-score').dataset.value")? == "",
            "noise matches a sound"
        );
        Ok(())
    })
}

/// The person's own weights run; for a file that is not weights there is a sentence; and the page's model comes back.
fn model_file(scene: &Scene) -> Result<()> {
    with_page(scene, ("firefox_model_file", "?device=cpu"), Place::Usual, |page, _| {
        page.choose_file("#model-file", &models::fixture("authors_emotion/model.ckpt"))?;
        page.click("#sample")?;
        let six = "pageHooks.predictions().length === 6 && pageHooks.predictions()[0][1] > 0";
        page.wait_for("six scores", six, FIRST_ANSWER)?;
        page.choose_file("#model-file", &models::fixture("make_fixtures.py"))?;
        page.wait_for("its sentence", &format!("{ERROR}.length > 20"), FIRST_ANSWER)?;
        page.click("#default-model")?;
        page.wait_for("the digits again", "pageHooks.predictions().length === 11", FIRST_ANSWER)?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)
    })
}

/// A model of the hub is downloaded although the connection breaks once. Then, without hub and host, page and model
/// come from the browser's storage.
fn second_visit(scene: &Scene) -> Result<()> {
    let hub = downloads::hub()?;
    let cut = downloads::checkpoint("authors_emotion/model.ckpt")?.len() * 2 / 5;
    hub.behave(|behaviour| behaviour.cut_at = Some(cut));
    let host = downloads::site(scene, &hub)?;
    let mut browser = Firefox::launch(Place::Usual)?;
    let mut page = Page::open(&mut browser, &host.address("?device=cpu"))?;
    page.select("#model-picker", "tvlt-emotion")?;
    page.click("#hub-download")?;
    let named = "document.querySelector('#model-name').textContent === 'TVLT emotion'";
    page.wait_for("the model", named, FIRST_ANSWER)?;
    page.click("#sample")?;
    let six = "pageHooks.predictions().length === 6 && pageHooks.predictions()[0][1] > 0";
    page.wait_for("six scores", six, FIRST_ANSWER)?;
    let kept = "navigator.serviceWorker.ready.then((kept) => kept.active !== null)";
    ensure!(page.eval(kept)? == true, "nothing was kept");
    drop((hub, host));
    page.reload()?;
    let outcome = page.wait_for("the model without hub and host", named, FIRST_ANSWER).and_then(|()| {
        page.click("#sample")?;
        page.wait_for("six scores again", six, FIRST_ANSWER)?;
        moves(&mut page, "spectrogram-input")
    });
    page.screenshot(&scene.report("firefox_second_visit.png"))?;
    outcome
}

/// All six canvases show something.
fn drawn(page: &mut Page) -> Result<()> {
    for canvas in CANVASES {
        let drawn = format!("pageHooks.canvas('{canvas}').colours > 2");
        page.wait_for(&format!("a picture in #{canvas}"), &drawn, FIRST_ANSWER)?;
    }
    Ok(())
}

/// Waits until a canvas changes.
fn moves(page: &mut Page, canvas: &str) -> Result<()> {
    let before = page.eval(&format!("pageHooks.canvas('{canvas}').hash"))?;
    let moved = format!("pageHooks.canvas('{canvas}').hash !== {before}");
    page.wait_for(&format!("#{canvas} to move"), &moved, FIRST_ANSWER)
}
