//! Sends requests to the download worker, and turns its answers into events of the page's model.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, AbortSignal, File};

use super::event::Event;
use super::files::ModelFiles;
use bridge::DownloadError;
use bridge::client::{Answer, Client, News};
use bridge::fault::RequestError;
use bridge::hub::Offer;
use bridge::protocol::files;
use bridge::protocol::files::{Files, MODULE, Request, Response, Stop};
use bridge::wire::Objects;

/// The worker's name in error sentences.
const NAME: &str = "The part of the page that downloads models";

/// The worker that downloads and stores models. It is started at the first request.
pub struct FilesWorker {
    client: RefCell<Option<Client<Files>>>,
    /// The running download.
    download: RefCell<Option<Download>>,
    tell: Box<dyn Fn(Event<JsValue>)>,
}

struct Download {
    /// Number of the request.
    id: u32,
    /// Number of the order.
    number: u32,
    abort: AbortController,
}

impl FilesWorker {
    /// A worker that is not started yet. `tell` gets its events.
    pub fn new(tell: impl Fn(Event<JsValue>) + 'static) -> Rc<Self> {
        Rc::new(Self { client: RefCell::default(), download: RefCell::default(), tell: Box::new(tell) })
    }

    /// Sends a request that is not a download; `about` is the model or the repository that it concerns, if any.
    pub fn ask(self: &Rc<Self>, request: Request, about: Option<String>) {
        self.request(request, about, None);
    }

    /// Downloads a model, or resumes its download; `number` is returned in the events about it.
    pub fn get(self: &Rc<Self>, number: u32, offer: Offer) {
        let Ok(abort) = AbortController::new() else {
            // Every supported browser has `AbortController`.
            return (self.tell)(Event::Halted { download: number });
        };
        let (key, signal) = (offer.key(), abort.signal());
        if let Some(id) = self.request(Request::Get(offer), Some(key), Some((number, &signal))) {
            self.download.replace(Some(Download { id, number, abort }));
        }
    }

    /// Stops the running download.
    pub fn stop(&self, stop: Stop) {
        if let Some(download) = self.download.take() {
            download.abort.abort_with_reason(&JsValue::from_str(stop.reason()));
        }
    }

    /// Sends a request and returns its number; `None` where the worker does not start, which is reported as an event.
    fn request(
        self: &Rc<Self>,
        request: Request,
        about: Option<String>,
        download: Option<(u32, &AbortSignal)>,
    ) -> Option<u32> {
        if self.client.borrow().is_none() {
            let this = Rc::downgrade(self);
            let on_news = move |news| {
                if let Some(worker) = this.upgrade() {
                    worker.news(news);
                }
            };
            match Client::start(MODULE, on_news) {
                Ok(client) => self.client.replace(Some(client)),
                Err(error) => {
                    (self.tell)(Event::Stopped(error.sentence(NAME)));
                    return None;
                }
            };
        }
        let client = self.client.borrow();
        let answer =
            client.as_ref()?.request(request, Objects::default(), download.map(|(_, signal)| signal));
        let id = answer.id();
        let number = download.map(|(number, _)| number);
        let worker = self.clone();
        spawn_local(async move {
            let answer = answer.await;
            if worker.download.borrow().as_ref().is_some_and(|download| download.id == id) {
                worker.download.take();
            }
            if let Some(event) = event(about, number, answer) {
                (worker.tell)(event);
            }
        });
        Some(id)
    }

    fn news(&self, news: News<files::Event>) {
        let event = match news {
            News::Loading { .. } => return,
            News::Event { of, event: files::Event::Progress(coming) } => {
                let download = self.download.borrow();
                let Some(download) = download.as_ref().filter(|download| of == Some(download.id)) else {
                    return;
                };
                Event::Coming { download: download.number, coming }
            }
            News::Event { event: files::Event::Kept(kept), .. } => Event::Kept(kept),
            News::Event { event: files::Event::NotListed(error), .. } => {
                Event::Refused { about: None, gone: false, message: error.to_string() }
            }
            News::Stopped(error) => {
                // The next request starts a new worker.
                let stopped = self.client.take();
                drop(stopped);
                self.download.take();
                Event::Stopped(error.sentence(NAME))
            }
        };
        (self.tell)(event);
    }
}

/// The event for an answer; `None` where it is reported in another way.
fn event(about: Option<String>, download: Option<u32>, answer: Answer<Files>) -> Option<Event<JsValue>> {
    Some(match answer {
        Ok((Response::Found(repository), _)) => Event::Looked { asked: about?, repository },
        Ok((Response::Kept(kept), _)) => Event::Kept(kept),
        Ok((Response::Ready { offer, config, preprocessor, kept }, objects)) => {
            let Some(weights) = objects.into_iter().next().filter(JsCast::has_type::<File>) else {
                let message = DownloadError::Gone(offer.key()).to_string();
                return Some(Event::Refused { about, gone: true, message });
            };
            let files = ModelFiles {
                config,
                preprocessor,
                weights: vec![weights],
                shards: Vec::new(),
                weights_index: None,
            };
            Event::Arrived { offer, files, kept }
        }
        Err(RequestError::Aborted) => Event::Halted { download: download? },
        // This is reported once, for all requests.
        Err(RequestError::Worker(_)) => return None,
        Err(RequestError::Refused(error)) => {
            let gone = matches!(error, DownloadError::Gone(_));
            Event::Refused { about, gone, message: error.to_string() }
        }
        Err(error @ (RequestError::Wire(_) | RequestError::Unanswered)) => {
            let message = format!("{NAME} did not do what it was asked for: {error}.");
            Event::Refused { about, gone: false, message }
        }
    })
}
