//! What the crew tells the rest of the page.

use wasm_bindgen::JsValue;

use bridge::protocol::Backend;
use tvlt::live::{Budgeted, LoadedModel, Update};

/// What the crew tells that is not its own matter.
pub enum News {
    /// Who takes the frames, and why.
    Runs(Option<Backend>, String),
    /// This worker begins to take the frames.
    Activated,
    /// The person waits for this; with the share that is done, where that is known.
    Waits(&'static str, Option<f64>),
    /// A sentence about what goes on; all is well, or will be.
    Said(String),
    /// A sentence about what is broken, and whether another try may help.
    Failed(String, bool),
    /// What is known of a weights file that did not load.
    Report(String),
    /// A worker has loaded the model.
    Loaded(LoadedModel),
    /// How much an update takes from now on.
    Budget(Budgeted),
    /// An update with its pictures.
    Update(Update, Vec<JsValue>),
    /// The worker that runs can take a frame.
    Idle,
}
