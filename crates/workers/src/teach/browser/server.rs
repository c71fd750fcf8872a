//! Receives requests, and lets each be answered in a task of its own. Of looks that wait, only the newest is answered.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::session;
use super::shared::Shared;
use bridge::protocol::teach::{Response, Teach};
use bridge::serve::{self, Call};

/// Starts serving on this worker's global scope. Returns at once; the browser's events drive the rest.
///
/// # Panics
/// Where the module does not run in a dedicated worker: the page then says that the module did not start.
pub fn run() {
    console_error_panic_hook::set_once();
    serve::run::<Teach, _>(|events| {
        let shared = Rc::new(Shared::new(events));
        move |call| {
            if !call.request.is_of_the_moment() {
                spawn_local(answer(shared.clone(), call));
            } else if let Some(older) = shared.look.replace(Some(call)) {
                older.reply.done(Response::Skipped);
            } else {
                let shared = shared.clone();
                spawn_local(async move {
                    // Requests that have arrived by now come first, and a newer look takes the place of this one.
                    TimeoutFuture::new(0).await;
                    if let Some(newest) = shared.look.take() {
                        answer(shared, newest).await;
                    }
                });
            }
        }
    });
}

async fn answer(shared: Rc<Shared>, call: Call<Teach>) {
    let Call { request, objects, reply, .. } = call;
    match session::answer(&shared, reply.id(), request, objects).await {
        Ok((response, objects)) => reply.done_with(response, objects),
        Err(error) => reply.refuse(error),
    }
}
