//! What the page and its workers say to each other: plain types, no browser.

pub mod failure;
pub mod files;
pub mod model;
pub mod progress;

use serde::{Deserialize, Serialize};

/// Version of these types; a worker of another version is refused, so that a half-updated cache
/// ends in a sentence and not in nonsense.
pub const PROTOCOL_VERSION: u32 = 6;

/// Where the model runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// burn's pure-Rust CPU backend.
    Cpu,
    /// The browser's WebGPU.
    WebGpu,
}

impl Backend {
    /// The name people read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "CPU",
            Self::WebGpu => "WebGPU",
        }
    }
}
