//! How a message of [`crate::protocol::model`] becomes a JavaScript value and back: the object
//! `{ message, payload }`, where `message` is JSON text and `payload` an array of JavaScript objects.
//! Both ends use it.

use js_sys::{Array, Object, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, Worker};

/// What can go wrong with a message.
#[derive(Debug, Error)]
pub enum WireError {
    /// The message has no JSON.
    #[error("a message could not be written: {0}")]
    Write(serde_json::Error),
    /// The browser refused to send it, for instance because an object of it was transferred before.
    #[error("the browser did not send a message: {0}")]
    Post(String),
    /// What arrived is not `{ message, payload }`.
    #[error("a message arrived that is not one of this program's")]
    Foreign,
    /// The JSON is not one of the expected messages.
    #[error(
        "a message could not be read; page and worker may be of different versions, reload the page: {0}"
    )]
    Read(serde_json::Error),
}

/// Where a message can be posted to: a worker from the page, or the page from a worker.
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

/// Posts `message` with `payload`. Objects of the payload that are in `transfer` move to the other
/// side; the others are copied.
///
/// # Errors
/// [`WireError::Write`] and [`WireError::Post`].
pub fn post(
    target: &impl Endpoint,
    message: &impl Serialize,
    payload: &[JsValue],
    transfer: &[JsValue],
) -> Result<(), WireError> {
    let json = serde_json::to_string(message).map_err(WireError::Write)?;
    let data = Object::new();
    set(&data, "message", &json.into())?;
    set(&data, "payload", &payload.iter().collect::<Array>())?;
    target.post(&data, &transfer.iter().collect()).map_err(|error| WireError::Post(describe(&error)))
}

/// Reads the data of a message event: the message and its payload.
///
/// # Errors
/// [`WireError::Foreign`] and [`WireError::Read`].
pub fn parse<T: DeserializeOwned>(data: &JsValue) -> Result<(T, Vec<JsValue>), WireError> {
    let field = |name: &str| Reflect::get(data, &name.into()).map_err(|_| WireError::Foreign);
    let json = field("message")?.as_string().ok_or(WireError::Foreign)?;
    let payload = field("payload")?.dyn_into::<Array>().map_err(|_| WireError::Foreign)?;
    let message = serde_json::from_str(&json).map_err(WireError::Read)?;
    Ok((message, payload.to_vec()))
}

/// The words of a JavaScript exception: its `message` where it has one.
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
