//! A worker that runs the model, as the page sees it.

use std::cell::Cell;

use bridge::client::{Awaited, Client, News};
use bridge::fault::WorkerError;
use bridge::protocol::Backend;
use bridge::protocol::model::{Event, Model, Request};
use bridge::wire::Objects;

/// A worker that runs the model. Dropping it stops it.
pub struct Worker {
    /// Where it runs the model.
    pub backend: Backend,
    client: Client<Model>,
    loaded: Cell<bool>,
    /// Updates that are asked for and have not come.
    under_way: Cell<usize>,
}

impl Worker {
    /// Starts it.
    ///
    /// # Errors
    /// [`WorkerError::NoWorkers`]; all else is told as news.
    pub fn start(backend: Backend, on_news: impl FnMut(News<Event>) + 'static) -> Result<Self, WorkerError> {
        let client = Client::start(backend.module(), on_news)?;
        Ok(Self { backend, client, loaded: Cell::new(false), under_way: Cell::new(0) })
    }

    /// Asks it for something.
    pub fn request(&self, request: Request, objects: Objects) -> Awaited<Model> {
        if request.is_of_the_moment() {
            self.under_way.set(self.under_way.get() + 1);
        }
        self.client.request(request, objects, None)
    }

    /// An update has come, or will not come.
    pub fn update_is_over(&self) {
        self.under_way.set(self.under_way.get().saturating_sub(1));
    }

    /// It has loaded the model.
    pub fn has_loaded(&self) {
        self.loaded.set(true);
    }

    /// Whether an update can be asked for: the model is loaded, and no more updates are under way than the worker's
    /// device takes at once.
    pub fn is_idle(&self) -> bool {
        let depth = match self.backend {
            // It computes on the worker's own thread.
            Backend::Cpu => 1,
            // While the numbers of one update come back, the next one is computed.
            Backend::WebGpu => 2,
        };
        self.loaded.get() && self.under_way.get() < depth
    }
}
