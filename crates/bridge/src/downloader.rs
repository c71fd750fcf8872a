//! The page's end of the worker that downloads: starts it, and hands on what it tells.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker};

use crate::protocol::PROTOCOL_VERSION;
use crate::protocol::failure::{Failure, FailureKind};
use crate::protocol::files::{Ask, Tell};
use crate::wire;
use crate::wire::describe;

/// The worker's module.
const MODULE: &str = "worker_files";

/// A running worker. Dropping it stops the worker; what it has written stays.
pub struct Downloader {
    inner: Rc<Inner>,
    _listeners: [EventListener; 3],
}

struct Inner {
    worker: Worker,
    /// Whether it has said hello.
    up: Cell<bool>,
    /// Wishes from before it was up.
    waiting: RefCell<Vec<Ask>>,
    on_tell: Box<dyn Fn(Tell, Vec<JsValue>)>,
}

impl Downloader {
    /// Starts the worker. `on_tell` gets all that it tells, with its payload; [`Tell::Failed`] is its last
    /// word.
    ///
    /// # Errors
    /// A sentence, where the browser starts no worker.
    pub fn start(on_tell: impl Fn(Tell, Vec<JsValue>) + 'static) -> Result<Self, String> {
        let worker = Worker::new(&format!("worker-loader.js?module={MODULE}")).map_err(|error| {
            format!("This browser does not start background workers: {}.", describe(&error))
        })?;
        let inner = Rc::new(Inner {
            worker,
            up: Cell::new(false),
            waiting: RefCell::default(),
            on_tell: Box::new(on_tell),
        });
        let listeners = [
            inner.listen("message", |inner, event| {
                inner.message(&event.unchecked_ref::<MessageEvent>().data());
            }),
            inner.listen("messageerror", |inner, _| inner.crashed("it sent something unreadable")),
            inner.listen("error", |inner, _| inner.crashed("its program did not start")),
        ];
        Ok(Self { inner, _listeners: listeners })
    }

    /// Asks for something; before the worker is up, the wish waits for it.
    pub fn ask(&self, ask: Ask) {
        if self.inner.up.get() {
            self.inner.post(&ask);
        } else {
            self.inner.waiting.borrow_mut().push(ask);
        }
    }
}

impl Drop for Downloader {
    fn drop(&mut self) {
        self.inner.worker.terminate();
    }
}

impl Inner {
    fn listen(
        self: &Rc<Self>,
        event: &'static str,
        handle: impl Fn(&Self, &web_sys::Event) + 'static,
    ) -> EventListener {
        let inner = Rc::downgrade(self);
        EventListener::new(&self.worker, event, move |event| {
            if let Some(inner) = inner.upgrade() {
                handle(&inner, event);
            }
        })
    }

    fn message(&self, data: &JsValue) {
        match wire::parse::<Tell>(data) {
            Ok((Tell::Hello { version }, _)) if version == PROTOCOL_VERSION => {
                self.up.set(true);
                for ask in self.waiting.take() {
                    self.post(&ask);
                }
            }
            Ok((Tell::Hello { .. }, _)) => self.crashed("it is of another version; reload the page"),
            Ok((told, payload)) => (self.on_tell)(told, payload),
            Err(error) => self.crashed(&error.to_string()),
        }
    }

    fn post(&self, ask: &Ask) {
        if let Err(error) = wire::post(&self.worker, ask, &[], &[]) {
            self.crashed(&error.to_string());
        }
    }

    fn crashed(&self, why: &str) {
        self.worker.terminate();
        let message = format!("The part of the page that downloads models stopped: {why}.");
        (self.on_tell)(Tell::Failed(Failure::new(FailureKind::Crashed, message)), Vec::new());
    }
}
