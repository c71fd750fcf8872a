//! The page's handle to a worker that runs the model.

use std::cell::Cell;

use super::under_way::UnderWay;
use bridge::client::{Awaited, Client, News};
use bridge::fault::WorkerError;
use bridge::protocol::Backend;
use bridge::protocol::model::{Event, Model, Request};
use bridge::wire::Objects;

/// The page's handle to a worker that runs the model. Dropping it stops the worker.
pub struct Worker {
    /// The backend it runs the model on.
    pub backend: Backend,
    client: Client<Model>,
    under_way: Cell<UnderWay>,
}

impl Worker {
    /// Starts the worker.
    ///
    /// # Errors
    /// [`WorkerError::NoWorkers`]; later failures are reported through `on_news`.
    pub fn start(backend: Backend, on_news: impl FnMut(News<Event>) + 'static) -> Result<Self, WorkerError> {
        let client = Client::start(backend.module(), on_news)?;
        Ok(Self { backend, client, under_way: Cell::new(UnderWay::new(backend)) })
    }

    /// Sends a request.
    pub fn request(&self, request: Request, objects: Objects) -> Awaited<Model> {
        if request.is_of_the_moment() {
            self.count(UnderWay::sent);
        }
        self.client.request(request, objects, None)
    }

    /// A request for an update has been answered or has failed.
    pub fn update_is_over(&self) {
        self.count(UnderWay::answered);
    }

    /// It has loaded the model.
    pub fn has_loaded(&self) {
        self.count(|under_way| under_way.set_loaded(true));
    }

    /// Whether an update can be asked for.
    pub fn is_idle(&self) -> bool {
        self.under_way.get().has_room()
    }

    fn count(&self, change: impl FnOnce(&mut UnderWay)) {
        let mut under_way = self.under_way.get();
        change(&mut under_way);
        self.under_way.set(under_way);
    }
}
