//! Memory of a browser's processes, as Linux counts it; other systems give `None`.

use std::fs;

/// Peak memory of the processes that do a page's work, in bytes.
pub struct Peaks {
    /// Of the largest renderer: the page and its workers.
    pub renderer: u64,
    /// Of the GPU process, which holds a software adapter's buffers.
    pub gpu: u64,
}

/// Memory of a browser's processes now, in bytes, each shared page counted once.
#[derive(Clone, Copy)]
pub struct Parts {
    /// Of all processes.
    pub all: u64,
    /// The part of it that is shared with no file and no other process: the heaps.
    pub private: u64,
    /// Of the renderers: the processes of pages and their workers.
    pub renderers: u64,
    /// Of the GPU process.
    pub gpu: u64,
}

/// Bytes of memory of a process and all below it, each shared page counted once.
pub fn of_tree(root: u32) -> Option<u64> {
    parts(root).map(|parts| parts.all)
}

impl Parts {
    /// The smaller of each value.
    pub fn least(self, other: Self) -> Self {
        Self {
            all: self.all.min(other.all),
            private: self.private.min(other.private),
            renderers: self.renderers.min(other.renderers),
            gpu: self.gpu.min(other.gpu),
        }
    }
}

/// Memory of a browser's processes, by kind of process.
pub fn parts(browser: u32) -> Option<Parts> {
    let mut parts = Parts { all: 0, private: 0, renderers: 0, gpu: 0 };
    for process in tree(browser)? {
        let bytes = kilobytes(process, "smaps_rollup", "Pss:").unwrap_or_default() * 1024;
        let line = command_line(process);
        parts.all += bytes;
        parts.private += kilobytes(process, "smaps_rollup", "Pss_Anon:").unwrap_or_default() * 1024;
        if line.contains("--type=renderer") {
            parts.renderers += bytes;
        } else if line.contains("--type=gpu-process") {
            parts.gpu += bytes;
        }
    }
    Some(parts)
}

/// The most memory that a browser's processes have had since they started.
pub fn peaks(browser: u32) -> Option<Peaks> {
    let tree = tree(browser)?;
    let largest = |kind: &str| {
        let of_kind = tree.iter().filter(|process| command_line(**process).contains(kind));
        of_kind.filter_map(|process| kilobytes(*process, "status", "VmHWM:")).max().unwrap_or_default()
    };
    Some(Peaks { renderer: largest("--type=renderer") * 1024, gpu: largest("--type=gpu-process") * 1024 })
}

/// A process and all below it.
pub fn tree(root: u32) -> Option<Vec<u32>> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc").ok()?.flatten() {
        let Some(process) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // The name in brackets may hold spaces; the parent is the second word after it.
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let parent =
            stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)?.parse::<u32>().ok());
        parents.extend(parent.map(|parent| (process, parent)));
    }
    let mut tree = vec![root];
    let mut next = 0;
    while let Some(parent) = tree.get(next).copied() {
        tree.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(process, _)| *process));
        next += 1;
    }
    Some(tree)
}

/// The number of kilobytes on one line of a process's file.
fn kilobytes(process: u32, file: &str, line: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/{file}")).ok()?;
    let number = text.lines().find_map(|found| found.strip_prefix(line))?;
    number.trim().trim_end_matches(" kB").parse().ok()
}

fn command_line(process: u32) -> String {
    String::from_utf8_lossy(&fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default()).into_owned()
}
