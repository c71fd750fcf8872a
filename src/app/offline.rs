//! Registers the service worker that caches the page's files for visits without a network.

use std::cell::Cell;

use js_sys::{Function, Promise, Reflect};
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The service worker's script, beside the page.
const SCRIPT: &str = "service-worker.js";

thread_local! {
    static BEGUN: Cell<bool> = const { Cell::new(false) };
}

/// Caches the page's files for a visit without a network. Call it when the page has everything it needs, so that
/// nothing waits for this; later calls do nothing. If the browser refuses, the page runs all the same.
pub fn keep_page() {
    if BEGUN.replace(true) {
        return;
    }
    if let Some(registration) = register() {
        spawn_local(async move {
            // Private windows refuse, which does no harm.
            let _ = JsFuture::from(registration).await;
        });
    }
}

/// `navigator.serviceWorker.register(SCRIPT)`, where the browser has it.
fn register() -> Option<Promise> {
    let container = Reflect::get(&window().navigator(), &"serviceWorker".into()).ok()?;
    let register: Function = Reflect::get(&container, &"register".into()).ok()?.dyn_into().ok()?;
    register.call1(&container, &JsValue::from_str(SCRIPT)).ok()?.dyn_into().ok()
}
