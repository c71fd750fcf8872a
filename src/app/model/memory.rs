//! What is remembered for the next visit: the model that ran last, and what the page's address names.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// Key in the browser's local storage of the model that ran last.
const REMEMBERED: &str = "tvlt-model";

/// The key of the model of the hub that ran last, if one did.
pub fn remembered() -> Option<String> {
    window().local_storage().ok()??.get_item(REMEMBERED).ok()?
}

/// Remembers which model ran last, where the browser stores anything.
pub fn remember(key: Option<&str>) {
    let Ok(Some(storage)) = window().local_storage() else { return };
    let _ = match key {
        Some(key) => storage.set_item(REMEMBERED, key),
        None => storage.remove_item(REMEMBERED),
    };
}

/// Removes a parameter from the page's address.
pub fn forget_address(parameter: &str) {
    let Ok(address) = web_sys::Url::new(&window().location().href().unwrap_or_default()) else { return };
    address.search_params().delete(parameter);
    // If the browser refuses, the address stays as it is, which does no harm.
    let _ = window()
        .history()
        .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address.href())));
}

/// Asks the browser not to evict this page's storage; it may refuse.
pub fn persist() {
    let _ = window().navigator().storage().persist();
}
