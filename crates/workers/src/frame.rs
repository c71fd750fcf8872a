//! Reads the pixels of a transferred `VideoFrame` or `ImageBitmap`.

use bridge::wire::describe;
use wasm_bindgen::prelude::*;
use web_sys::{OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// Longest shorter edge of a frame when it is read, in pixels. The browser shrinks larger frames first, which limits
/// the cost of the copy and the resize that follow. Webcam frames are usually not larger.
const LONGEST_SHORT_EDGE: f64 = 480.0;

/// A frame's pixels.
pub struct Pixels {
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// Rows of RGBA bytes.
    pub rgba: Vec<u8>,
}

/// Why a frame could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The transferred object has no size.
    #[error("the picture that arrived is empty")]
    Empty,
    /// The browser gave no canvas to read it with.
    #[error("this browser cannot read pictures in a worker (OffscreenCanvas is missing); update the browser")]
    NoCanvas,
    /// The browser refused to hand the pixels out.
    #[error("the browser did not hand out the picture's pixels: {0}")]
    Refused(String),
    /// The browser answers with noise whatever was drawn.
    #[error("the browser hands out noise in place of pictures")]
    Noise,
}

/// Reads frames through one canvas, kept from frame to frame.
#[derive(Default)]
pub struct FrameReader {
    canvas: Option<(OffscreenCanvas, OffscreenCanvasRenderingContext2d)>,
    /// Whether the browser was found to give noise. It does so until the page is reloaded.
    noise: bool,
}

impl FrameReader {
    /// Reads and closes `frame`. A shorter edge of more than `short_edge` pixels is shrunk to that; without it, to the
    /// usual limit.
    ///
    /// # Errors
    /// [`FrameError`] where the browser gives no pixels.
    pub fn read(&mut self, frame: &JsValue, short_edge: Option<usize>) -> Result<Pixels, FrameError> {
        let pixels = self.draw(frame, short_edge.map_or(LONGEST_SHORT_EDGE, |pixels| pixels as f64));
        close(frame);
        pixels
    }

    fn draw(&mut self, frame: &JsValue, short_edge: f64) -> Result<Pixels, FrameError> {
        let (width, height) = size(frame).ok_or(FrameError::Empty)?;
        let scale = (short_edge / width.min(height)).min(1.0);
        let (width, height) = ((width * scale).round().max(1.0), (height * scale).round().max(1.0));
        let (canvas, context) = self.canvas()?;
        if f64::from(canvas.width()) != width || f64::from(canvas.height()) != height {
            canvas.set_width(width as u32);
            canvas.set_height(height as u32);
        }
        let refused = |error: JsValue| FrameError::Refused(describe(&error));
        context
            .unchecked_ref::<DrawsAnything>()
            .draw_image(frame, 0.0, 0.0, width, height)
            .map_err(refused)?;
        let data = context.get_image_data(0.0, 0.0, width, height).map_err(refused)?;
        Ok(Pixels { width: width as usize, height: height as usize, rgba: data.data().0 })
    }

    fn canvas(&mut self) -> Result<&(OffscreenCanvas, OffscreenCanvasRenderingContext2d), FrameError> {
        if self.noise {
            return Err(FrameError::Noise);
        }
        if self.canvas.is_none() {
            let canvas = OffscreenCanvas::new(TRIAL, TRIAL).map_err(|_| FrameError::NoCanvas)?;
            let options = js_sys::Object::new();
            // `Reflect::set` fails only on frozen objects.
            let _ = js_sys::Reflect::set(&options, &"willReadFrequently".into(), &JsValue::TRUE);
            let context = canvas
                .get_context_with_context_options("2d", &options)
                .ok()
                .flatten()
                .ok_or(FrameError::NoCanvas)?
                .unchecked_into();
            self.noise = gives_noise(&context);
            if self.noise {
                return Err(FrameError::Noise);
            }
            self.canvas = Some((canvas, context));
        }
        self.canvas.as_ref().ok_or(FrameError::NoCanvas)
    }
}

/// Width and height of the test picture for a canvas, in pixels.
const TRIAL: u32 = 8;

/// Whether a canvas returns something other than what was drawn. Firefox and its relatives do that where they
/// resist fingerprinting. A weaker protection changes values by one, which does no harm.
fn gives_noise(context: &OffscreenCanvasRenderingContext2d) -> bool {
    let edge = f64::from(TRIAL);
    context.set_fill_style_str("rgb(40 200 120)");
    context.fill_rect(0.0, 0.0, edge, edge);
    let Ok(data) = context.get_image_data(0.0, 0.0, edge, edge) else { return false };
    let far =
        |pixel: &[u8]| pixel.iter().zip([40, 200, 120]).any(|(&value, drawn)| value.abs_diff(drawn) > 16);
    data.data().0.chunks_exact(4).any(far)
}

/// Frees a frame's memory at once; cameras stall when their frames are left to the garbage collector.
pub fn close(frame: &JsValue) {
    if let Ok(close) = js_sys::Reflect::get(frame, &"close".into())
        && let Ok(close) = close.dyn_into::<js_sys::Function>()
    {
        // Closing a frame that is closed already may throw, which does no harm.
        let _ = close.call0(frame);
    }
}

/// Width and height of a `VideoFrame` (as displayed) or an `ImageBitmap`.
fn size(frame: &JsValue) -> Option<(f64, f64)> {
    let number = |name: &str| js_sys::Reflect::get(frame, &name.into()).ok()?.as_f64().filter(|n| *n > 0.0);
    let width = number("displayWidth").or_else(|| number("width"))?;
    let height = number("displayHeight").or_else(|| number("height"))?;
    Some((width, height))
}

// web-sys has `drawImage` of a `VideoFrame` only among its unstable interfaces.
#[wasm_bindgen]
extern "C" {
    type DrawsAnything;
    #[wasm_bindgen(method, catch, js_name = drawImage)]
    fn draw_image(
        this: &DrawsAnything,
        image: &JsValue,
        x: f64,
        y: f64,
        width: f64,
        height: f64,
    ) -> Result<(), JsValue>;
}
