//! Limits the frames in flight at a worker, so that frames never queue there.

use bridge::protocol::Backend;

/// The frames in flight at one worker.
#[derive(Debug, Clone, Copy)]
pub struct UnderWay {
    backend: Backend,
    loaded: bool,
    frames: usize,
}

impl UnderWay {
    /// A worker without a model.
    pub fn new(backend: Backend) -> Self {
        Self { backend, loaded: false, frames: 0 }
    }

    /// Sets whether its model is loaded.
    pub fn set_loaded(&mut self, loaded: bool) {
        self.loaded = loaded;
    }

    /// Whether it can take a frame: the model is loaded, and fewer frames are in flight than its device can
    /// overlap.
    pub fn has_room(&self) -> bool {
        let at_once = match self.backend {
            // The CPU computes on the worker's own thread.
            Backend::Cpu => 1,
            // While the outputs of one update are read back, the next one is computed.
            Backend::WebGpu => 2,
        };
        self.loaded && self.frames < at_once
    }

    /// A frame was sent.
    pub fn sent(&mut self) {
        self.frames += 1;
    }

    /// A frame was answered, with an update or without.
    pub fn answered(&mut self) {
        self.frames = self.frames.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_on_the_cpu_and_two_on_webgpu() {
        for (backend, at_once) in [(Backend::Cpu, 1), (Backend::WebGpu, 2)] {
            let mut under_way = UnderWay::new(backend);
            assert!(!under_way.has_room());
            under_way.set_loaded(true);
            for _ in 0..at_once {
                assert!(under_way.has_room());
                under_way.sent();
            }
            assert!(!under_way.has_room());
            under_way.answered();
            assert!(under_way.has_room());
            under_way.set_loaded(false);
            assert!(!under_way.has_room());
        }
    }
}
