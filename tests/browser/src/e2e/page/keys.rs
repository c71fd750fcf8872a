//! Keys, as a keyboard sends them.

use anyhow::{Context, Result};
use serde_json::json;

use super::Page;

/// Keys by name: the code of the key, its number, and the text that it types.
const KEYS: [(&str, &str, u32, &str); 7] = [
    (" ", "Space", 32, " "),
    ("Enter", "Enter", 13, "\r"),
    ("Tab", "Tab", 9, ""),
    ("ArrowLeft", "ArrowLeft", 37, ""),
    ("ArrowUp", "ArrowUp", 38, ""),
    ("ArrowRight", "ArrowRight", 39, ""),
    ("ArrowDown", "ArrowDown", 40, ""),
];

/// The bit of the Shift key among a key event's modifiers.
const SHIFT: u32 = 8;

impl Page<'_> {
    /// Presses a key and lets it go, wherever the focus is.
    ///
    /// # Errors
    /// Where the key is not one of [`KEYS`], or the browser refuses.
    pub fn press(&mut self, key: &str) -> Result<()> {
        self.press_with(key, 0)
    }

    /// Presses a key with the Shift key.
    ///
    /// # Errors
    /// As [`Self::press`].
    pub fn press_with_shift(&mut self, key: &str) -> Result<()> {
        self.press_with(key, SHIFT)
    }

    fn press_with(&mut self, key: &str, modifiers: u32) -> Result<()> {
        self.key_event(key, "keyDown", modifiers, false)?;
        self.key_event(key, "keyUp", modifiers, false)
    }

    /// Presses a key and keeps it down; `repeats` where the keyboard says it again, as it does of a key held down.
    ///
    /// # Errors
    /// As [`Self::press`].
    pub fn key_down(&mut self, key: &str, repeats: bool) -> Result<()> {
        self.key_event(key, "keyDown", 0, repeats)
    }

    /// Lets a key go.
    ///
    /// # Errors
    /// As [`Self::press`].
    pub fn key_up(&mut self, key: &str) -> Result<()> {
        self.key_event(key, "keyUp", 0, false)
    }

    fn key_event(&mut self, key: &str, kind: &str, modifiers: u32, repeats: bool) -> Result<()> {
        let (key, code, number, text) =
            *KEYS.iter().find(|(name, ..)| *name == key).with_context(|| format!("no key {key:?}"))?;
        let text = if kind == "keyDown" { text } else { "" };
        let event = json!({
            "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number, "text": text,
            "modifiers": modifiers, "autoRepeat": repeats,
        });
        self.call("Input.dispatchKeyEvent", event).map(drop)
    }

    /// Gives an element the focus.
    ///
    /// # Errors
    /// Where there is no such element.
    pub fn focus(&mut self, selector: &str) -> Result<()> {
        self.eval(&format!("document.querySelector({selector:?}).focus()")).map(drop)
    }
}
