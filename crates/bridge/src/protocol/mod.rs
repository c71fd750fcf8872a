//! What the page and its workers say to each other: plain types, no browser.

pub mod files;
pub mod model;
pub mod model_error;
pub mod progress;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Version of these types and of the [envelope](crate::envelope); a worker of another version is refused, so that a
/// half-updated cache ends in a sentence and not in nonsense.
pub const PROTOCOL_VERSION: u32 = 7;

/// What one kind of worker is asked and answers.
pub trait Protocol: 'static {
    /// What the page asks for. Each has one answer: a response or an error.
    type Request: Serialize + DeserializeOwned + 'static;
    /// What answers a request.
    type Response: Serialize + DeserializeOwned + 'static;
    /// Why a request was refused.
    type Error: Serialize + DeserializeOwned + 'static;
    /// What answers no request.
    type Event: Serialize + DeserializeOwned + 'static;

    /// Whether a worker that leaves this request unanswered counts as hung after a while.
    fn is_prompt(_request: &Self::Request) -> bool {
        false
    }

    /// The time that a prompt request takes, in milliseconds, where a response tells it.
    fn usual_ms(_response: &Self::Response) -> Option<f64> {
        None
    }

    /// The same, where an event tells it.
    fn usual_ms_from(_event: &Self::Event) -> Option<f64> {
        None
    }
}

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

    /// The module of its worker, as `worker-loader.js` takes it.
    pub fn module(self) -> &'static str {
        match self {
            Self::Cpu => "worker_cpu",
            Self::WebGpu => "worker_gpu",
        }
    }
}
