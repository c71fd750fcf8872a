//! Computes the report when nothing is being recorded, a step at a time.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::shared::Shared;
use crate::scope::now_ms;
use bridge::protocol::teach::Event;

/// How long no sample has to have come before the report is computed, in milliseconds.
const QUIET_MS: f64 = 600.0;

/// Time between two looks whether it is quiet, in milliseconds.
const LOOK_MS: u32 = 150;

/// Sees to it that the report of the present samples is computed.
pub fn report(shared: &Rc<Shared>) {
    if shared.reporting.replace(true) {
        return;
    }
    let shared = shared.clone();
    spawn_local(async move {
        while is_due(&shared) {
            if now_ms() - shared.taught_ms.get() < QUIET_MS {
                TimeoutFuture::new(LOOK_MS).await;
                continue;
            }
            // Requests that wait are answered first.
            TimeoutFuture::new(0).await;
            match shared.with(|room| room.step()) {
                Ok(false) => {}
                Ok(true) => shared.tell_state(),
                Err(error) => {
                    shared.events.tell(Event::Notice(error));
                    shared.tell_state();
                }
            }
        }
        shared.reporting.set(false);
    });
}

fn is_due(shared: &Shared) -> bool {
    shared.with(|room| Ok(room.is_report_due())).unwrap_or(false)
}
