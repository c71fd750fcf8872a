//! Samples as the storage has them.

use js_sys::{Array, Float32Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::teach::files::Files;
use crate::teach::project::KeptSample;
use tvlt::teach::features::Features;

/// The files of a sample as `[png, wav]`, with null for what is missing.
pub fn files_to_value(files: &Files) -> JsValue {
    let bytes = |bytes: &Option<Vec<u8>>| {
        bytes.as_ref().map_or(JsValue::NULL, |bytes| Uint8Array::from(bytes.as_slice()).into())
    };
    Array::of2(&bytes(&files.png), &bytes(&files.wav)).into()
}

/// Reads `[png, wav]`; what is of another kind is missing.
pub fn files_from_value(value: &JsValue) -> Files {
    let parts = Array::from(value);
    let bytes = |at: u32| parts.get(at).dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec());
    Files { png: bytes(0), wav: bytes(1) }
}

/// A sample without its files, as `[JSON text, features of sight, features of sound]`.
pub fn sample_to_value(sample: &KeptSample) -> Result<JsValue, serde_json::Error> {
    let numbers = |numbers: &Option<Vec<f32>>| {
        numbers.as_ref().map_or(JsValue::NULL, |numbers| Float32Array::from(numbers.as_slice()).into())
    };
    let plain = KeptSample { features: Features::default(), ..sample.clone() };
    let text = serde_json::to_string(&plain)?;
    Ok(Array::of3(&text.into(), &numbers(&sample.features.sight), &numbers(&sample.features.sound)).into())
}

/// Reads such a sample; `None` of what another version has written.
pub fn sample_from_value(value: &JsValue) -> Option<KeptSample> {
    let parts = Array::from(value);
    let numbers = |at: u32| parts.get(at).dyn_into::<Float32Array>().ok().map(|numbers| numbers.to_vec());
    let plain: KeptSample = serde_json::from_str(&parts.get(0).as_string()?).ok()?;
    Some(KeptSample { features: Features { sight: numbers(1), sound: numbers(2) }, ..plain })
}
