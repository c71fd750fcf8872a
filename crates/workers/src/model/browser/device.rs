//! The worker's device, which is started when it is first needed.

use gloo_timers::callback::Interval;

use crate::scope::scope;
use bridge::protocol::Backend;
use bridge::protocol::model::Model;
use bridge::protocol::model_error::ModelError;
use bridge::serve::Events;
use tvlt::inference::InferenceError;
use tvlt::inference::device::ReadyDevice;
use tvlt::precision::Precision;

/// Time between two empty submits in a browser that needs them, in milliseconds.
const NUDGE_EVERY_MS: u32 = 4;

/// The device of this worker's backend.
pub struct Device {
    backend: Backend,
    #[cfg_attr(not(feature = "webgpu"), expect(dead_code, reason = "only a GPU can be lost"))]
    events: Events<Model>,
    ready: Option<ReadyDevice>,
}

impl Device {
    /// Not started yet.
    pub fn new(backend: Backend, events: Events<Model>) -> Self {
        Self { backend, events, ready: None }
    }

    /// The device, started on first use, in this precision where it has it.
    ///
    /// # Errors
    /// [`ModelError::Device`].
    pub async fn ready(&mut self, precision: Precision) -> Result<&ReadyDevice, ModelError> {
        let failed = |error: InferenceError| ModelError::Device(error.to_string());
        let ready = match self.ready.take() {
            Some(ready) => ready,
            None => self.start().await.and_then(|ready| ready.with_precision(precision)).map_err(failed)?,
        };
        Ok(self.ready.insert(ready))
    }

    /// A timer that submits empty work as long as it is kept, where the browser needs that: Firefox checks for
    /// finished GPU work only every 100 ms, and whenever something is submitted (ekzhang/jax-js#124).
    pub fn nudging(&self) -> Option<Interval> {
        let nudge = self.ready.as_ref()?.nudge.clone()?;
        let firefox = scope().navigator().user_agent().is_ok_and(|agent| agent.contains("Firefox/"));
        firefox.then(|| Interval::new(NUDGE_EVERY_MS, move || nudge()))
    }

    async fn start(&self) -> Result<ReadyDevice, InferenceError> {
        match self.backend {
            #[cfg(feature = "cpu")]
            Backend::Cpu => Ok(tvlt::inference::device::cpu()),
            #[cfg(feature = "webgpu")]
            Backend::WebGpu => {
                use bridge::protocol::model::Event;

                let events = self.events.clone();
                tvlt::inference::device::gpu(move |words| events.tell(Event::DeviceLost(words))).await
            }
            #[allow(
                unreachable_patterns,
                reason = "a worker is built with one backend; the other has no device"
            )]
            other => Err(InferenceError::Device(format!("this module does not run on {}", other.name()))),
        }
    }
}
