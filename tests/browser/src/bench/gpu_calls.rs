//! Counts the WebGPU calls of an update: dispatches, submits, bytes. A script that the host puts before the worker's
//! own script counts them in the worker.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Figure;
use crate::e2e::page::Page;
use xtask::project;
use xtask::serve::Answer;

/// The worker's first script, before which the counting script is put.
const LOADER: &str = "worker-loader.js";

/// The site's worker script, with counting.
///
/// # Errors
/// Where the site has none.
pub fn answers() -> Result<[(&'static str, Answer); 1]> {
    let path = project::dist().join(LOADER);
    let script = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
    let counting = [include_bytes!("count_gpu_calls.js"), script.as_slice()].concat();
    Ok([(LOADER, Answer::Bytes("text/javascript", counting))])
}

/// The mean WebGPU calls of an update of the running page, over `time`.
///
/// # Errors
/// Where there was no update.
pub fn of_updates(page: &mut Page, time: Duration) -> Result<Vec<Figure>> {
    let before = counts(page)?;
    page.pause(time)?;
    let after = counts(page)?;
    let grown =
        |name: &str| after[name].as_f64().unwrap_or_default() - before[name].as_f64().unwrap_or_default();
    let updates = grown("updates");
    ensure!(updates > 0.0, "there was no update in {time:?}");
    let names = [
        ("dispatches", "dispatches an update", "250", 1.0),
        ("passes", "compute passes an update", "", 1.0),
        ("submits", "submits an update", "", 1.0),
        ("bindGroups", "bind groups made an update", "", 1.0),
        ("bytesWritten", "written an update, KB", "", 1000.0),
        ("bytesRead", "read an update, KB", "", 1000.0),
    ];
    let figures = names.into_iter().map(|(name, words, goal, unit)| {
        Figure::new(words, format!("{:.1}", grown(name) / updates / unit), goal)
    });
    let pipelines = after["pipelines"].as_f64().unwrap_or_default();
    Ok(figures.chain([Figure::new("pipelines made since the start", format!("{pipelines}"), "")]).collect())
}

/// Dispatches since the worker started, once it has made some.
///
/// # Errors
/// Where it has made none.
pub fn dispatches(page: &mut Page) -> Result<f64> {
    counts(page)?["dispatches"].as_f64().context("the worker has dispatched nothing")
}

/// The counts of the worker that uses WebGPU, requested through a channel; the other worker's are all zero.
fn counts(page: &mut Page) -> Result<Value> {
    page.eval(
        "new Promise((answered) => { \
           const channel = new BroadcastChannel('gpu-calls'); \
           channel.onmessage = ({ data }) => { if (data.dispatches) { channel.close(); answered(data); } }; \
           channel.postMessage('ask'); \
           setTimeout(() => answered({}), 60000); \
         })",
    )
}
