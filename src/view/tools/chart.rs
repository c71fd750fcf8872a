//! Draws the strip chart of surprise over time on a canvas.

use js_sys::Array;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::strip::{Strip, height};
use crate::view::canvases::blank;

/// Space beside the lines, in pixels of the page: left for the marks of the axis, below for the times.
const LEFT: f64 = 34.0;
const BELOW: f64 = 20.0;
const ABOVE: f64 = 8.0;
const RIGHT: f64 = 8.0;

/// Radius of a mark's dot.
const DOT: f64 = 4.5;

/// Size of the saved chart, in pixels.
const PRINTED: (f64, f64) = (1200.0, 400.0);

/// Colours, as CSS writes them.
struct Colours {
    ground: String,
    muted: String,
    line: String,
    sight: String,
    sound: String,
}

/// Draws the chart at its size on the page, in the page's colours.
///
/// # Errors
/// What the browser throws.
pub fn draw(strip: &Strip, canvas: &HtmlCanvasElement) -> Result<(), JsValue> {
    let (width, height) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
    if width <= 0.0 || height <= 0.0 {
        return Ok(());
    }
    let style = window().get_computed_style(canvas)?.ok_or("the page has no style")?;
    let colour = |name: &str| style.get_property_value(name).map(|value| value.trim().to_owned());
    let colours = Colours {
        ground: colour("--surface")?,
        muted: colour("--muted")?,
        line: colour("--line")?,
        sight: colour("--accent")?,
        sound: colour("--apart")?,
    };
    let scale = window().device_pixel_ratio().max(1.0);
    let size = ((width * scale).round() as u32, (height * scale).round() as u32);
    if (canvas.width(), canvas.height()) != size {
        canvas.set_width(size.0);
        canvas.set_height(size.1);
    }
    let context = context(canvas)?;
    context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)?;
    paint(strip, &context, (width, height), &colours)
}

/// The chart on a canvas of its own, in light colours and with a legend, so that it can be saved and printed.
///
/// # Errors
/// What the browser throws.
pub fn printed(strip: &Strip) -> Result<HtmlCanvasElement, JsValue> {
    let canvas = blank(PRINTED.0 as u32, PRINTED.1 as u32)?;
    let colours = Colours {
        ground: "#ffffff".into(),
        muted: "#5c6068".into(),
        line: "#d9d6cc".into(),
        sight: "#0d6e63".into(),
        sound: "#a8480f".into(),
    };
    let context = context(&canvas)?;
    paint(strip, &context, PRINTED, &colours)?;
    context.set_text_align("left");
    for (words, colour, left) in
        [("what it sees", &colours.sight, 50.0), ("what it hears", &colours.sound, 150.0)]
    {
        context.set_fill_style_str(colour);
        context.fill_text(words, left, 20.0)?;
    }
    Ok(canvas)
}

fn context(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    let context = canvas.get_context("2d")?.ok_or("the browser gives no canvas to draw on")?;
    Ok(context.unchecked_into())
}

fn paint(
    strip: &Strip,
    context: &CanvasRenderingContext2d,
    (width, full_height): (f64, f64),
    colours: &Colours,
) -> Result<(), JsValue> {
    let at = |(across, up): (f64, f64)| {
        let x = LEFT + across * (width - LEFT - RIGHT);
        (x, full_height - BELOW - up * (full_height - ABOVE - BELOW))
    };
    context.set_fill_style_str(&colours.ground);
    context.fill_rect(0.0, 0.0, width, full_height);
    context.set_font("11px system-ui, sans-serif");
    let top = strip.top();
    for relative in [0.0, 1.0, top] {
        let up = height(relative, top);
        context.set_line_width(if relative == 1.0 { 1.5 } else { 1.0 });
        path(context, &colours.line, &[at((0.0, up)), at((1.0, up))], &[])?;
        let (x, y) = at((0.0, up));
        context.set_fill_style_str(&colours.muted);
        context.set_text_align("right");
        context.fill_text(&format!("{relative} ×"), x - 4.0, y + 4.0)?;
    }
    for (across, words, align) in [(0.0, "−2 min", "left"), (0.5, "−1 min", "center"), (1.0, "now", "right")]
    {
        let (x, y) = at((across, 0.0));
        context.set_text_align(align);
        context.fill_text(words, x, y + 14.0)?;
    }
    context.set_line_width(1.75);
    for (lines, colour, dashes) in [
        (strip.lines(|error| error.sight), &colours.sight, &[][..]),
        (strip.lines(|error| error.sound), &colours.sound, &[5.0, 3.0][..]),
    ] {
        for line in lines {
            let line: Vec<_> = line.into_iter().map(at).collect();
            path(context, colour, &line, dashes)?;
        }
    }
    for dot in strip.dots() {
        let (x, y) = at(dot);
        context.begin_path();
        context.arc(x, y, DOT, 0.0, std::f64::consts::TAU)?;
        context.set_fill_style_str(&colours.ground);
        context.fill();
        context.set_stroke_style_str(&colours.muted);
        context.stroke();
    }
    Ok(())
}

/// Draws a line through these points.
fn path(
    context: &CanvasRenderingContext2d,
    colour: &str,
    points: &[(f64, f64)],
    dashes: &[f64],
) -> Result<(), JsValue> {
    context.set_stroke_style_str(colour);
    context.set_line_dash(&dashes.iter().map(|dash| JsValue::from_f64(*dash)).collect::<Array>())?;
    context.begin_path();
    for (index, (x, y)) in points.iter().enumerate() {
        if index == 0 {
            context.move_to(*x, *y);
        } else {
            context.line_to(*x, *y);
        }
    }
    context.stroke();
    context.set_line_dash(&Array::new())
}
