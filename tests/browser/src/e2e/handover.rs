//! The CPU answers first; WebGPU takes over where it is faster, and is replaced when it is lost.
//!
//! Chromium's software adapter stands in for a GPU: a script makes it look like hardware. Where WebGPU is to win,
//! another script makes the CPU worker's clock run fast, so that the CPU measures itself as slow.

use std::fs;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::live::ANSWERED;
use super::models::open;
use super::page::Page;
use super::surprises::{moves, says};
use super::{FIRST_ANSWER, Scene, Test, with_script};
use xtask::project;
use xtask::serve::Answer;

pub const TESTS: &[Test] = &[
    ("handover_slower_gpu_stays_behind", slower_gpu),
    ("handover_faster_gpu_takes_over_and_is_lost", faster_gpu_is_lost),
    ("handover_own_file_outlives_the_gpu", own_file_outlives_the_gpu),
    ("handover_to_a_module_that_is_built_later", module_built_later),
];

/// Makes the adapter look like hardware.
pub const REAL_ADAPTER: &str = "if (self.GPUAdapterInfo) {
    Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });
}";

/// Runs first in each worker: the CPU worker's clock runs 500 times as fast, and the GPU's device is kept, so that
/// the test can lose it.
const SLOW_CPU: &str = "if (self.location.search.includes('worker_cpu')) {
    const now = performance.now.bind(performance);
    performance.now = () => now() * 500;
} else if (self.GPUAdapter) {
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...options) {
        return (self.lentDevice = await request.apply(this, options));
    };
}
";

/// Time limit on software WebGPU, which is slow.
const SLOW: Duration = Duration::from_secs(240);

fn slower_gpu(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "handover_slower_gpu_stays_behind";
    with_script(scene, &host, (name, "?source=sample"), (&Devices::Neither, true), REAL_ADAPTER, |page| {
        page.wait_for("an answer of the CPU", ANSWERED, FIRST_ANSWER)?;
        ensure!(page.text("#backend")?.starts_with("CPU"), "the CPU should answer first");
        page.wait_for("the comparison", "document.body.textContent.includes('WebGPU is slower here')", SLOW)?;
        ensure!(page.text("#backend")?.starts_with("CPU"), "the slower one took over");
        ensure!(page.worker_count("worker_gpu") == 1, "no GPU worker was tried");
        moves(page, "frame-input")?;
        page.assert_clean(&host.name())
    })
}

fn faster_gpu_is_lost(scene: &Scene) -> Result<()> {
    let mut loader = SLOW_CPU.to_owned();
    loader.push_str(&fs::read_to_string(project::dist().join("worker-loader.js"))?);
    let host = scene.serve_with([("worker-loader.js", Answer::Bytes("text/javascript", loader.into()))])?;
    let name = "handover_faster_gpu_takes_over_and_is_lost";
    with_script(scene, &host, (name, "?source=sample"), (&Devices::Neither, true), REAL_ADAPTER, |page| {
        page.wait_for("an answer of the CPU", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("the handover", &says("#backend", "WebGPU"), SLOW)?;
        ensure!(page.eval("document.body.textContent.includes('times as fast')")? == true, "no reason");
        // Both picture and sound reach the new worker.
        answers_anew(page)?;
        page.assert_clean(&host.name())?;

        page.eval_in_worker("worker_gpu", "self.lentDevice.destroy()")?;
        page.wait_for("the CPU", &format!("!({})", says("#backend", "WebGPU")), SLOW)?;
        page.wait_for("a sentence", &says("#status", "The GPU was lost"), FIRST_ANSWER)?;
        // The page learns of the loss before the test learns of the new worker.
        answers_anew(page)?;
        ensure!(page.worker_count("worker_cpu") == 2, "the CPU worker was not started anew");
        page.assert_own_host(&host.name())
    })
}

/// The person's own model is opened while WebGPU runs, and keeps running when the GPU is lost.
fn own_file_outlives_the_gpu(scene: &Scene) -> Result<()> {
    let mut loader = SLOW_CPU.to_owned();
    loader.push_str(&fs::read_to_string(project::dist().join("worker-loader.js"))?);
    let host = scene.serve_with([("worker-loader.js", Answer::Bytes("text/javascript", loader.into()))])?;
    let name = "handover_own_file_outlives_the_gpu";
    let address = "?source=sample&device=webgpu";
    with_script(scene, &host, (name, address), (&Devices::Neither, true), REAL_ADAPTER, |page| {
        page.wait_for("WebGPU", &says("#backend", "WebGPU"), SLOW)?;
        page.wait_for("an answer", ANSWERED, SLOW)?;
        let six = "pageHooks.predictions().length === 6 && pageHooks.predictions()[0][1] > 0";
        open(page, "authors_emotion/model.ckpt")?;
        page.wait_for("six scores", six, SLOW)?;
        page.wait_for("WebGPU again", &says("#backend", "WebGPU"), SLOW)?;
        moves(page, "frame-input")?;
        page.eval_in_worker("worker_gpu", "self.lentDevice.destroy()")?;
        page.wait_for("the CPU", &format!("!({})", says("#backend", "WebGPU")), SLOW)?;
        page.wait_for("six scores again", six, SLOW)?;
        moves(page, "frame-input")?;
        page.assert_own_host(&host.name())
    })
}

/// The page of `cargo xtask serve` before the module for WebGPU is built: the CPU answers, and WebGPU takes over in the
/// open page when the module is there.
fn module_built_later(scene: &Scene) -> Result<()> {
    let (host, later) = scene.serve_before_gpu()?;
    let name = "handover_to_a_module_that_is_built_later";
    with_script(scene, &host, (name, "?source=sample"), (&Devices::Neither, true), REAL_ADAPTER, |page| {
        page.wait_for("an answer of the CPU", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("the worker that waits", &says("#backend", "CPU"), FIRST_ANSWER)?;
        page.pause(Duration::from_secs(2))?;
        ensure!(page.worker_count("worker_gpu") == 1, "the GPU worker was not started");
        ensure!(page.text("#error")?.is_empty(), "the wait is taken for an error");
        later.is_ready();
        page.wait_for("the comparison", "document.body.textContent.includes('WebGPU is slower here')", SLOW)?;
        page.assert_clean(&host.name())
    })
}

fn answers_anew(page: &mut Page) -> Result<()> {
    page.wait_for("an answer", ANSWERED, SLOW)?;
    moves(page, "frame-reconstruction")?;
    moves(page, "spectrogram-reconstruction")
}
