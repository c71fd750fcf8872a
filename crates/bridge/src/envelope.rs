//! The messages between the page and a worker, for every protocol.
//!
//! A message is a JavaScript object `{ message, payload }`: `message` is one of these types as JSON text, `payload` an
//! array of JavaScript objects that belong to it. `www/worker-loader.js` writes [`ToPage::Loading`] and
//! [`ToPage::Failed`] by hand.

use serde::{Deserialize, Serialize};

use crate::fault::{RequestError, WorkerError};

/// From the page to a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToWorker<Q> {
    /// Asks for something. The payload is what the request names.
    Request {
        /// Its number, unique among the requests of a worker.
        id: u32,
        /// What is asked for.
        request: Q,
    },
    /// Cancels a request: the worker aborts its `AbortSignal`. Other requests are not affected, nor is one that is
    /// answered already.
    Abort {
        /// The request's number.
        id: u32,
        /// The signal's reason, where it is a string.
        reason: Option<String>,
    },
}

/// From a worker to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToPage<R, E, V> {
    /// Bytes of the worker's module have arrived. Comes before [`ToPage::Hello`].
    Loading {
        /// Bytes so far.
        done: f64,
        /// All bytes; 0 where that is not known.
        total: f64,
    },
    /// The module runs and accepts requests.
    Hello {
        /// [`PROTOCOL_VERSION`](crate::protocol::PROTOCOL_VERSION) of the worker.
        version: u32,
    },
    /// The one answer to a request. The payload is what the response names.
    Response {
        /// The request's number.
        id: u32,
        /// The response, or why there is none.
        result: Result<R, RequestError<E>>,
    },
    /// An event, which answers no request.
    Event {
        /// Number of the request that it belongs to, where it belongs to one.
        of: Option<u32>,
        /// What happened.
        event: V,
    },
    /// The worker did not start, or has stopped.
    Failed(WorkerError),
}
