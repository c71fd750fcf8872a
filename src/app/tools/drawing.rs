//! Draws what the page answers at a moment on one picture, in light colours, so that it can be printed.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::report::Answered;
use crate::view::canvases::blank;

const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 570.0;
const MARGIN: f64 = 40.0;

/// The side of the frame, and the place of the pictures' upper edge.
const FRAME: f64 = 360.0;
const TOP: f64 = 130.0;

/// Place and size of the spectrogram.
const RIGHT: f64 = MARGIN + FRAME + 40.0;
const SPECTROGRAM: (f64, f64) = (WIDTH - MARGIN - RIGHT, 200.0);

/// Place of the bars, of one below the other, and of their tracks.
const BARS: f64 = TOP + SPECTROGRAM.1 + 60.0;
const BAR: f64 = 26.0;
const TRACK: (f64, f64) = (RIGHT + 160.0, 280.0);

// The colours of the light page.
const PAPER: &str = "#ffffff";
const INK: &str = "#1d1f23";
const MUTED: &str = "#5c6068";
const ACCENT: &str = "#0d6e63";
const SUNKEN: &str = "#eceae3";

/// The pictures to draw; `None` where there is none.
pub struct Pictures {
    /// What the model sees.
    pub frame: Option<HtmlCanvasElement>,
    /// What it hears.
    pub spectrogram: Option<HtmlCanvasElement>,
}

/// A canvas of this size.
///
/// # Errors
/// What the browser throws.
pub fn canvas(width: u32, height: u32) -> Result<(HtmlCanvasElement, CanvasRenderingContext2d), JsValue> {
    let canvas = blank(width, height)?;
    let context = canvas.get_context("2d")?.ok_or("the browser gives no canvas to draw on")?;
    Ok((canvas, context.unchecked_into()))
}

/// Draws the answer with its pictures; `footer` says which model it is from, and when.
///
/// # Errors
/// What the browser throws.
pub fn draw(answered: &Answered, pictures: &Pictures, footer: &str) -> Result<HtmlCanvasElement, JsValue> {
    let (canvas, context) = canvas(WIDTH as u32, HEIGHT as u32)?;
    let pen = Pen(&context);
    pen.fill(PAPER, (0.0, 0.0), (WIDTH, HEIGHT));
    pen.write(&answered.title(), (INK, 40), (MARGIN, 64.0), WIDTH - 2.0 * MARGIN)?;
    pen.write(&answered.subtitle(), (MUTED, 20), (MARGIN, 100.0), WIDTH - 2.0 * MARGIN)?;
    pen.picture(pictures.frame.as_ref(), "no picture", (MARGIN, TOP), (FRAME, FRAME))?;
    pen.write("What it sees", (MUTED, 16), (MARGIN, TOP + FRAME + 24.0), FRAME)?;
    pen.picture(pictures.spectrogram.as_ref(), "no sound", (RIGHT, TOP), SPECTROGRAM)?;
    pen.write("What it hears", (MUTED, 16), (RIGHT, TOP + SPECTROGRAM.1 + 24.0), SPECTROGRAM.0)?;
    for (index, bar) in answered.bars().iter().enumerate() {
        let line = BARS + BAR * index as f64;
        let (left, width) = TRACK;
        pen.write(&bar.label, (INK, 18), (RIGHT, line), left - RIGHT - 12.0)?;
        pen.fill(SUNKEN, (left, line - 12.0), (width, 12.0));
        pen.fill(ACCENT, (left, line - 12.0), (width * bar.share, 12.0));
        pen.write(&bar.score, (INK, 18), (left + width + 12.0, line), 80.0)?;
    }
    pen.write(footer, (MUTED, 16), (MARGIN, HEIGHT - 20.0), WIDTH - 2.0 * MARGIN)?;
    Ok(canvas)
}

struct Pen<'a>(&'a CanvasRenderingContext2d);

impl Pen<'_> {
    fn fill(&self, colour: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        self.0.set_fill_style_str(colour);
        self.0.fill_rect(x, y, width, height);
    }

    /// Writes a line, narrower where it would be wider than `most`.
    fn write(
        &self,
        text: &str,
        (colour, size): (&str, u32),
        (x, y): (f64, f64),
        most: f64,
    ) -> Result<(), JsValue> {
        self.0.set_fill_style_str(colour);
        self.0.set_font(&format!("{size}px system-ui, sans-serif"));
        self.0.fill_text_with_max_width(text, x, y, most)
    }

    fn picture(
        &self,
        picture: Option<&HtmlCanvasElement>,
        missing: &str,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
    ) -> Result<(), JsValue> {
        self.fill(SUNKEN, (x, y), (width, height));
        match picture {
            Some(picture) => {
                self.0.draw_image_with_html_canvas_element_and_dw_and_dh(picture, x, y, width, height)
            }
            None => self.write(missing, (MUTED, 18), (x + 16.0, y + 32.0), width - 32.0),
        }
    }
}
