//! The worker's end: hands each request to the worker's program, with its own abort signal and reply, and sends
//! events.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::rc::Rc;

use serde_json::Value;
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal, DedicatedWorkerGlobalScope, MessageEvent};

use crate::envelope::{ToPage, ToWorker};
use crate::fault::{RequestError, WireError};
use crate::protocol::{PROTOCOL_VERSION, Protocol};
use crate::reply;
use crate::wire;
use crate::wire::{Objects, describe};

/// Sends the one answer to a request of `P`.
pub type Reply<P> = reply::Reply<<P as Protocol>::Response, <P as Protocol>::Error, Objects>;

/// A request as the worker's program gets it.
pub struct Call<P: Protocol> {
    /// The request.
    pub request: P::Request,
    /// The objects that came with it.
    pub objects: Vec<JsValue>,
    /// Aborted when the page cancels the request; the worker's program may abort it, too.
    pub stop: AbortController,
    /// Sends its answer.
    pub reply: Reply<P>,
}

impl<P: Protocol> Call<P> {
    /// The signal that is aborted when the request is cancelled.
    pub fn signal(&self) -> AbortSignal {
        self.stop.signal()
    }
}

/// Sends events to the page.
pub struct Events<P>(PhantomData<P>);

impl<P> Clone for Events<P> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

impl<P: Protocol> Events<P> {
    /// Sends an event that belongs to no request.
    pub fn tell(&self, event: P::Event) {
        send::<P>(ToPage::Event { of: None, event });
    }

    /// Sends an event that belongs to request `id`; the page ignores it if the request is settled.
    pub fn tell_of(&self, id: u32, event: P::Event) {
        send::<P>(ToPage::Event { of: Some(id), event });
    }
}

type Message<P> = ToPage<<P as Protocol>::Response, <P as Protocol>::Error, <P as Protocol>::Event>;
type Outcome<P> = Result<<P as Protocol>::Response, RequestError<<P as Protocol>::Error>>;
/// The abort controller of each request in flight, by its number.
type Stops = Rc<RefCell<BTreeMap<u32, AbortController>>>;

/// Serves requests on this worker's global scope. `begin` gets the handle for events and returns the function that
/// serves each request. Returns at once; the browser's events drive the rest.
///
/// # Panics
/// Where the module does not run in a dedicated worker: the page then says that the module did not start.
pub fn run<P: Protocol, H: FnMut(Call<P>) + 'static>(begin: impl FnOnce(Events<P>) -> H) {
    let mut handle = begin(Events(PhantomData));
    let stops = Stops::default();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // The number is parsed first, so that a request that cannot be read is answered with an error.
        match wire::parse::<ToWorker<Value>>(&event.data()) {
            Ok((ToWorker::Request { id, request }, objects)) => {
                if let Some(call) = called::<P>(id, request, objects, &stops) {
                    handle(call);
                }
            }
            Ok((ToWorker::Abort { id, reason }, _)) => {
                // Removed before it is aborted: a listener of the signal may answer, which borrows the map again.
                let stop = stops.borrow_mut().remove(&id);
                match (stop, reason) {
                    (Some(stop), Some(reason)) => stop.abort_with_reason(&reason.into()),
                    (Some(stop), None) => stop.abort(),
                    (None, _) => {}
                }
            }
            Err(error) => complain(&error),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The worker serves until it is terminated, which frees its memory.
    on_message.forget();
    send::<P>(ToPage::Hello { version: PROTOCOL_VERSION });
}

/// The call for a request that has arrived; `None` where it could not be read and has been answered with an error.
fn called<P: Protocol>(id: u32, request: Value, objects: Vec<JsValue>, stops: &Stops) -> Option<Call<P>> {
    let refuse = |error: WireError| {
        answer::<P>(id, Err(error.into()), &Objects::default());
        None
    };
    let stop = match AbortController::new() {
        Ok(stop) => stop,
        Err(error) => return refuse(WireError::Read(describe(&error))),
    };
    let request = match serde_json::from_value(request) {
        Ok(request) => request,
        Err(error) => return refuse(WireError::Read(error.to_string())),
    };
    stops.borrow_mut().insert(id, stop.clone());
    let stops = stops.clone();
    let reply = Reply::<P>::new(id, move |result, objects| {
        stops.borrow_mut().remove(&id);
        answer::<P>(id, result, &objects);
    });
    Some(Call { request, objects, stop, reply })
}

/// Sends an answer; if it cannot be sent, sends the error in its place.
fn answer<P: Protocol>(id: u32, result: Outcome<P>, objects: &Objects) {
    let message: Message<P> = ToPage::Response { id, result };
    if let Err(error) = wire::post(&scope(), &message, objects) {
        send::<P>(ToPage::Response { id, result: Err(error.into()) });
    }
}

fn send<P: Protocol>(message: Message<P>) {
    if let Err(error) = wire::post(&scope(), &message, &Objects::default()) {
        complain(&error);
    }
}

fn complain(error: &WireError) {
    web_sys::console::error_1(&JsValue::from_str(&error.to_string()));
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
