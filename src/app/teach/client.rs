//! Sends requests to the worker that learns, and turns its answers into events.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::event::{Asked, Event};
use crate::capture::now_ms;
use bridge::client::{Client, News};
use bridge::fault::RequestError;
use bridge::protocol::teach;
use bridge::protocol::teach::{MODULE, Request, Teach};
use bridge::wire::Objects;
use bridge::words::sentence;

/// The worker's name in error sentences.
const NAME: &str = "The part of the page that learns";

/// The worker that learns. It is started at the first request.
pub struct TeachClient {
    client: RefCell<Option<Client<Teach>>>,
    tell: Box<dyn Fn(Event<JsValue>)>,
}

impl TeachClient {
    /// A worker that is not started yet. `tell` gets its events.
    pub fn new(tell: impl Fn(Event<JsValue>) + 'static) -> Rc<Self> {
        Rc::new(Self { client: RefCell::default(), tell: Box::new(tell) })
    }

    /// Sends a request.
    pub fn ask(self: &Rc<Self>, asked: Asked, request: Request, objects: Objects) {
        if self.client.borrow().is_none() {
            let this = Rc::downgrade(self);
            let on_news = move |news| {
                if let Some(worker) = this.upgrade() {
                    worker.news(news);
                }
            };
            match Client::start(MODULE, on_news) {
                Ok(client) => self.client.replace(Some(client)),
                Err(error) => return (self.tell)(stopped(error.sentence(NAME))),
            };
        }
        let client = self.client.borrow();
        let Some(answer) = client.as_ref().map(|client| client.request(request, objects, None)) else {
            return;
        };
        let worker = self.clone();
        spawn_local(async move {
            let answer = match answer.await {
                Ok(answer) => Ok(answer),
                // This is reported once, for all requests.
                Err(RequestError::Worker(_)) => return,
                Err(RequestError::Refused(error)) => Err(sentence(&error.to_string())),
                Err(error) => Err(format!("{NAME} did not do what it was asked for: {error}.")),
            };
            (worker.tell)(Event::Answered(asked, answer));
        });
    }

    /// Stops the worker. The next request starts a new one.
    pub fn dismiss(&self) {
        let stopped = self.client.take();
        drop(stopped);
    }

    fn news(&self, news: News<teach::Event>) {
        match news {
            News::Loading { .. } => {}
            News::Event { event, .. } => (self.tell)(Event::Told(event)),
            News::Stopped(error) => (self.tell)(stopped(error.sentence(NAME))),
        }
    }
}

fn stopped(why: String) -> Event<JsValue> {
    Event::Stopped { why, now_ms: now_ms() }
}
