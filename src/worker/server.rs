//! The worker's end: takes requests in order, keeps only the latest frame, and answers.

mod blob;
mod frame;
mod inbox;
mod session;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::protocol::{Backend, Failure, FailureKind, PROTOCOL_VERSION, Request, Response};
use super::wire;
use session::Session;

/// A request with its payload and when it came, in milliseconds of the worker's clock.
struct Pending {
    request: Request,
    payload: Vec<JsValue>,
    arrived_ms: f64,
}

/// Starts serving on this worker's scope. Returns at once; the browser's events do the rest.
///
/// # Panics
/// Where the module does not run in a dedicated worker: the page then reports a broken module.
pub fn run(backend: Backend) {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let queue = Rc::new(RefCell::new(VecDeque::new()));
    let session = Rc::new(RefCell::new(Some(Session::new(backend))));
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match wire::parse::<Request>(&event.data()) {
            Ok((request, payload)) => {
                enqueue(&mut queue.borrow_mut(), Pending { request, payload, arrived_ms: now_ms() });
                pump(&queue, &session);
            }
            Err(error) => fail(FailureKind::Update, error.to_string()),
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The worker serves until it is terminated, and its memory goes with it.
    on_message.forget();
    answer(&Response::Hello { version: PROTOCOL_VERSION, backend }, &[]);
}

/// Adds a request; a frame that still waits makes room for a newer one.
fn enqueue(queue: &mut VecDeque<Pending>, newest: Pending) {
    if matches!(newest.request, Request::Frame { .. } | Request::Tick { .. }) {
        queue.retain(|older| match older.request {
            Request::Frame { id } | Request::Tick { id } => {
                older.payload.iter().for_each(frame::close);
                answer(&Response::Skipped { id }, &[]);
                false
            }
            _ => true,
        });
    }
    queue.push_back(newest);
}

/// Works the queue off, unless that is already going on: the session is taken while it works.
fn pump(queue: &Rc<RefCell<VecDeque<Pending>>>, session: &Rc<RefCell<Option<Session>>>) {
    let Some(mut working) = session.borrow_mut().take() else { return };
    let (queue, session) = (queue.clone(), session.clone());
    spawn_local(async move {
        loop {
            // Taken in a statement of its own: the queue must not stay borrowed across the await.
            let next = queue.borrow_mut().pop_front();
            let Some(pending) = next else { break };
            working.serve(pending).await;
        }
        *session.borrow_mut() = Some(working);
    });
}

/// Sends an answer; buffers of the payload are moved, not copied.
fn answer(response: &Response, payload: &[JsValue]) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    if let Err(error) = wire::post(&scope, response, payload, payload) {
        web_sys::console::error_1(&JsValue::from_str(&error.to_string()));
    }
}

/// Tells the page what went wrong.
fn fail(kind: FailureKind, message: String) {
    answer(&Response::Failed(Failure::new(kind, message)), &[]);
}

/// The worker's clock, in milliseconds.
fn now_ms() -> f64 {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    scope.performance().map_or_else(js_sys::Date::now, |clock| clock.now())
}
