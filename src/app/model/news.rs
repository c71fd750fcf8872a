//! What the page's model reports to the rest of the page.

use wasm_bindgen::JsValue;

use super::files::ModelFiles;

/// What the page's model reports to the rest of the page.
pub enum News {
    /// Stop the workers and start new ones.
    Restart,
    /// Give these files to the workers that wait for a model.
    Load(ModelFiles<JsValue>),
    /// Clear the last model's results and its chosen clip length.
    Forget,
    /// No model runs; a sentence says what happened and what to do.
    Failed(String),
}
