//! Numbers and bytes of a payload.

use js_sys::{ArrayBuffer, Float32Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// The bytes of an `ArrayBuffer`; `None` for any other value.
pub fn bytes(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<ArrayBuffer>().map(|buffer| Uint8Array::new(buffer).to_vec())
}

/// The numbers of an `ArrayBuffer` of f32; `None` for any other value.
pub fn floats(value: &JsValue) -> Option<Vec<f32>> {
    let buffer = value.dyn_ref::<ArrayBuffer>().filter(|buffer| buffer.byte_length() % 4 == 0)?;
    Some(Float32Array::new(buffer).to_vec())
}

/// Bytes as an `ArrayBuffer`.
pub fn buffer(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).buffer().into()
}

/// Numbers as an `ArrayBuffer` of f32.
pub fn float_buffer(numbers: &[f32]) -> JsValue {
    Float32Array::from(numbers).buffer().into()
}
