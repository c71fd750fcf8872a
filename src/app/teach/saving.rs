//! Saves a file on the person's machine, and finds files of this host.

use gloo_timers::callback::Timeout;
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url};

/// How long the browser may take to begin to save, in milliseconds.
const KEEP_MS: u32 = 60_000;

/// Saves a `Blob` as a file, by way of a link.
///
/// # Errors
/// What the browser throws.
pub fn save(name: &str, file: &JsValue) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(file.dyn_ref::<Blob>().ok_or("it is no file")?)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Timeout::new(KEEP_MS, move || {
        // The file stays in memory if the browser refuses, until the page is closed.
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}

/// The whole address of a file of this page's host; `None` for one of another host.
pub fn on_this_host(address: &str) -> Option<String> {
    let page = window().location();
    let address = Url::new_with_base(address, &page.href().ok()?).ok()?;
    (address.origin() == page.origin().ok()?).then(|| address.href())
}
