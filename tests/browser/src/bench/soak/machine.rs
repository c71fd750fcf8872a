//! Processor time of a browser, of its page's workers and of the whole machine, as Linux counts it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::bench::memory;

/// Linux reports processor time to programs in hundredths of a second, on every machine.
const TICKS_PER_SECOND: f64 = 100.0;
/// Chromium's name of a worker's thread.
const WORKER: &str = "DedicatedWorker";

/// Processor time since the machine or the browser started, in seconds.
#[derive(Clone)]
pub struct Spent {
    /// Of the browser's running processes.
    pub browser: f64,
    /// Of each thread of a running worker.
    workers: BTreeMap<String, f64>,
    /// Of all programs, on all processors.
    pub all: f64,
    /// Total time of all processors, idle time included.
    pub possible: f64,
}

impl Spent {
    /// Processor time until now; `None` on systems other than Linux.
    pub fn until_now(browser: u32) -> Option<Self> {
        let tree = memory::tree(browser)?;
        let own =
            tree.iter().filter_map(|process| seconds(&Path::new("/proc").join(process.to_string()))).sum();
        let threads = tree.iter().filter_map(|process| fs::read_dir(format!("/proc/{process}/task")).ok());
        let workers =
            threads.flatten().flatten().map(|thread| thread.path()).filter(|thread| {
                fs::read_to_string(thread.join("comm")).is_ok_and(|name| name.trim() == WORKER)
            });
        let workers =
            workers.filter_map(|thread| Some((thread.display().to_string(), seconds(&thread)?))).collect();
        let stat = fs::read_to_string("/proc/stat").ok()?;
        // user, nice, system, idle, waiting for a disk, interrupts (two kinds), taken by other virtual machines.
        let all: Vec<f64> = stat
            .lines()
            .next()?
            .split_whitespace()
            .skip(1)
            .take(8)
            .filter_map(|word| word.parse().ok())
            .collect();
        let possible: f64 = all.iter().sum();
        let idle = all.get(3)? + all.get(4)?;
        Some(Self {
            browser: own,
            workers,
            all: (possible - idle) / TICKS_PER_SECOND,
            possible: possible / TICKS_PER_SECOND,
        })
    }

    /// Processor time of the running workers since `before`. A worker that was started since then counts from its
    /// start; one that has ended is not counted.
    pub fn by_workers_since(&self, before: &Self) -> f64 {
        self.workers
            .iter()
            .map(|(thread, seconds)| seconds - before.workers.get(thread).copied().unwrap_or_default())
            .sum()
    }
}

/// Seconds of processor time of a process or a thread, by its folder.
fn seconds(folder: &Path) -> Option<f64> {
    let stat = fs::read_to_string(folder.join("stat")).ok()?;
    // The name in brackets may hold spaces; of the words behind it the 12th and 13th are user and system time.
    let words: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = words.get(11)?.parse::<f64>().ok()? + words.get(12)?.parse::<f64>().ok()?;
    Some(ticks / TICKS_PER_SECOND)
}
