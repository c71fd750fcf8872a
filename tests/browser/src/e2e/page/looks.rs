//! How the page is looked at: the size of the screen, and light or dark.

use anyhow::Result;
use serde_json::json;

use super::Page;

impl Page<'_> {
    /// Shows the page on a phone's screen of this width and height, or on the browser's own; in the dark, or not.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn set_looks(&mut self, phone: Option<(u32, u32)>, dark: bool) -> Result<()> {
        match phone {
            Some((width, height)) => {
                let params =
                    json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": true });
                self.call("Emulation.setDeviceMetricsOverride", params)?;
            }
            None => {
                self.call("Emulation.clearDeviceMetricsOverride", json!({}))?;
            }
        }
        let scheme = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.call("Emulation.setEmulatedMedia", features).map(drop)
    }
}
