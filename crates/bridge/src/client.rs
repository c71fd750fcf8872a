//! The page's client of a worker: starts it, sends it requests, and settles every request exactly once, even when
//! the worker stops.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures_channel::oneshot;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, ErrorEvent, MessageEvent, Worker};

use crate::envelope::{ToPage, ToWorker};
use crate::fault::{RequestError, WorkerError};
use crate::patience::Patience;
use crate::protocol::{PROTOCOL_VERSION, Protocol};
use crate::requests::Requests;
use crate::wire;
use crate::wire::{Objects, describe};

/// A response with its JavaScript objects, or the reason why there is none.
pub type Answer<P> = Result<(<P as Protocol>::Response, Vec<JsValue>), RequestError<<P as Protocol>::Error>>;

/// What a worker reports beside the answers to requests.
#[derive(Debug, Clone, PartialEq)]
pub enum News<V> {
    /// Bytes of its module have arrived.
    Loading {
        /// Bytes so far.
        done: f64,
        /// All bytes; 0 where that is not known.
        total: f64,
    },
    /// An event of the protocol.
    Event {
        /// Number of the request that it belongs to, which is still in flight; `None` where it belongs to none.
        of: Option<u32>,
        /// What happened.
        event: V,
    },
    /// The worker did not start, or has stopped. This is the last news of a worker and comes once; all its requests
    /// are settled with [`RequestError::Worker`].
    Stopped(WorkerError),
}

/// A running worker. Dropping this stops the worker and settles its requests.
pub struct Client<P: Protocol> {
    inner: Rc<Inner<P>>,
    _listeners: [EventListener; 3],
}

/// A future of the answer to a request. The request is in flight whether it is awaited or not.
#[derive(Debug)]
pub struct Awaited<P: Protocol> {
    id: u32,
    answer: oneshot::Receiver<Answer<P>>,
}

impl<P: Protocol> Awaited<P> {
    /// The request's number, as in [`News::Event`].
    pub fn id(&self) -> u32 {
        self.id
    }
}

impl<P: Protocol> Future for Awaited<P> {
    type Output = Answer<P>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = Pin::new(&mut self.answer).poll(context);
        answer.map(|answer| answer.unwrap_or(Err(WorkerError::Gone.into())))
    }
}

impl<P: Protocol> Client<P> {
    /// Starts the worker of `module`, by way of `worker-loader.js` beside the page, which fetches the module.
    /// `on_news` may send requests to the worker and may drop the client.
    ///
    /// # Errors
    /// [`WorkerError::NoWorkers`]. Later failures are reported as [`News::Stopped`].
    pub fn start(module: &str, on_news: impl FnMut(News<P::Event>) + 'static) -> Result<Self, WorkerError> {
        let worker = Worker::new(&format!("worker-loader.js?module={module}"))
            .map_err(|error| WorkerError::NoWorkers(describe(&error)))?;
        let inner = Rc::new(Inner::<P> {
            worker,
            phase: RefCell::new(Phase::Starting(Vec::new())),
            requests: RefCell::default(),
            patience: RefCell::default(),
            watchdog: RefCell::default(),
            on_news: RefCell::new(Box::new(on_news)),
        });
        let listeners = [
            inner.listen("message", |inner, event| {
                inner.message(&event.unchecked_ref::<MessageEvent>().data());
            }),
            inner.listen("messageerror", |inner, _| {
                inner.fail(WorkerError::Crashed("it sent something unreadable".into()));
            }),
            inner.listen("error", |inner, event| inner.error(event)),
        ];
        Ok(Self { inner, _listeners: listeners })
    }

    /// Sends a request, at once or as soon as the worker's module is ready. Objects to transfer stay with the
    /// caller if the browser does not send them. When `signal` is aborted, the request is settled with
    /// [`RequestError::Aborted`], and the worker gets the signal's reason if that is a string.
    pub fn request(&self, request: P::Request, objects: Objects, signal: Option<&AbortSignal>) -> Awaited<P> {
        let inner = &self.inner;
        let (id, answer) = inner.requests.borrow_mut().open();
        if signal.is_some_and(AbortSignal::aborted) {
            inner.settle(id, Err(RequestError::Aborted));
            return Awaited { id, answer };
        }
        if let Some(signal) = signal {
            inner.requests.borrow_mut().keep(id, inner.listen_for_abort(id, signal));
        }
        inner.send(Outgoing { id, request, objects });
        Awaited { id, answer }
    }
}

impl<P: Protocol> Drop for Client<P> {
    fn drop(&mut self) {
        self.inner.stop(&WorkerError::Gone);
    }
}

/// A request that is to be sent, with its objects.
struct Outgoing<P: Protocol> {
    id: u32,
    request: P::Request,
    objects: Objects,
}

/// The phases of a worker's life.
enum Phase<P: Protocol> {
    /// Its module is being fetched; requests wait.
    Starting(Vec<Outgoing<P>>),
    /// It has said hello.
    Running,
    /// It was stopped.
    Stopped(WorkerError),
}

type OnNews<V> = Box<dyn FnMut(News<V>)>;
type Parsed<P> = ToPage<<P as Protocol>::Response, <P as Protocol>::Error, <P as Protocol>::Event>;

struct Inner<P: Protocol> {
    worker: Worker,
    phase: RefCell<Phase<P>>,
    requests: RefCell<Requests<Answer<P>, EventListener>>,
    patience: RefCell<Patience>,
    watchdog: RefCell<Option<Timeout>>,
    on_news: RefCell<OnNews<P::Event>>,
}

impl<P: Protocol> Inner<P> {
    fn listen(
        self: &Rc<Self>,
        event: &'static str,
        handle: impl Fn(&Rc<Self>, &web_sys::Event) + 'static,
    ) -> EventListener {
        let inner = Rc::downgrade(self);
        EventListener::new(&self.worker, event, move |event| {
            // A message that was in flight when the worker was stopped is ignored.
            if let Some(inner) = inner.upgrade().filter(|inner| !inner.is_stopped()) {
                handle(&inner, event);
            }
        })
    }

    fn listen_for_abort(self: &Rc<Self>, id: u32, signal: &AbortSignal) -> EventListener {
        let (inner, aborted) = (Rc::downgrade(self), signal.clone());
        EventListener::once(signal, "abort", move |_| {
            if let Some(inner) = inner.upgrade() {
                inner.abort(id, aborted.reason().as_string());
            }
        })
    }

    fn is_stopped(&self) -> bool {
        matches!(*self.phase.borrow(), Phase::Stopped(_))
    }

    /// Sends a request, or keeps it until the worker's hello.
    fn send(self: &Rc<Self>, outgoing: Outgoing<P>) {
        let stopped = match &mut *self.phase.borrow_mut() {
            Phase::Starting(waiting) => return waiting.push(outgoing),
            Phase::Running => None,
            Phase::Stopped(error) => Some(error.clone()),
        };
        match stopped {
            None => self.post(outgoing),
            Some(error) => self.settle(outgoing.id, Err(error.into())),
        }
    }

    fn post(self: &Rc<Self>, Outgoing { id, request, objects }: Outgoing<P>) {
        let prompt = P::is_prompt(&request);
        if let Err(error) = wire::post(&self.worker, &ToWorker::Request { id, request }, &objects) {
            return self.settle(id, Err(error.into()));
        }
        if prompt {
            self.patience.borrow_mut().sent(id);
            self.wind_watchdog();
        }
    }

    fn abort(self: &Rc<Self>, id: u32, reason: Option<String>) {
        let mut waits = false;
        if let Phase::Starting(waiting) = &mut *self.phase.borrow_mut() {
            waiting.retain(|outgoing| outgoing.id != id);
            waits = true;
        }
        if !waits && self.requests.borrow().is_open(id) {
            let message = ToWorker::<P::Request>::Abort { id, reason };
            // If this short message cannot be sent, the worker's answer is ignored when it comes.
            let _ = wire::post(&self.worker, &message, &Objects::default());
        }
        self.settle(id, Err(RequestError::Aborted));
    }

    fn settle(self: &Rc<Self>, id: u32, answer: Answer<P>) {
        self.requests.borrow_mut().settle(id, answer);
        if self.patience.borrow_mut().settled(id) {
            self.wind_watchdog();
        }
    }

    fn message(self: &Rc<Self>, data: &JsValue) {
        let (message, objects) = match wire::parse::<Parsed<P>>(data) {
            Ok(parsed) => parsed,
            Err(error) => return self.fail(WorkerError::Crashed(error.to_string())),
        };
        match message {
            ToPage::Loading { done, total } => self.tell(News::Loading { done, total }),
            ToPage::Hello { version } if version == PROTOCOL_VERSION => self.start(),
            ToPage::Hello { .. } => self.fail(WorkerError::OtherVersion),
            ToPage::Response { id, result } => {
                if let Some(usual_ms) = result.as_ref().ok().and_then(P::usual_ms) {
                    self.usually(usual_ms);
                }
                self.settle(id, result.map(|response| (response, objects)));
            }
            ToPage::Event { of, event } => {
                if let Some(usual_ms) = P::usual_ms_from(&event) {
                    self.usually(usual_ms);
                }
                // Events of a settled request are ignored.
                if of.is_none_or(|id| self.requests.borrow().is_open(id)) {
                    self.tell(News::Event { of, event });
                }
            }
            ToPage::Failed(error) => self.fail(error),
        }
    }

    /// Sends the requests that have waited for the worker's hello.
    fn start(self: &Rc<Self>) {
        if let Phase::Starting(waiting) = self.phase.replace(Phase::Running) {
            for outgoing in waiting {
                self.post(outgoing);
            }
        }
    }

    fn error(&self, event: &web_sys::Event) {
        // A script that cannot be loaded gives a plain event, without a message.
        let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|text| !text.is_empty());
        let why = message.unwrap_or_else(|| "it gave no reason".into());
        let starting = matches!(*self.phase.borrow(), Phase::Starting(_));
        self.fail(if starting { WorkerError::NotStarted(why) } else { WorkerError::Crashed(why) });
    }

    fn usually(self: &Rc<Self>, milliseconds: f64) {
        self.patience.borrow_mut().usually(milliseconds);
        // The new limit applies to requests in flight too.
        self.wind_watchdog();
    }

    /// Restarts the watchdog's timer, or stops it where no prompt request is in flight.
    fn wind_watchdog(self: &Rc<Self>) {
        let limit_ms = self.patience.borrow().limit_ms();
        let watchdog = limit_ms.map(|limit_ms| {
            let inner = Rc::downgrade(self);
            Timeout::new(limit_ms as u32, move || {
                if let Some(inner) = inner.upgrade() {
                    inner.fail(WorkerError::Silent { seconds: (limit_ms / 1000.0).round() as u32 });
                }
            })
        });
        self.watchdog.replace(watchdog);
    }

    fn fail(&self, error: WorkerError) {
        self.stop(&error);
        self.tell(News::Stopped(error));
    }

    /// Terminates the worker and settles the requests in flight. Does nothing to a worker that is stopped already.
    fn stop(&self, error: &WorkerError) {
        self.phase.replace(Phase::Stopped(error.clone()));
        self.patience.take();
        self.watchdog.take();
        self.worker.terminate();
        self.requests.borrow_mut().settle_all(|| Err(error.clone().into()));
    }

    fn tell(&self, news: News<P::Event>) {
        (self.on_news.borrow_mut())(news);
    }
}
