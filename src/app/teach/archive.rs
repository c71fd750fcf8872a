//! The ZIP with classes that the page's address names.

use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::Blob;

use super::saving::on_this_host;
use crate::app::model::fetch::{self, FetchError};
use bridge::wire::describe;
use bridge::words::sentence;

/// Fetches the ZIP, which is on the page's own host.
///
/// # Errors
/// A sentence for the person.
pub async fn archive(address: &str) -> Result<JsValue, String> {
    let here = on_this_host(address).ok_or_else(|| {
        format!("The address asks for classes from {address}, but only those of this page’s own host can be opened.")
    })?;
    let bytes = fetch::fetch_bytes(&here, |_, _| {}).await.map_err(|error| in_words(address, &error))?;
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&bytes));
    blob.map(JsValue::from).map_err(|error| sentence(&describe(&error)))
}

fn in_words(address: &str, error: &FetchError) -> String {
    match error {
        FetchError::NotFound { .. } | FetchError::Html { .. } => format!(
            "The address asks for classes from {address}, but there is no such file. Check what stands behind “teach=” in the address, or import the ZIP from your own device."
        ),
        FetchError::Status { status, .. } => format!(
            "The host does not give the classes at {address} (it answers {status}). Reload the page later."
        ),
        FetchError::CutOff { .. } | FetchError::Network { .. } => {
            format!("The classes at {address} did not arrive. Check the connection and reload the page.")
        }
    }
}
