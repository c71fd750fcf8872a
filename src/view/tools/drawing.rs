//! Draws copies of the model's pictures, and maps over them.

use leptos::{html, prelude::*};
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::heat::Heat;

/// The canvases of a picture with a map over it.
#[derive(Clone, Copy, Default)]
pub struct MapCanvases {
    /// The picture.
    pub below: NodeRef<html::Canvas>,
    /// The map.
    pub above: NodeRef<html::Canvas>,
}

impl MapCanvases {
    /// Draws the map; none clears it.
    pub fn draw(&self, heat: Option<&Heat>) {
        let Some(canvas) = self.above.get_untracked() else { return };
        // An error is an exception of the browser, which has then no memory for so small a picture.
        let _ = match heat {
            Some(heat) => put(&canvas, heat),
            None => clear(&canvas),
        };
    }
}

/// Copies what a canvas shows onto another, at the same size. Nothing is copied as long as it shows nothing.
pub fn copy(from: NodeRef<html::Canvas>, to: NodeRef<html::Canvas>) {
    let (Some(from), Some(to)) = (from.get_untracked(), to.get_untracked()) else { return };
    let copied = || -> Result<(), JsValue> {
        fit(&to, from.width(), from.height());
        if let Some(context) = context(&to)? {
            context.clear_rect(0.0, 0.0, f64::from(to.width()), f64::from(to.height()));
            context.draw_image_with_html_canvas_element(&from, 0.0, 0.0)?;
        }
        Ok(())
    };
    // An error is an exception of the browser, for instance for a canvas without pixels; the next copy follows soon.
    let _ = copied();
}

fn put(canvas: &HtmlCanvasElement, heat: &Heat) -> Result<(), JsValue> {
    let image = ImageData::new_with_u8_clamped_array(Clamped(&heat.rgba), heat.columns)?;
    fit(canvas, image.width(), image.height());
    if let Some(context) = context(canvas)? {
        context.put_image_data(&image, 0.0, 0.0)?;
    }
    Ok(())
}

fn clear(canvas: &HtmlCanvasElement) -> Result<(), JsValue> {
    if let Some(context) = context(canvas)? {
        context.clear_rect(0.0, 0.0, f64::from(canvas.width()), f64::from(canvas.height()));
    }
    Ok(())
}

/// Gives a canvas this size. Setting a size clears the canvas, so only when it changes.
fn fit(canvas: &HtmlCanvasElement, width: u32, height: u32) {
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
    }
}

fn context(canvas: &HtmlCanvasElement) -> Result<Option<CanvasRenderingContext2d>, JsValue> {
    Ok(canvas.get_context("2d")?.map(JsCast::unchecked_into))
}
