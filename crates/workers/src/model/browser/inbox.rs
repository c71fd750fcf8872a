//! Collects sound for the clip: chunks arrive at any time, and the next update takes them.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Float32Array;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

/// Seconds of sound kept while no update takes it: the length of the longest clip, as older sound would not be
/// used.
const KEPT_SECONDS: usize = 24;

/// Collects the audio worklet's chunks. Dropping it closes the port.
pub struct AudioInbox {
    port: MessagePort,
    pending: Rc<RefCell<Vec<f32>>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl AudioInbox {
    /// Listens on `port` for mono `Float32Array` chunks at `sample_rate`.
    pub fn new(port: MessagePort, sample_rate: u32) -> Self {
        let pending = Rc::new(RefCell::new(Vec::new()));
        let kept = sample_rate as usize * KEPT_SECONDS;
        let gather = pending.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Ok(chunk) = event.data().dyn_into::<Float32Array>() else { return };
            let mut gather: std::cell::RefMut<Vec<f32>> = gather.borrow_mut();
            gather.extend(chunk.to_vec());
            let excess = gather.len().saturating_sub(kept);
            gather.drain(..excess);
        });
        port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Self { port, pending, _on_message: on_message }
    }

    /// The samples that have arrived since the last call.
    pub fn take(&self) -> Vec<f32> {
        std::mem::take(&mut self.pending.borrow_mut())
    }
}

impl Drop for AudioInbox {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        self.port.close();
    }
}
