//! Lets the active worker answer the tools' questions about the present moment.

use std::rc::Rc;

use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::runner::CrewRunner;
use bridge::protocol::model::{Request, Response};
use bridge::wire::Objects;
use tvlt::live::{Explored, Exploring, SampleSize};

impl CrewRunner {
    /// Does a part of the work on a question; `done` gets what has become complete, or `None` where the worker could
    /// not do it.
    pub fn explore(self: &Rc<Self>, exploring: Exploring, done: impl FnOnce(Option<Explored>) + 'static) {
        let Some(worker) = self.active_worker() else { return done(None) };
        let answer = worker.request(Request::Explore(exploring), Objects::default());
        spawn_local(async move {
            done(match answer.await {
                Ok((Response::Explored(explored), _)) => Some(explored),
                Ok(_) | Err(_) => None,
            });
        });
    }

    /// Asks for the present moment's picture and sound; `done` gets their sizes and buffers, or `None` where there are
    /// none.
    pub fn moment(self: &Rc<Self>, done: impl FnOnce(Option<(SampleSize, Vec<JsValue>)>) + 'static) {
        let Some(worker) = self.active_worker() else { return done(None) };
        let answer = worker.request(Request::Moment, Objects::default());
        spawn_local(async move {
            done(match answer.await {
                Ok((Response::Moment(size), objects)) => Some((size, objects)),
                Ok(_) | Err(_) => None,
            });
        });
    }
}
