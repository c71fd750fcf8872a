//! What the person's own classes report to the rest of the page.

use wasm_bindgen::JsValue;

use bridge::protocol::teach::TaughtAnswer;
use bridge::protocol::teach_state::{Clip, SampleId};

/// What the person's own classes report to the rest of the page.
pub enum News {
    /// What updates are to carry has changed, see [`TeachRunner::carries`](super::runner::TeachRunner::carries).
    Carry,
    /// Let the model forget what it has seen and heard.
    ForgetSenses,
    /// What an update shows; `None` for nothing.
    Answer(Option<TaughtAnswer>),
    /// Let the model compute the features of a sample, from its picture and its sound; answered by
    /// [`Event::Read`](super::Event::Read).
    Read(SampleId, Clip, Vec<JsValue>),
}
