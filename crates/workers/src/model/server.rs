//! The worker's end: takes requests in order, keeps only the latest frame, and answers.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::frame;
use super::session::{Computing, Session};
use bridge::protocol::failure::{Failure, FailureKind};
use bridge::protocol::model::{Request, Response};
use bridge::protocol::{Backend, PROTOCOL_VERSION};
use bridge::wire;
use tvlt::inference::InferenceError;
use tvlt::live::engine::RawOutputs;

/// A request with its payload and when it came, in milliseconds of the worker's clock.
pub(super) struct Pending {
    pub(super) request: Request,
    pub(super) payload: Vec<JsValue>,
    pub(super) arrived_ms: f64,
}

/// What the worker does next.
enum Work {
    /// A request of the page.
    Serve(Pending),
    /// The numbers of an update are there.
    Finish(Box<Computing>, Result<RawOutputs, InferenceError>),
}

type Queue = Rc<RefCell<VecDeque<Work>>>;

/// Starts serving on this worker's scope. Returns at once; the browser's events do the rest.
///
/// # Panics
/// Where the module does not run in a dedicated worker: the page then reports a broken module.
pub fn run(backend: Backend) {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let queue = Queue::default();
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
fn enqueue(queue: &mut VecDeque<Work>, newest: Pending) {
    if matches!(newest.request, Request::Frame { .. } | Request::Tick { .. }) {
        queue.retain(|older| match older {
            Work::Serve(Pending {
                request: Request::Frame { id } | Request::Tick { id }, payload, ..
            }) => {
                payload.iter().for_each(frame::close);
                answer(&Response::Skipped { id: *id }, &[]);
                false
            }
            _ => true,
        });
    }
    queue.push_back(Work::Serve(newest));
}

/// Works the queue off, unless that is already going on: the session is taken while it works. The numbers of an
/// update are awaited beside it, so that the next update can begin; they go before whatever waits.
fn pump(queue: &Queue, session: &Rc<RefCell<Option<Session>>>) {
    let Some(mut working) = session.borrow_mut().take() else { return };
    let (queue, session) = (queue.clone(), session.clone());
    spawn_local(async move {
        loop {
            // Taken in a statement of its own: the queue must not stay borrowed across the await.
            let next = queue.borrow_mut().pop_front();
            match next {
                None => break,
                Some(Work::Finish(computing, numbers)) => working.finish(*computing, numbers),
                Some(Work::Serve(pending)) => {
                    let Some((computing, numbers)) = working.serve(pending).await else { continue };
                    let (queue, session) = (queue.clone(), session.clone());
                    let nudging = working.nudging();
                    spawn_local(async move {
                        let numbers = numbers.await;
                        drop(nudging);
                        queue.borrow_mut().push_front(Work::Finish(Box::new(computing), numbers));
                        pump(&queue, &session);
                    });
                }
            }
        }
        *session.borrow_mut() = Some(working);
    });
}

/// Sends an answer; buffers of the payload are moved, not copied.
pub(super) fn answer(response: &Response, payload: &[JsValue]) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    if let Err(error) = wire::post(&scope, response, payload, payload) {
        web_sys::console::error_1(&JsValue::from_str(&error.to_string()));
    }
}

/// Tells the page what went wrong.
pub(super) fn fail(kind: FailureKind, message: String) {
    answer(&Response::Failed(Failure::new(kind, message)), &[]);
}

/// The worker's clock, in milliseconds.
pub(super) fn now_ms() -> f64 {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    scope.performance().map_or_else(js_sys::Date::now, |clock| clock.now())
}
