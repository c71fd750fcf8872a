//! Processor time, of a browser and of the whole machine, as Linux counts it.

use std::fs;

use crate::bench::memory;

/// Linux counts processor time in hundredths of a second, on every machine it tells programs of.
const TICKS_PER_SECOND: f64 = 100.0;

/// Processor time since the machine or the browser started, in seconds.
#[derive(Clone, Copy)]
pub struct Spent {
    /// By the browser's processes that run.
    pub browser: f64,
    /// By all programs, on all processors.
    pub all: f64,
    /// What all processors had to give.
    pub possible: f64,
}

impl Spent {
    /// Until now; `None` elsewhere than on Linux.
    pub fn until_now(browser: u32) -> Option<Self> {
        let ticks = |process: &u32| -> Option<f64> {
            let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
            // The name in brackets may hold spaces; of the words behind it the 12th and 13th are user and system time.
            let words: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
            Some(words.get(11)?.parse::<f64>().ok()? + words.get(12)?.parse::<f64>().ok()?)
        };
        let browser: f64 = memory::tree(browser)?.iter().filter_map(ticks).sum();
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
            browser: browser / TICKS_PER_SECOND,
            all: (possible - idle) / TICKS_PER_SECOND,
            possible: possible / TICKS_PER_SECOND,
        })
    }
}
