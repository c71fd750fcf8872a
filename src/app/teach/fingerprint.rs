//! A name of a model that changes with its weights.

use js_sys::{ArrayBuffer, Function, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Bytes of the checksum that are kept: enough to tell models apart.
const KEPT_BYTES: usize = 8;

/// A name for the model with this id and these weights. Weights in memory are named by their checksum; files, which
/// may be too large for that, by their name, size and date.
pub async fn fingerprint(id: &str, weights: &[JsValue]) -> String {
    let mut words = vec![id.to_owned()];
    for weights in weights {
        let word = match (weights.dyn_ref::<File>(), weights.dyn_ref::<ArrayBuffer>()) {
            (Some(file), _) => format!("{} {} {}", file.name(), file.size(), file.last_modified()),
            (_, Some(buffer)) => match checksum(buffer).await {
                Ok(checksum) => checksum,
                // Only pages on HTTPS or on this machine have checksums.
                Err(_) => buffer.byte_length().to_string(),
            },
            _ => continue,
        };
        words.push(word);
    }
    words.join(" ").trim().to_owned()
}

/// The beginning of the SHA-256 of some bytes, in hexadecimal.
async fn checksum(buffer: &ArrayBuffer) -> Result<String, JsValue> {
    let subtle = Reflect::get(&Reflect::get(&window(), &"crypto".into())?, &"subtle".into())?;
    let digest: Function = Reflect::get(&subtle, &"digest".into())?.dyn_into()?;
    let digest: Promise = digest.call2(&subtle, &"SHA-256".into(), buffer)?.dyn_into()?;
    let digest = Uint8Array::new(&JsFuture::from(digest).await?).to_vec();
    Ok(digest.iter().take(KEPT_BYTES).map(|byte| format!("{byte:02x}")).collect())
}
