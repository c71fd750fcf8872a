//! Asks the worker that downloads; what follows from its answers is in `hub`.

use std::rc::Rc;

use leptos::task::spawn_local;
use web_sys::AbortController;

use super::Conductor;
use bridge::client::Client;
use bridge::hub::Offer;
use bridge::protocol::files::{MODULE, Request, Stop};
use bridge::wire::{Objects, describe};

/// The worker that downloads, for people.
pub const WORKER: &str = "The part of the page that downloads models";

/// A download that runs.
pub struct Getting {
    /// Number of its request.
    pub id: u32,
    stop: AbortController,
}

impl Conductor {
    /// Asks the worker that downloads, which starts with the first wish.
    pub(super) fn ask_hub(self: &Rc<Self>, request: Request) {
        self.request(request, None);
    }

    /// Gets a model; the download that runs is stopped first.
    pub(super) fn get(self: &Rc<Self>, offer: Offer) {
        let stop = match AbortController::new() {
            Ok(stop) => stop,
            Err(error) => return self.failed_to_download(describe(&error)),
        };
        if let Some(id) = self.request(Request::Get(offer), Some(&stop)) {
            self.getting.replace(Some(Getting { id, stop }));
        }
    }

    /// Stops the download that runs; its answer tells that it has stopped.
    pub(super) fn stop_getting(&self, why: Stop) {
        let stop = self.getting.borrow().as_ref().map(|getting| getting.stop.clone());
        if let Some(stop) = stop {
            stop.abort_with_reason(&why.reason().into());
        }
    }

    /// Sends a request; gives its number, where there is a worker to send it to.
    fn request(self: &Rc<Self>, request: Request, stop: Option<&AbortController>) -> Option<u32> {
        if self.downloader.borrow().is_none() {
            let conductor = Rc::downgrade(self);
            let on_news = move |news| {
                if let Some(conductor) = conductor.upgrade() {
                    conductor.told(news);
                }
            };
            match Client::start(MODULE, on_news) {
                Ok(started) => self.downloader.replace(Some(started)),
                Err(error) => {
                    self.failed_to_download(error.sentence(WORKER));
                    return None;
                }
            };
        }
        let about = subject(&request);
        let signal = stop.map(AbortController::signal);
        let downloader = self.downloader.borrow();
        let answer = downloader.as_ref()?.request(request, Objects::default(), signal.as_ref());
        let id = answer.id();
        let conductor = self.clone();
        spawn_local(async move {
            let answer = answer.await;
            conductor.hub_answered(about.as_deref(), id, answer);
        });
        Some(id)
    }
}

/// The model or the repository that a request is about.
fn subject(request: &Request) -> Option<String> {
    match request {
        Request::Look { repository, .. } => Some(repository.clone()),
        Request::Get(offer) => Some(offer.key()),
        Request::Open { key } | Request::Remove { key } => Some(key.clone()),
        Request::List => None,
    }
}
