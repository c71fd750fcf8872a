//! The canvases of the six pictures.

use js_sys::Uint8ClampedArray;
use leptos::{html, prelude::*};
use tvlt::live::{Picture, PictureKind};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

/// The six canvases.
#[derive(Clone, Copy, Default)]
pub struct Canvases([NodeRef<html::Canvas>; 6]);

impl Canvases {
    /// Draws RGBA pixels (an `ArrayBuffer` of `width * height * 4` bytes) at their own size; CSS
    /// scales the canvas. A picture that the browser refuses is skipped, as the next one follows soon.
    pub fn draw(&self, picture: &Picture, rgba: &JsValue) {
        let Some(canvas) = self.node(picture.kind).get_untracked() else { return };
        // An error is an exception of the browser, for instance for a wrong number of bytes.
        let _ = put(&canvas, picture, rgba);
    }

    /// The canvas of a picture.
    pub fn node(&self, kind: PictureKind) -> NodeRef<html::Canvas> {
        self.0[kind as usize]
    }
}

/// A canvas of this size, which is not on the page.
///
/// # Errors
/// What the browser throws.
pub fn blank(width: u32, height: u32) -> Result<HtmlCanvasElement, JsValue> {
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    canvas.set_width(width);
    canvas.set_height(height);
    Ok(canvas)
}

fn put(canvas: &HtmlCanvasElement, picture: &Picture, rgba: &JsValue) -> Result<(), JsValue> {
    // Setting a size clears the canvas, so only when it changes.
    if (canvas.width(), canvas.height()) != (picture.width, picture.height) {
        canvas.set_width(picture.width);
        canvas.set_height(picture.height);
    }
    let bytes = Uint8ClampedArray::new(rgba);
    let image = ImageData::new_with_js_u8_clamped_array(&bytes, picture.width)?;
    if let Some(context) = canvas.get_context("2d")? {
        context.unchecked_into::<CanvasRenderingContext2d>().put_image_data(&image, 0.0, 0.0)?;
    }
    Ok(())
}
