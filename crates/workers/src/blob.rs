//! Reads parts of a `Blob` synchronously, without loading it into memory.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::Blob;

#[wasm_bindgen]
extern "C" {
    /// Reads files synchronously; only workers have it.
    type FileReaderSync;

    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<FileReaderSync, JsValue>;

    #[wasm_bindgen(method, catch, js_name = readAsArrayBuffer)]
    fn read_as_array_buffer(this: &FileReaderSync, blob: &Blob) -> Result<ArrayBuffer, JsValue>;
}

/// Fills `out` with the bytes from `start` on.
///
/// # Errors
/// What the browser throws, and a text where the blob ends too early.
pub fn read(blob: &Blob, start: u64, out: &mut [u8]) -> Result<(), JsValue> {
    let end = start + out.len() as u64;
    let part = blob.slice_with_f64_and_f64(start as f64, end as f64)?;
    let bytes = Uint8Array::new(&FileReaderSync::new()?.read_as_array_buffer(&part)?.into());
    if bytes.length() as usize != out.len() {
        return Err("it ends too early".into());
    }
    bytes.copy_to(out);
    Ok(())
}
