//! The protocols between the page and its workers: plain types that need no browser.

pub mod files;
pub mod model;
pub mod model_error;
pub mod progress;
pub mod teach;
pub mod teach_error;
pub mod teach_state;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Version of these types and of the [envelope](crate::envelope). A worker of another version is refused, so that a
/// half-updated cache gives a clear error and not wrong behaviour.
pub const PROTOCOL_VERSION: u32 = 9;

/// The requests, responses, errors and events of one kind of worker.
pub trait Protocol: 'static {
    /// Requests of the page. Each has one answer: a response or an error.
    type Request: Serialize + DeserializeOwned + 'static;
    /// Responses to requests.
    type Response: Serialize + DeserializeOwned + 'static;
    /// Why a request was refused.
    type Error: Serialize + DeserializeOwned + 'static;
    /// Events, which answer no request.
    type Event: Serialize + DeserializeOwned + 'static;

    /// Whether the request should be answered soon: a worker that leaves it unanswered counts as hung after a while.
    fn is_prompt(_request: &Self::Request) -> bool {
        false
    }

    /// The usual time of a prompt request in milliseconds, where a response reports it.
    fn usual_ms(_response: &Self::Response) -> Option<f64> {
        None
    }

    /// The usual time of a prompt request in milliseconds, where an event reports it.
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
    /// The name shown to people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "CPU",
            Self::WebGpu => "WebGPU",
        }
    }

    /// Name of its worker's module, for `worker-loader.js`.
    pub fn module(self) -> &'static str {
        match self {
            Self::Cpu => "worker_cpu",
            Self::WebGpu => "worker_gpu",
        }
    }
}
