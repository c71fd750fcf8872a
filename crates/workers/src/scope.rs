//! The worker's own scope.

use wasm_bindgen::JsCast;
use web_sys::DedicatedWorkerGlobalScope;

/// The scope of this worker; all of this crate's browser code runs in one.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// The worker's clock, in milliseconds.
pub fn now_ms() -> f64 {
    scope().performance().map_or_else(js_sys::Date::now, |clock| clock.now())
}
