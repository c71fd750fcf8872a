//! Reads the person's own file a part at a time, without loading it into memory.

use std::io;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::Blob;

use bridge::wire::describe;
use tvlt::checkpoint::Source;

#[wasm_bindgen]
extern "C" {
    /// Reads files synchronously; only workers have it.
    type FileReaderSync;

    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<FileReaderSync, JsValue>;

    #[wasm_bindgen(method, catch, js_name = readAsArrayBuffer)]
    fn read_as_array_buffer(this: &FileReaderSync, blob: &Blob) -> Result<ArrayBuffer, JsValue>;
}

/// A `Blob` as a source of bytes. They stay with the browser until they are read.
#[derive(Debug)]
pub struct BlobSource {
    blob: Blob,
}

impl BlobSource {
    /// Reads `blob`.
    pub fn new(blob: Blob) -> Self {
        Self { blob }
    }

    fn read(&self, start: u64, out: &mut [u8]) -> Result<(), JsValue> {
        let end = start + out.len() as u64;
        let part = self.blob.slice_with_f64_and_f64(start as f64, end as f64)?;
        let bytes = Uint8Array::new(&FileReaderSync::new()?.read_as_array_buffer(&part)?.into());
        if bytes.length() as usize != out.len() {
            return Err("it ends too early".into());
        }
        bytes.copy_to(out);
        Ok(())
    }
}

impl Source for BlobSource {
    fn len(&self) -> u64 {
        self.blob.size() as u64
    }

    fn read_at(&self, start: u64, out: &mut [u8]) -> io::Result<()> {
        self.read(start, out).map_err(|error| io::Error::other(describe(&error)))
    }
}
