//! The longest clip of TVLT, within WebGPU's guaranteed buffer size.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::models::{TOLERANCE, compare};
use super::{blank, with_workers};
use crate::e2e::Scene;
use xtask::project;
use xtask::serve::Answer;

/// WebGPU's guaranteed `maxStorageBufferBindingSize`, in bytes.
const PROMISED: f64 = 134_217_728.0;

/// Runs first in each worker: reports the size of the device's largest buffer.
const WATCH_BUFFERS: &str = "if (self.GPUDevice) {
    const told = new BroadcastChannel('buffers');
    const create = GPUDevice.prototype.createBuffer;
    GPUDevice.prototype.createBuffer = function (descriptor) {
        told.postMessage(descriptor.size);
        return create.call(this, descriptor);
    };
}
";

/// Runs in the page: keeps the largest reported size.
const LISTEN: &str = "globalThis.largestBuffer = 0;
globalThis.buffers = new BroadcastChannel('buffers');
buffers.onmessage = ({ data }) => (largestBuffer = Math.max(largestBuffer, data));";

/// 2593 tokens in 12 heads, whose attention scores would take 323 MB at once. The kernels store none of them.
///
/// # Errors
/// Where the outputs differ from Hugging Face's, or a GPU buffer exceeds the guaranteed size.
pub fn longest(scene: &Scene, module: &str) -> Result<()> {
    let mut loader = WATCH_BUFFERS.to_owned();
    loader.push_str(&fs::read_to_string(project::dist().join("worker-loader.js"))?);
    let loader = ("worker-loader.js".to_owned(), Answer::Bytes("text/javascript", loader.into()));
    let host = scene.serve_with([blank(), loader])?;
    with_workers(&host, module, |page| {
        page.eval(LISTEN)?;
        let folder = project::root().join("tests/fixtures/model/longest");
        let difference = compare(page, module, &folder, "longest", TOLERANCE)?;
        // The last report may still be in flight.
        page.pause(Duration::from_millis(200))?;
        let largest = page.eval("largestBuffer")?.as_f64().context("no buffer was told of")?;
        if module == "worker_gpu" {
            ensure!(largest > 1e5, "the watch saw no buffer: {largest}");
            ensure!(largest <= PROMISED, "a buffer of {:.1} MiB", largest / 1_048_576.0);
        }
        println!(
            "    {module} longest: worst difference {difference:.1e} of the largest value, largest buffer {:.1} MiB",
            largest / 1_048_576.0
        );
        Ok(())
    })
}
