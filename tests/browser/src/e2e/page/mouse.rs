//! A mouse that moves over an element.

use anyhow::{Context as _, Result};
use serde_json::json;

use super::Page;

/// How many places of a drag the page sees between its ends.
const STEPS: usize = 6;

impl Page<'_> {
    /// Presses the mouse at a place of an element, moves it to another, and releases it. Places are shares of the
    /// element's width and height, from its upper left.
    ///
    /// # Errors
    /// Where there is no such element, or the browser refuses.
    pub fn drag(&mut self, selector: &str, from: (f64, f64), to: (f64, f64)) -> Result<()> {
        let (start, end) = (self.place(selector, from)?, self.place(selector, to)?);
        self.mouse("mouseMoved", start, 0)?;
        self.mouse("mousePressed", start, 1)?;
        for step in 1..=STEPS {
            let share = step as f64 / STEPS as f64;
            let at = (start.0 + (end.0 - start.0) * share, start.1 + (end.1 - start.1) * share);
            self.mouse("mouseMoved", at, 1)?;
        }
        self.mouse("mouseReleased", end, 0)
    }

    /// Clicks with the mouse at a place of an element; see [`Self::drag`].
    ///
    /// # Errors
    /// As `drag`.
    pub fn click_at(&mut self, selector: &str, place: (f64, f64)) -> Result<()> {
        let at = self.place(selector, place)?;
        self.mouse("mouseMoved", at, 0)?;
        self.mouse("mousePressed", at, 1)?;
        self.mouse("mouseReleased", at, 0)
    }

    /// A place of an element in the window, after scrolling to it.
    pub(super) fn place(&mut self, selector: &str, (x, y): (f64, f64)) -> Result<(f64, f64)> {
        let place = self.eval(&format!(
            "(() => {{ const element = document.querySelector({selector:?});
             element.scrollIntoView({{ block: 'center', behavior: 'instant' }});
             const box = element.getBoundingClientRect();
             return [box.left + {x} * box.width, box.top + {y} * box.height]; }})()"
        ))?;
        let number = |index: usize| place[index].as_f64().with_context(|| format!("{selector} has no place"));
        Ok((number(0)?, number(1)?))
    }

    fn mouse(&mut self, kind: &str, (x, y): (f64, f64), buttons: u32) -> Result<()> {
        let button = if kind == "mouseMoved" && buttons == 0 { "none" } else { "left" };
        let count = u32::from(kind != "mouseMoved");
        let params = json!({
            "type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": count,
        });
        self.call("Input.dispatchMouseEvent", params).map(drop)
    }
}
