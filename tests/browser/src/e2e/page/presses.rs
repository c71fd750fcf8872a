//! What fingers do: keys that are pressed and let go, and touches. The browser makes of them what it makes of a
//! person's: moves of the focus, repeated keys, clicks.

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::Page;

/// A key of the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Moves the focus on.
    Tab,
    /// The space key.
    Space,
    /// The enter key.
    Enter,
}

impl Key {
    /// Its name, its place on the keyboard, its number on Windows, and what it types.
    fn described(self) -> (&'static str, &'static str, u32, &'static str) {
        match self {
            Self::Tab => ("Tab", "Tab", 9, ""),
            Self::Space => (" ", "Space", 32, " "),
            Self::Enter => ("Enter", "Enter", 13, "\r"),
        }
    }

    fn event(self, kind: &str, repeats: bool) -> Value {
        let (key, code, number, text) = self.described();
        let mut event = json!({
            "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number, "autoRepeat": repeats,
        });
        if kind == "keyDown" && !text.is_empty() {
            event["text"] = text.into();
        }
        event
    }
}

impl Page<'_> {
    /// Gives the page the keyboard, as a click into its window would.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn take_keyboard(&mut self) -> Result<()> {
        self.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).map(drop)
    }

    /// Presses a key and keeps it down; `repeats` where the keyboard says it again, as it does of a key held down.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn key_down(&mut self, key: Key, repeats: bool) -> Result<()> {
        self.call("Input.dispatchKeyEvent", key.event("keyDown", repeats)).map(drop)
    }

    /// Lets a key go.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn key_up(&mut self, key: Key) -> Result<()> {
        self.call("Input.dispatchKeyEvent", key.event("keyUp", false)).map(drop)
    }

    /// Moves the focus on with the tab key until this element has it.
    ///
    /// # Errors
    /// Where it never gets it.
    pub fn tab_to(&mut self, selector: &str) -> Result<()> {
        const MOST: usize = 100;
        for _ in 0..MOST {
            self.key_down(Key::Tab, false)?;
            self.key_up(Key::Tab)?;
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
        let middle = self.eval(&format!(
            "(() => {{ const element = document.querySelector({selector:?});
             element.scrollIntoView({{ block: 'center', behavior: 'instant' }});
             const {{ x, y, width, height }} = element.getBoundingClientRect();
             return {{ x: x + width / 2, y: y + height / 2 }}; }})()"
        ))?;
        middle["x"].as_f64().with_context(|| format!("{selector} has no place"))?;
        self.call("Input.dispatchTouchEvent", json!({ "type": "touchStart", "touchPoints": [middle] }))
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
