//! What the way of the model tells the rest of the page.

use wasm_bindgen::JsValue;

use super::files::ModelFiles;

/// What the way of the model tells that is not its own matter.
pub enum News {
    /// The workers are stopped and started anew.
    Restart,
    /// The workers that wait for a model get these files.
    Load(ModelFiles<JsValue>),
    /// What the last model has shown, and how much it was to take, is taken back.
    Forget,
}
