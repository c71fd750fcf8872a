//! What the crew reports to the rest of the page.

use wasm_bindgen::JsValue;

use crate::view::tools::known::Known;
use bridge::protocol::Backend;
use tvlt::live::{Budgeted, LoadedModel, Update};

/// What the crew reports to the rest of the page.
pub enum News {
    /// The active backend, and why.
    Runs(Option<Backend>, String),
    /// What is known of the answers to the known input.
    Known(Known),
    /// Another worker has become active.
    Activated,
    /// What the person waits for, with the share that is done, where that is known.
    Waits(&'static str, Option<f64>),
    /// A sentence about what goes on; nothing is broken.
    Said(String),
    /// A sentence about what is broken, and whether another try may help.
    Failed(String, bool),
    /// The report on a weights file that did not load.
    Report(String),
    /// A worker has loaded the model.
    Loaded(LoadedModel),
    /// The budget of updates from now on.
    Budget(Budgeted),
    /// An update.
    Update {
        /// Its numbers.
        update: Update,
        /// Its pictures, and what it gives for teaching.
        payload: Vec<JsValue>,
        /// When it was asked for, in milliseconds.
        asked_ms: f64,
    },
    /// The active worker can take a frame.
    Idle,
}
