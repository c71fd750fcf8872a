//! One minute of a soak test: what the page was asked to do, and the measurements.

use std::fmt;

use crate::e2e::page::Heaps;

/// What the page is asked to do at the beginning of a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Camera and microphone, after a stop.
    Camera,
    /// The bundled clip.
    Sample,
    /// A video of the person's own.
    OwnFile,
    /// The camera again, and another model from a file.
    OtherModel,
    /// The page's own model again, and then the tab hidden for a while.
    PageModelHidden,
}

/// The acts of a round, one for each minute. All rounds are the same, so that they can be compared.
pub const ROUND: [Act; 5] = [Act::Camera, Act::Sample, Act::OwnFile, Act::OtherModel, Act::PageModelHidden];

impl fmt::Display for Act {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.pad(match self {
            Self::Camera => "camera",
            Self::Sample => "sample clip",
            Self::OwnFile => "own file",
            Self::OtherModel => "other model",
            Self::PageModelHidden => "own model, hidden",
        })
    }
}

/// What was measured at the end of a minute.
#[derive(Clone)]
pub struct Minute {
    /// What the page was asked to do.
    pub act: Act,
    /// Bytes of all of the browser's processes, each shared page counted once.
    pub memory: u64,
    /// The part of it that is shared with no file and no other process: the heaps. The rest is mostly the browser's
    /// cache of drawn pictures, which grows to a limit.
    pub private: u64,
    /// Bytes of the renderers: the processes of pages and their workers.
    pub renderers: u64,
    /// Bytes of the GPU process.
    pub gpu: u64,
    /// The parts of the page's memory.
    pub heaps: Heaps,
    /// Updates a second.
    pub updates: f64,
    /// Processor time of the workers for an update, in seconds. It depends less on the machine's other work than the
    /// number of updates does.
    pub cost: f64,
    /// Processors that the browser kept busy.
    pub browser: f64,
    /// Share of the machine's processors that other programs took, 0 to 1.
    pub others: f64,
    /// Errors from the page or the console.
    pub errors: Vec<String>,
}

/// The table's first line.
pub const HEADER: &str = "minute  asked for          memory  private  renderer   GPU  page heap  worker heap  buffers   wasm  nodes  \
    listeners  workers  updates/s  worker/update  processors  others  errors";

impl Minute {
    /// A line of the table; memory in MB.
    pub fn line(&self, number: usize) -> String {
        let megabytes = |bytes: f64| bytes / 1e6;
        let Self { act, heaps, .. } = self;
        format!(
            "{number:>6}  {act:<17}  {:>6.0}  {:>7.0}  {:>8.0}  {:>4.0}  {:>9.1}  {:>11.1}  {:>7.1}  {:>5.1}  {:>5}  {:>9}  {:>7}  {:>9.1}  \
             {:>10.0} ms  {:>10.2}  {:>4.0} %  {:>6}",
            megabytes(self.memory as f64),
            megabytes(self.private as f64),
            megabytes(self.renderers as f64),
            megabytes(self.gpu as f64),
            megabytes(heaps.page),
            megabytes(heaps.workers),
            megabytes(heaps.buffers),
            megabytes(heaps.wasm),
            heaps.nodes,
            heaps.listeners,
            heaps.running,
            self.updates,
            self.cost * 1000.0,
            self.browser,
            self.others * 100.0,
            self.errors.len(),
        )
    }
}
