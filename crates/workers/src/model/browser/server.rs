//! Works through the queue, one request at a time, while the outputs of updates are awaited in parallel.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::live::Finished;
use super::session::{Arrived, Session};
use crate::frame;
use crate::model::queue::{Queue, Waiting, Work};
use crate::scope::now_ms;
use bridge::protocol::Backend;
use bridge::protocol::model::{Model, Response};
use bridge::serve;

type Tasks = Rc<RefCell<Queue<Arrived, Finished>>>;

impl Waiting for Arrived {
    fn is_of_the_moment(&self) -> bool {
        self.call.request.is_of_the_moment()
    }

    fn skip(self) {
        self.call.objects.iter().for_each(frame::close);
        self.call.reply.done(Response::Skipped);
    }
}

/// Starts serving on this worker's global scope. Returns at once; the browser's events drive the rest.
///
/// # Panics
/// Where the module does not run in a dedicated worker: the page then says that the module did not start.
pub fn run(backend: Backend) {
    console_error_panic_hook::set_once();
    serve::run::<Model, _>(|events| {
        let tasks = Tasks::default();
        let session = Rc::new(RefCell::new(Some(Session::new(backend, events))));
        move |call| {
            tasks.borrow_mut().serve(Arrived { call, at_ms: now_ms() });
            pump(&tasks, &session);
        }
    });
}

/// Works through the queue, unless that is already going on (the session is taken then). The outputs of an update
/// are awaited in a task of their own, so that the next update can begin.
fn pump(tasks: &Tasks, session: &Rc<RefCell<Option<Session>>>) {
    let Some(mut working) = session.borrow_mut().take() else { return };
    let (tasks, session) = (tasks.clone(), session.clone());
    spawn_local(async move {
        loop {
            // A statement of its own, so that the queue is not borrowed across the await.
            let next = tasks.borrow_mut().take();
            match next {
                None => break,
                Some(Work::Finish(finished)) => working.finish(finished),
                Some(Work::Serve(arrived)) => {
                    let Some((computing, numbers)) = working.serve(arrived).await else { continue };
                    let nudging = working.nudging();
                    let (tasks, session) = (tasks.clone(), session.clone());
                    spawn_local(async move {
                        let numbers = numbers.await;
                        drop(nudging);
                        tasks.borrow_mut().finish(Finished { computing, numbers });
                        pump(&tasks, &session);
                    });
                }
            }
        }
        *session.borrow_mut() = Some(working);
    });
}
