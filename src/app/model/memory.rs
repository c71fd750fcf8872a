//! What stays for the next visit: which model ran last, and which one the page's address asks for.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// Where the browser remembers which model ran last.
const REMEMBERED: &str = "tvlt-model";

/// The key of the model that ran last, if it is one of the hub.
pub fn remembered() -> Option<String> {
    window().local_storage().ok()??.get_item(REMEMBERED).ok()?
}

/// Keeps in mind which model ran last; a browser that keeps nothing forgets it.
pub fn remember(key: Option<&str>) {
    let Ok(Some(storage)) = window().local_storage() else { return };
    let _ = match key {
        Some(key) => storage.set_item(REMEMBERED, key),
        None => storage.remove_item(REMEMBERED),
    };
}

/// Takes the model's name out of the page's address.
pub fn forget_address() {
    let Ok(address) = web_sys::Url::new(&window().location().href().unwrap_or_default()) else { return };
    address.search_params().delete("model");
    // A browser that refuses leaves the address as it is, which does no harm.
    let _ = window()
        .history()
        .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address.href())));
}

/// Asks the browser not to clear away by itself what it keeps for this page; it may refuse.
pub fn persist() {
    let _ = window().navigator().storage().persist();
}
