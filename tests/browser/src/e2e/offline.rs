//! A second visit without a network.

use std::fs;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::browser::{Browser, Devices};
use super::live::ANSWERED;
use super::page::Page;
use super::surprises::moves;
use super::{FIRST_ANSWER, Scene, Test};
use xtask::project;

pub const TESTS: &[Test] =
    &[("offline_second_visit", second_visit), ("offline_parts_of_a_film", parts_of_a_film)];

/// After one visit the host is gone; the page still opens and answers.
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

/// Without its host, the service worker answers range requests for the clip with status 206 and `Content-Range`, as
/// Safari needs.
fn parts_of_a_film(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let mut browser = Browser::launch(&Devices::Neither, false)?;
    let mut page = Page::open(&mut browser, &host.address("?device=cpu&source=sample"))?;
    page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
    page.eval_within("navigator.serviceWorker.ready.then(() => true)", FIRST_ANSWER)?;
    page.wait_for("the worker to take over", "navigator.serviceWorker.controller", FIRST_ANSWER)?;
    drop(host);
    let film = fs::read(project::dist().join("sample").join("digits.mp4"))?;
    let size = film.len();
    for (range, first, last) in [
        ("bytes=0-1", 0, 1),
        ("bytes=0-", 0, size - 1),
        ("bytes=100-", 100, size - 1),
        ("bytes=100-99999999", 100, size - 1),
        ("bytes=-500", size - 500, size - 1),
        ("bytes=-99999999", 0, size - 1),
    ] {
        let part = ask(&mut page, range)?;
        let told = (&part["status"], part["range"].as_str());
        let expected = format!("bytes {first}-{last}/{size}");
        ensure!(told == (&json!(206), Some(expected.as_str())), "{range}: {part}");
        let sum: u64 = film[first..=last].iter().map(|byte| u64::from(*byte)).sum();
        ensure!(part["bytes"] == last - first + 1 && part["sum"] == sum, "{range}: other bytes, {part}");
        ensure!(part["type"] == "video/mp4", "{range}: {part}");
    }
    for range in [format!("bytes={size}-"), "bytes=-0".to_owned()] {
        let refused = ask(&mut page, &range)?;
        let told = (&refused["status"], refused["range"].as_str());
        ensure!(told == (&json!(416), Some(format!("bytes */{size}").as_str())), "{range}: {refused}");
    }
    // Anything but a single byte range gets the whole file.
    for range in ["bytes=5-2", "bytes=0-1,5-6", "seconds=1-2"] {
        let whole = ask(&mut page, range)?;
        ensure!(whole["status"] == 200 && whole["bytes"] == size, "{range}: {whole}");
    }
    Ok(())
}

/// Requests a part of the sample clip. Returns status, headers, and length and sum of the received bytes.
fn ask(page: &mut Page, range: &str) -> Result<Value> {
    page.eval(&format!(
        "fetch('sample/digits.mp4', {{ headers: {{ range: {range:?} }} }}).then(async (response) => {{
            const bytes = new Uint8Array(await response.arrayBuffer());
            return {{
                status: response.status, range: response.headers.get('content-range'),
                type: response.headers.get('content-type'), bytes: bytes.length,
                sum: bytes.reduce((sum, byte) => sum + byte, 0),
            }};
        }})"
    ))
}
