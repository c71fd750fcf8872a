//! Asks the person before the page is left, while that would lose samples.

use gloo_events::{EventListener, EventListenerOptions};
use js_sys::Reflect;
use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// Lets the browser ask the person before the page is left, until dropped.
pub struct Guard {
    _listener: EventListener,
}

/// Lets the browser ask from now on.
pub fn begin() -> Guard {
    let options = EventListenerOptions::enable_prevent_default();
    let _listener = EventListener::new_with_options(&window(), "beforeunload", options, |event| {
        event.prevent_default();
        // For browsers that do not ask otherwise. `Reflect::set` fails only on frozen objects.
        let _ = Reflect::set(event, &"returnValue".into(), &JsValue::TRUE);
    });
    Guard { _listener }
}
