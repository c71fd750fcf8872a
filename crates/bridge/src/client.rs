//! The page's end of a worker: starts it, posts requests, hands on what it answers, and notices when
//! it stops answering.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::protocol::{Backend, PROTOCOL_VERSION};
use super::wire;
use super::wire::WireError;
use crate::protocol::failure::{Failure, FailureKind};
use crate::protocol::model::{Request, Response};

/// Milliseconds without an answer to a frame after which a worker counts as crashed. A worker that
/// is known to be slow gets [`PATIENCE_UPDATES`] times its usual update instead, if that is longer.
const PATIENCE_MS: f64 = 20_000.0;
const PATIENCE_UPDATES: f64 = 10.0;

/// Why a request was not sent.
#[derive(Debug, Error)]
pub enum WorkerError {
    /// The browser starts no worker.
    #[error("this browser does not start background workers: {0}")]
    Start(String),
    /// A frame or tick came before the model was loaded, or while the last one is unanswered.
    #[error("the worker is still busy")]
    Busy,
    /// The worker has failed and was stopped; start another.
    #[error("the worker has stopped")]
    Gone,
    /// The message did not get through.
    #[error(transparent)]
    Wire(#[from] WireError),
}

/// A running worker. Dropping it stops the worker.
///
/// Requests sent before the worker's module is up wait for it. After a [`Response::Failed`] of any
/// kind but `Update` and `Weights` the worker has been stopped: drop the client and start another.
pub struct WorkerClient {
    inner: Rc<Inner>,
    _listeners: [EventListener; 3],
}

impl WorkerClient {
    /// Starts the worker of `backend`: `worker-loader.js` beside the page, which fetches the module.
    /// `on_response` gets every response with its payload; it may send requests and drop the client.
    ///
    /// # Errors
    /// [`WorkerError::Start`]. All that fails later arrives as [`Response::Failed`].
    pub fn start(
        backend: Backend,
        on_response: impl FnMut(Response, Vec<JsValue>) + 'static,
    ) -> Result<Self, WorkerError> {
        let module = match backend {
            Backend::Cpu => "worker_cpu",
            Backend::WebGpu => "worker_gpu",
        };
        let worker = Worker::new(&format!("worker-loader.js?module={module}"))
            .map_err(|error| WorkerError::Start(wire::describe(&error)))?;
        let inner = Rc::new(Inner {
            worker,
            backend,
            on_response: RefCell::new(Box::new(on_response)),
            waiting: RefCell::default(),
            watchdog: RefCell::default(),
            phase: Cell::new(Phase::Starting),
            loaded: Cell::new(false),
            in_flight: RefCell::default(),
            usual_ms: Cell::new(0.0),
        });
        let listeners = [
            inner.listen("message", |inner, event| {
                inner.message(&event.unchecked_ref::<MessageEvent>().data());
            }),
            inner.listen("messageerror", |inner, _| inner.crash("it sent something unreadable")),
            inner.listen("error", |inner, event| inner.error(event)),
        ];
        Ok(Self { inner, _listeners: listeners })
    }

    /// What this worker runs on.
    pub fn backend(&self) -> Backend {
        self.inner.backend
    }

    /// Whether a frame can be sent: the model is loaded, and no more frames or ticks are unanswered than the
    /// worker's device takes at once.
    pub fn is_idle(&self) -> bool {
        self.inner.is_idle()
    }

    /// Sends a request. Objects of `payload` that are in `transfer` move to the worker; they stay
    /// here when this fails.
    ///
    /// # Errors
    /// [`WorkerError::Busy`] for a frame or tick while not [`is_idle`](Self::is_idle),
    /// [`WorkerError::Gone`] once the worker has been stopped, and [`WorkerError::Wire`].
    pub fn send(
        &self,
        request: &Request,
        payload: &[JsValue],
        transfer: &[JsValue],
    ) -> Result<(), WorkerError> {
        let inner = &self.inner;
        match inner.phase.get() {
            Phase::Gone => return Err(WorkerError::Gone),
            Phase::Starting => {
                if matches!(request, Request::Frame { .. } | Request::Tick { .. }) {
                    return Err(WorkerError::Busy);
                }
                let waiting = Waiting {
                    request: request.clone(),
                    payload: payload.to_vec(),
                    transfer: transfer.to_vec(),
                };
                inner.waiting.borrow_mut().push(waiting);
                return Ok(());
            }
            Phase::Running => {}
        }
        match *request {
            Request::Frame { id } | Request::Tick { id } => {
                if !inner.is_idle() {
                    return Err(WorkerError::Busy);
                }
                wire::post(&inner.worker, request, payload, transfer)?;
                inner.await_update(id);
            }
            _ => {
                if matches!(request, Request::Load { .. }) {
                    inner.loaded.set(false);
                }
                wire::post(&inner.worker, request, payload, transfer)?;
            }
        }
        Ok(())
    }
}

impl Drop for WorkerClient {
    fn drop(&mut self) {
        self.inner.stop();
    }
}

/// Where a worker is in its life.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Its module is on the way.
    Starting,
    /// It has said hello.
    Running,
    /// It was stopped.
    Gone,
}

/// A request that waits for the worker's hello.
struct Waiting {
    request: Request,
    payload: Vec<JsValue>,
    transfer: Vec<JsValue>,
}

/// Gets every response with its payload.
type OnResponse = Box<dyn FnMut(Response, Vec<JsValue>)>;

struct Inner {
    worker: Worker,
    backend: Backend,
    on_response: RefCell<OnResponse>,
    waiting: RefCell<Vec<Waiting>>,
    watchdog: RefCell<Option<Timeout>>,
    phase: Cell<Phase>,
    loaded: Cell<bool>,
    /// Frames and ticks that are unanswered, oldest first.
    in_flight: RefCell<VecDeque<u32>>,
    /// The longest time an update is known to take here, in milliseconds.
    usual_ms: Cell<f64>,
}

impl Inner {
    fn listen(
        self: &Rc<Self>,
        event: &'static str,
        handle: impl Fn(&Rc<Self>, &web_sys::Event) + 'static,
    ) -> EventListener {
        let inner = Rc::downgrade(self);
        EventListener::new(&self.worker, event, move |event| {
            // A message that was on its way when the worker was stopped is not news any more.
            if let Some(inner) = inner.upgrade().filter(|inner| inner.phase.get() != Phase::Gone) {
                handle(&inner, event);
            }
        })
    }

    fn is_idle(&self) -> bool {
        let depth = match self.backend {
            // It computes on the worker's own thread.
            Backend::Cpu => 1,
            // While the numbers of one update come back, the next one is computed.
            Backend::WebGpu => 2,
        };
        self.phase.get() == Phase::Running && self.loaded.get() && self.in_flight.borrow().len() < depth
    }

    fn message(self: &Rc<Self>, data: &JsValue) {
        let (response, payload) = match wire::parse::<Response>(data) {
            Ok(parsed) => parsed,
            Err(error) => return self.crash(&error.to_string()),
        };
        match &response {
            Response::Hello { version, .. } => {
                if *version != PROTOCOL_VERSION {
                    return self.fail(
                        FailureKind::Module,
                        "The page and its worker are of different versions. Reload the page.".into(),
                    );
                }
                self.phase.set(Phase::Running);
                if let Err(error) = self.send_waiting() {
                    return self.crash(&error.to_string());
                }
            }
            Response::Loaded(model) => {
                self.is_usually(model.warm_up_ms);
                self.loaded.set(true);
            }
            Response::Checked(checked) => self.is_usually(checked.median_ms),
            Response::Budget(budgeted) => {
                self.is_usually(budgeted.expected_ms);
                // What is under way takes the new budget already.
                if !self.in_flight.borrow().is_empty() {
                    self.wait_for_answer();
                }
            }
            Response::Update(update) => {
                self.is_usually(update.latency_ms);
                self.answered(update.id);
            }
            Response::Skipped { id } => self.answered(*id),
            Response::Failed(failure) => match failure.kind {
                FailureKind::Update => self.settled(),
                FailureKind::Weights => {}
                FailureKind::Module
                | FailureKind::Device
                | FailureKind::DeviceLost
                | FailureKind::Crashed => {
                    self.stop();
                }
            },
            Response::Progress(_) | Response::Computed => {}
        }
        self.respond(response, payload);
    }

    fn send_waiting(&self) -> Result<(), WireError> {
        for Waiting { request, payload, transfer } in self.waiting.take() {
            wire::post(&self.worker, &request, &payload, &transfer)?;
        }
        Ok(())
    }

    fn error(&self, event: &web_sys::Event) {
        // A script that cannot be loaded gives a plain event without a message.
        let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|text| !text.is_empty());
        match (self.phase.get(), message) {
            (Phase::Starting, message) => {
                let why = message.map(|message| format!(" ({message})")).unwrap_or_default();
                self.fail(
                    FailureKind::Module,
                    format!("The worker's program did not start{why}. Reload the page."),
                );
            }
            (_, message) => self.crash(message.as_deref().unwrap_or("it gave no reason")),
        }
    }

    fn await_update(self: &Rc<Self>, id: u32) {
        self.in_flight.borrow_mut().push_back(id);
        self.wait_for_answer();
    }

    /// Winds the watchdog up.
    fn wait_for_answer(self: &Rc<Self>) {
        let patience = PATIENCE_MS.max(PATIENCE_UPDATES * self.usual_ms.get());
        let inner: Weak<Self> = Rc::downgrade(self);
        let watchdog = Timeout::new(patience as u32, move || {
            if let Some(inner) = inner.upgrade() {
                inner.crash(&format!("it did not answer for {:.0} seconds", patience / 1000.0));
            }
        });
        self.watchdog.replace(Some(watchdog));
    }

    fn is_usually(&self, milliseconds: f64) {
        self.usual_ms.set(self.usual_ms.get().max(milliseconds));
    }

    fn answered(self: &Rc<Self>, id: u32) {
        self.in_flight.borrow_mut().retain(|other| *other != id);
        if self.in_flight.borrow().is_empty() {
            self.watchdog.take();
        } else {
            self.wait_for_answer();
        }
    }

    fn settled(&self) {
        self.in_flight.take();
        self.watchdog.take();
    }

    fn crash(&self, why: &str) {
        let backend = self.backend.name();
        self.fail(FailureKind::Crashed, format!("The {backend} worker stopped: {why}."));
    }

    fn fail(&self, kind: FailureKind, message: String) {
        self.stop();
        self.respond(Response::Failed(Failure::new(kind, message)), Vec::new());
    }

    fn stop(&self) {
        self.phase.set(Phase::Gone);
        self.waiting.take();
        self.settled();
        self.worker.terminate();
    }

    fn respond(&self, response: Response, payload: Vec<JsValue>) {
        (self.on_response.borrow_mut())(response, payload);
    }
}
