//! What fingers do: moves of the focus by the tab key, and touches. The browser makes of them what it makes of a
//! person's.

use anyhow::{Result, bail};
use serde_json::json;

use super::Page;

impl Page<'_> {
    /// Gives the page the keyboard, as a click into its window would.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn take_keyboard(&mut self) -> Result<()> {
        self.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).map(drop)
    }

    /// Moves the focus on with the tab key until this element has it.
    ///
    /// # Errors
    /// Where it never gets it.
    pub fn tab_to(&mut self, selector: &str) -> Result<()> {
        const MOST: usize = 100;
        for _ in 0..MOST {
            self.press("Tab")?;
            if self.eval(&format!("document.activeElement.matches({selector:?})"))? == true {
                return Ok(());
            }
        }
        bail!("{MOST} times tab do not lead to {selector}")
    }

    /// Puts a finger on the middle of an element, which is scrolled into view.
    ///
    /// # Errors
    /// Where there is no such element.
    pub fn touch(&mut self, selector: &str) -> Result<()> {
        self.call("Emulation.setTouchEmulationEnabled", json!({ "enabled": true }))?;
        let (x, y) = self.place(selector, (0.5, 0.5))?;
        self.call(
            "Input.dispatchTouchEvent",
            json!({ "type": "touchStart", "touchPoints": [{ "x": x, "y": y }] }),
        )
        .map(drop)
    }

    /// Takes the finger away.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn end_touch(&mut self) -> Result<()> {
        self.call("Input.dispatchTouchEvent", json!({ "type": "touchEnd", "touchPoints": [] })).map(drop)
    }
}
