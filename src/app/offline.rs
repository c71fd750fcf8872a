//! The page opens again without a network: a service worker of the site's keeps its files.

use std::cell::Cell;

use js_sys::{Function, Promise, Reflect};
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The service worker, beside the page.
const SCRIPT: &str = "service-worker.js";

thread_local! {
    static BEGUN: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the page's files for a visit without a network. Call it once the page has all it needs, so that
/// nothing waits for this; later calls do nothing. A browser that keeps nothing is none the worse.
pub fn keep_page() {
    if BEGUN.replace(true) {
        return;
    }
    if let Some(registration) = register() {
        spawn_local(async move {
            // Private windows refuse; the page runs all the same.
            let _ = JsFuture::from(registration).await;
        });
    }
}

/// `navigator.serviceWorker.register(SCRIPT)`, where there is such a thing.
fn register() -> Option<Promise> {
    let container = Reflect::get(&window().navigator(), &"serviceWorker".into()).ok()?;
    let register: Function = Reflect::get(&container, &"register".into()).ok()?.dyn_into().ok()?;
    register.call1(&container, &JsValue::from_str(SCRIPT)).ok()?.dyn_into().ok()
}
