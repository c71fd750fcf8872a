//! Every failure has a sentence, and the page stays usable.

use std::fs;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::live::ANSWERED;
use super::page::Page;
use super::{FIRST_ANSWER, Host, Scene, Test, weights_path, with_page};
use xtask::project;
use xtask::serve::Answer;

pub const TESTS: &[Test] = &[
    ("fault_permission_denied", permission_denied),
    ("fault_no_devices", no_devices),
    ("fault_weights_missing", weights_missing),
    ("fault_weights_truncated", weights_truncated),
    ("fault_weights_garbage", weights_garbage),
    ("fault_module_missing", module_missing),
    ("fault_no_webgpu", no_webgpu),
];

/// True once the page shows an error.
pub const SHOWN: &str = "document.querySelector('#error')?.textContent.trim().length > 20";

/// True while the page offers to load the model again.
pub const AGAIN: &str = "!!pageHooks.button('Try again')";

/// True while the status says that no model runs.
pub const LACKS_MODEL: &str =
    "document.querySelector('#status')?.textContent.includes('The model does not run')";

const SOON: Duration = Duration::from_secs(20);

/// The person denies permission; then the bundled clip still plays.
fn permission_denied(scene: &Scene) -> Result<()> {
    refused_then_sample(scene, "fault_permission_denied", &Devices::Denied)
}

/// There are no devices; then the bundled clip still plays.
fn no_devices(scene: &Scene) -> Result<()> {
    refused_then_sample(scene, "fault_no_devices", &Devices::Neither)
}

fn refused_then_sample(scene: &Scene, name: &str, devices: &Devices) -> Result<()> {
    let host = scene.serve()?;
    with_page(scene, &host, (name, "?device=cpu"), (devices, false), |page| {
        page.click("#start")?;
        page.wait_for("a sentence", SHOWN, Duration::from_secs(30))?;
        page.click("#sample")?;
        page.wait_for("an answer from the clip", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("the sentence to go", &format!("!({SHOWN})"), Duration::from_secs(10))?;
        page.assert_clean(&host.name())
    })
}

fn weights_missing(scene: &Scene) -> Result<()> {
    let host = scene.serve_with([(&weights_path()?, Answer::NotFound)])?;
    broken(scene, &host, "fault_weights_missing")
}

fn weights_truncated(scene: &Scene) -> Result<()> {
    let path = weights_path()?;
    let mut bytes = fs::read(project::dist().join(&path))?;
    bytes.truncate(bytes.len() / 2);
    let host = scene.serve_with([(&path, Answer::Bytes("application/octet-stream", bytes))])?;
    broken(scene, &host, "fault_weights_truncated")
}

fn weights_garbage(scene: &Scene) -> Result<()> {
    let garbage: Vec<u8> =
        (0..100_000u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let host = scene.serve_with([(&weights_path()?, Answer::Bytes("application/octet-stream", garbage))])?;
    broken(scene, &host, "fault_weights_garbage")
}

fn module_missing(scene: &Scene) -> Result<()> {
    let host = scene.serve_with([("worker_cpu_bg.wasm", Answer::NotFound)])?;
    broken(scene, &host, "fault_module_missing")
}

/// The page says what is wrong and that no model runs, and offers another try.
fn broken(scene: &Scene, host: &Host, name: &str) -> Result<()> {
    with_page(scene, host, (name, "?device=cpu&source=sample"), (&Devices::Both, false), |page| {
        page.wait_for("a sentence", SHOWN, FIRST_ANSWER)?;
        page.wait_for("another try", AGAIN, SOON)?;
        page.wait_for("the status to say so", LACKS_MODEL, SOON)?;
        check_no_panic(page)
    })
}

/// Checks that no console told of a panic.
pub fn check_no_panic(page: &Page) -> Result<()> {
    let panicked = page.console_errors.iter().find(|error| error.contains("panicked"));
    ensure!(panicked.is_none(), "a panic: {panicked:?}");
    Ok(())
}

/// Checks that the page goes on after a failure of the source: the sample clip plays and is answered.
pub fn check_sample_plays(page: &mut Page) -> Result<()> {
    check_no_panic(page)?;
    page.click("#sample")?;
    page.wait_for("an answer from the clip", ANSWERED, FIRST_ANSWER)
}

/// `?device=webgpu` where there is none: a sentence, and the CPU answers.
fn no_webgpu(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    with_page(scene, &host, ("fault_no_webgpu", "?device=webgpu"), (&Devices::Both, false), |page| {
        let said = "/WebGPU.*CPU/.test(document.querySelector('#error')?.textContent)";
        page.wait_for("a sentence on WebGPU", said, FIRST_ANSWER)?;
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        ensure!(page.eval(said)? == true, "the start takes the sentence away");
        ensure!(page.eval(AGAIN)? == false, "another try is offered where a model runs");
        ensure!(page.text("#backend")?.contains("CPU"), "the page does not say that it runs on the CPU");
        page.assert_own_host(&host.name())
    })
}
