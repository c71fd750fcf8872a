//! Turns a message of [`crate::envelope`] into a JavaScript value and back: the object `{ message, payload }`, where
//! `message` is JSON text and `payload` an array of JavaScript objects. Both ends use it.

use js_sys::{Array, Object, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, Worker};

use crate::fault::WireError;

/// The JavaScript objects of a message's payload.
#[derive(Debug, Clone, Default)]
pub struct Objects {
    payload: Vec<JsValue>,
    moved: bool,
}

impl Objects {
    /// Objects to transfer to the other side; they stay here if the message is not sent.
    pub fn moved(payload: Vec<JsValue>) -> Self {
        Self { payload, moved: true }
    }

    /// Objects that are cloned for the other side. A `File` is cloned without copying its bytes.
    pub fn shared(payload: Vec<JsValue>) -> Self {
        Self { payload, moved: false }
    }
}

/// A target for messages: a worker for the page, or the page for a worker.
pub trait Endpoint {
    /// Posts `data`, transferring the objects of `transfer`.
    ///
    /// # Errors
    /// What the browser throws.
    fn post(&self, data: &JsValue, transfer: &Array) -> Result<(), JsValue>;
}

impl Endpoint for Worker {
    fn post(&self, data: &JsValue, transfer: &Array) -> Result<(), JsValue> {
        self.post_message_with_transfer(data, transfer)
    }
}

impl Endpoint for DedicatedWorkerGlobalScope {
    fn post(&self, data: &JsValue, transfer: &Array) -> Result<(), JsValue> {
        self.post_message_with_transfer(data, transfer)
    }
}

/// Posts `message` with its objects.
///
/// # Errors
/// [`WireError::Write`] and [`WireError::Post`].
pub fn post(target: &impl Endpoint, message: &impl Serialize, objects: &Objects) -> Result<(), WireError> {
    let json = serde_json::to_string(message).map_err(|error| WireError::Write(error.to_string()))?;
    let data = Object::new();
    let payload: Array = objects.payload.iter().collect();
    set(&data, "message", &json.into())?;
    set(&data, "payload", &payload)?;
    let transfer = if objects.moved { payload } else { Array::new() };
    target.post(&data, &transfer).map_err(|error| WireError::Post(describe(&error)))
}

/// Reads the data of a message event: the message and its payload.
///
/// # Errors
/// [`WireError::Foreign`] and [`WireError::Read`].
pub fn parse<T: DeserializeOwned>(data: &JsValue) -> Result<(T, Vec<JsValue>), WireError> {
    let field = |name: &str| Reflect::get(data, &name.into()).map_err(|_| WireError::Foreign);
    let json = field("message")?.as_string().ok_or(WireError::Foreign)?;
    let payload = field("payload")?.dyn_into::<Array>().map_err(|_| WireError::Foreign)?;
    let message = serde_json::from_str(&json).map_err(|error| WireError::Read(error.to_string()))?;
    Ok((message, payload.to_vec()))
}

/// The text of a JavaScript exception: its `message` where it has one.
pub fn describe(error: &JsValue) -> String {
    Reflect::get(error, &"message".into())
        .ok()
        .and_then(|message| message.as_string())
        .or_else(|| error.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}

fn set(object: &Object, name: &str, value: &JsValue) -> Result<(), WireError> {
    Reflect::set(object, &name.into(), value).map(|_| ()).map_err(|error| WireError::Post(describe(&error)))
}
