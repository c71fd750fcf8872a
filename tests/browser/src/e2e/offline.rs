//! A second visit without a network.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::browser::{Browser, Devices};
use super::live::ANSWERED;
use super::page::Page;
use super::surprises::moves;
use super::{FIRST_ANSWER, Host, MOUNT, Scene, Test};
use xtask::project;
use xtask::serve::{self, Site};

pub const TESTS: &[Test] = &[
    ("offline_second_visit", second_visit),
    ("offline_new_version", new_version),
    ("offline_parts_of_a_film", parts_of_a_film),
];

/// A file that the service worker keeps and that nothing on the page fetches.
const QUIET: &str = "tvlt.js";

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

/// On a host that lets the browser use its files for an hour without asking, a new version of the page is kept with the
/// host's new files, and not with those that the browser still has.
fn new_version(_: &Scene) -> Result<()> {
    let site = tempfile::tempdir().context("no place for a copy of the site")?;
    copy(&project::dist(), site.path())?;
    let served = Site {
        folder: site.path().to_owned(),
        mount: MOUNT.to_owned(),
        cache_control: Some("max-age=3600"),
        ..Site::default()
    };
    let host = Host { server: serve::start(&served, 0)?, alias: None };
    let mut browser = Browser::launch(&Devices::Neither, false)?;
    let mut page = Page::open(&mut browser, &host.address("?device=cpu&source=sample"))?;
    page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
    page.wait_for("the worker to take over", "navigator.serviceWorker.controller", FIRST_ANSWER)?;
    let kept = format!(
        "caches.match(new URL('{QUIET}', document.baseURI)).then((kept) => kept?.text()).then((text) => text ?? '')"
    );
    ensure!(page.eval(&kept)? == fs::read_to_string(site.path().join(QUIET))?, "another file is kept");
    fs::write(site.path().join(QUIET), "new")?;
    let worker = site.path().join("service-worker.js");
    fs::write(&worker, fs::read_to_string(&worker)? + "// a new version\n")?;
    let update = "navigator.serviceWorker.getRegistration().then((kept) => kept.update()).then((kept) =>
        new Promise((done) => {
            const worker = kept.installing ?? kept.waiting ?? kept.active;
            const look = () => { if (['activated', 'redundant'].includes(worker.state)) done(worker.state); };
            worker.addEventListener('statechange', look);
            look();
        }))";
    let state = page.eval_within(update, FIRST_ANSWER)?;
    ensure!(state == "activated", "the new version is {state}");
    let now = page.eval(&kept)?;
    ensure!(now == "new", "what is kept is still {now}");
    Ok(())
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).with_context(|| format!("could not copy {}", from.display()))?;
        }
    }
    Ok(())
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
