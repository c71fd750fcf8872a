//! Fields, selects and file pickers, as a person uses them.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::json;

use super::Page;

impl Page<'_> {
    /// Moves a slider, as a person would.
    ///
    /// # Errors
    /// Where there is no such slider.
    pub fn slide(&mut self, selector: &str, value: f64) -> Result<()> {
        self.eval(&format!(
            "(() => {{ const slider = document.querySelector({selector:?}); slider.value = {value};
             slider.dispatchEvent(new Event('input', {{ bubbles: true }}));
             slider.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
        ))
        .map(drop)
    }

    /// Chooses in a select, as a person would.
    ///
    /// # Errors
    /// Where there is no such select.
    pub fn select(&mut self, selector: &str, value: &str) -> Result<()> {
        self.eval(&format!(
            "(() => {{ const select = document.querySelector({selector:?}); select.focus(); select.value = {value:?};
             select.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
        ))
        .map(drop)
    }

    /// Types into a field and leaves it, as a person would.
    ///
    /// # Errors
    /// Where there is no such field.
    pub fn fill(&mut self, selector: &str, text: &str) -> Result<()> {
        self.eval(&format!(
            "(() => {{ const field = document.querySelector({selector:?}); field.value = {text:?};
             field.dispatchEvent(new Event('input', {{ bubbles: true }}));
             field.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
        ))
        .map(drop)
    }

    /// Puts a file into a file picker, as a person would.
    ///
    /// # Errors
    /// Where there is no such picker.
    pub fn choose_file(&mut self, selector: &str, file: &Path) -> Result<()> {
        self.choose_files(selector, &[file])
    }

    /// Puts several files into a file picker.
    ///
    /// # Errors
    /// Where there is no such picker.
    pub fn choose_files(&mut self, selector: &str, files: &[impl AsRef<Path>]) -> Result<()> {
        let expression = format!("document.querySelector({selector:?})");
        let picker = self.call("Runtime.evaluate", json!({ "expression": expression }))?;
        let path = |file: &Path| file.canonicalize().with_context(|| format!("no {}", file.display()));
        let files = files.iter().map(|file| path(file.as_ref())).collect::<Result<Vec<_>>>()?;
        let object = picker["result"]["objectId"].clone();
        self.call("DOM.setFileInputFiles", json!({ "files": files, "objectId": object }))?;
        // The browser keeps an object that a test has seen until it is released, even when the page drops it.
        self.call("Runtime.releaseObject", json!({ "objectId": object })).map(drop)
    }
}
