//! Operations for soak tests only: measuring the parts of a page's memory, and hiding its tab for a while.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::Page;

/// The parts of the memory of a page and its workers, after a garbage collection.
#[derive(Clone, Copy, Default)]
pub struct Heaps {
    /// Bytes of the page's JavaScript objects.
    pub page: f64,
    /// Bytes of the workers' JavaScript objects.
    pub workers: f64,
    /// Bytes of array buffers, of the page and its workers.
    pub buffers: f64,
    /// Bytes of WebAssembly memory of the page and its workers, if a script stores it as `moduleMemory`.
    pub wasm: f64,
    /// Nodes of the document, including removed ones that are still referenced.
    pub nodes: f64,
    /// Event listeners.
    pub listeners: f64,
    /// Workers that run.
    pub running: usize,
}

/// Bytes of a page or a worker.
struct Heap {
    objects: f64,
    buffers: f64,
    wasm: f64,
}

impl Page<'_> {
    /// The browser's process.
    pub fn process_id(&self) -> u32 {
        self.browser.process_id()
    }

    /// Measures the page and the workers that run.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn heaps(&mut self) -> Result<Heaps> {
        let own = self.session.clone();
        let page = self.heap_of(&own)?;
        let counters = self.call("Memory.getDOMCounters", json!({}))?;
        let mut heaps =
            Heaps { page: page.objects, buffers: page.buffers, wasm: page.wasm, ..Heaps::default() };
        let ended = std::mem::take(&mut self.ended);
        self.workers.retain(|(_, session)| !ended.contains(session));
        for (address, session) in self.workers.clone() {
            let heap = self.heap_of(&session).with_context(|| format!("the worker {address}"))?;
            heaps.workers += heap.objects;
            heaps.buffers += heap.buffers;
            heaps.wasm += heap.wasm;
            heaps.running += 1;
        }
        let count = |name: &str| counters[name].as_f64().unwrap_or(f64::NAN);
        Ok(Heaps { nodes: count("nodes"), listeners: count("jsEventListeners"), ..heaps })
    }

    fn heap_of(&mut self, session: &str) -> Result<Heap> {
        self.call_in(session, "HeapProfiler.collectGarbage", json!({}))?;
        let usage = self.call_in(session, "Runtime.getHeapUsage", json!({}))?;
        let expression = "globalThis.moduleMemory?.buffer.byteLength ?? 0";
        let wasm = self.call_in(session, "Runtime.evaluate", json!({ "expression": expression }))?;
        let bytes = |value: &Value| value.as_f64().context("the browser tells no size");
        Ok(Heap {
            objects: bytes(&usage["usedSize"])?,
            buffers: bytes(&usage["backingStorageSize"])?,
            wasm: bytes(&wasm["result"]["value"])?,
        })
    }

    /// Hides the page behind another tab for a while; `meanwhile` looks at the page just before it is shown again.
    ///
    /// # Errors
    /// Where the browser refuses, the page does not notice, or `meanwhile` fails.
    pub fn hidden(&mut self, time: Duration, meanwhile: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let other = self.call_in("", "Target.createTarget", json!({ "url": "about:blank" }))?;
        self.call_in("", "Target.activateTarget", json!({ "targetId": other["targetId"] }))?;
        self.wait_for("the tab to be hidden", "document.hidden", super::SHORT)?;
        self.pause(time)?;
        let outcome = meanwhile(self);
        self.call_in("", "Target.closeTarget", json!({ "targetId": other["targetId"] }))?;
        self.call("Page.bringToFront", json!({}))?;
        self.wait_for("the tab to be shown", "!document.hidden", super::SHORT)?;
        outcome
    }

    fn call_in(&mut self, session: &str, method: &str, params: Value) -> Result<Value> {
        let own = std::mem::replace(&mut self.session, session.to_owned());
        let answer = self.call(method, params);
        self.session = own;
        answer
    }
}
