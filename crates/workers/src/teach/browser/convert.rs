//! Pictures of any format of the browser as PNG.

use js_sys::{Array, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::frame::FrameReader;
use crate::scope::scope;
use crate::teach::intake::{SHORT_EDGE, ready};
use crate::teach::media_error::MediaError;
use crate::teach::picture::{Pixels, encode};
use bridge::protocol::teach_state::Size;
use bridge::wire::describe;

/// A picture's file as it is stored, and its size. Large pictures are shrunk.
///
/// # Errors
/// [`MediaError`], where neither this program nor the browser reads the picture.
pub async fn stored_picture(bytes: Vec<u8>, frames: &mut FrameReader) -> Result<(Vec<u8>, Size), MediaError> {
    if let Some(size) = ready(&bytes)? {
        return Ok((bytes, size));
    }
    let unreadable = |error: &wasm_bindgen::JsValue| MediaError::Picture(describe(error));
    let parts = Array::of1(&Uint8Array::from(bytes.as_slice()));
    let blob = Blob::new_with_u8_array_sequence(&parts).map_err(|error| unreadable(&error))?;
    let bitmap = scope().create_image_bitmap_with_blob(&blob).map_err(|error| unreadable(&error))?;
    let bitmap = JsFuture::from(bitmap).await.map_err(|error| unreadable(&error))?;
    let read = frames.read(&bitmap, Some(SHORT_EDGE as usize));
    let read = read.map_err(|error| MediaError::Picture(error.to_string()))?;
    let size = Size { width: read.width as u32, height: read.height as u32 };
    Ok((encode(&Pixels::new(size, read.rgba)?)?, size))
}
