//! Checks whether the browser has WebGPU, before the GPU worker's large module is fetched.

use js_sys::{Function, Object, Promise, Reflect};
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The browser's description of a WebGPU adapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdapterInfo {
    /// Vendor, for instance "nvidia"; may be empty.
    pub vendor: String,
    /// Family of the GPU, for instance "ampere"; may be empty.
    pub architecture: String,
    /// The adapter in words; mostly empty, as browsers hide it.
    pub description: String,
    /// Whether it is a software adapter, which computes correctly but is slower than the CPU worker.
    pub is_fallback: bool,
}

/// The adapter that WebGPU would use; `None` without WebGPU.
pub async fn webgpu_available() -> Option<AdapterInfo> {
    let navigator = web_sys::window()?.navigator();
    let gpu = get(&navigator, "gpu").filter(JsValue::is_object)?;
    let request: Function = get(&gpu, "requestAdapter")?.dyn_into().ok()?;
    let options = js_sys::JSON::parse(&json!({ "powerPreference": "high-performance" }).to_string()).ok()?;
    let promise: Promise = request.call1(&gpu, &options).ok()?.dyn_into().ok()?;
    let adapter = JsFuture::from(promise).await.ok().filter(JsValue::is_object)?;
    let info = get(&adapter, "info").filter(JsValue::is_object).unwrap_or_else(|| Object::new().into());
    let text = |name: &str| get(&info, name).and_then(|value| value.as_string()).unwrap_or_default();
    // Older browsers have the flag on the adapter, newer ones on its info.
    let is_fallback =
        [&info, &adapter].into_iter().any(|object| get(object, "isFallbackAdapter") == Some(JsValue::TRUE));
    Some(AdapterInfo {
        vendor: text("vendor"),
        architecture: text("architecture"),
        description: text("description"),
        is_fallback,
    })
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok()
}
