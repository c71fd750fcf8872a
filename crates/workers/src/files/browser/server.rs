//! Answers the page's requests: looks up, downloads, stores and opens models.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::AbortSignal;

use super::fetch;
use super::shelf::Shelf;
use super::teller::Teller;
use super::transfer::Transfers;
use super::whole::Whole;
use crate::files::halt::Halt;
use bridge::DownloadError;
use bridge::hub::{Repository, description_address};
use bridge::protocol::files::{Event, Files, Kept, Request, Response};
use bridge::serve::{Call, Events, Reply, run as serve};
use bridge::wire::Objects;

/// Starts serving on this worker's global scope. Returns at once; the browser's events drive the rest.
///
/// # Panics
/// Where the module does not run in a dedicated worker: the page then says that the module did not start.
pub fn run() {
    console_error_panic_hook::set_once();
    let transfers = Rc::new(Transfers::default());
    serve::<Files, _>(|events| {
        move |call| {
            let (transfers, events) = (transfers.clone(), events.clone());
            spawn_local(async move { answer(call, &transfers, &events).await });
        }
    });
}

async fn answer(call: Call<Files>, transfers: &Transfers, events: &Events<Files>) {
    let signal = call.signal();
    let Call { request, stop, reply, .. } = call;
    match request {
        Request::Look { hub, repository, revision } => {
            let found = look(&hub, &repository, revision.as_deref(), &signal).await;
            settle(reply, found.map(Response::Found));
        }
        Request::List => reply.settle(kept().await.map(Response::Kept)),
        Request::Open { key } => ready(reply, open(&key).await.map_err(Halt::from)),
        Request::Remove { key } => reply.settle(remove(&key, transfers).await.map(Response::Kept)),
        Request::Get(offer) => {
            let mut teller = Teller::new(events.clone(), reply.id());
            let got = transfers.get(offer, &stop, &mut teller).await;
            let failed = matches!(got, Err(Halt::Failed(_)));
            if failed {
                // Sent before the answer, so that the list shows what has arrived when the page shows the error.
                tell_kept(events).await;
            }
            ready(reply, got);
            if !failed {
                tell_kept(events).await;
            }
        }
    }
}

async fn look(
    hub: &str,
    repository: &str,
    revision: Option<&str>,
    signal: &AbortSignal,
) -> Result<Repository, Halt> {
    let address = description_address(hub, repository, revision);
    let json = fetch::text(&address, signal).await.map_err(|halt| match halt {
        // The hub answers 401 both for private and for missing repositories.
        Halt::Failed(DownloadError::NoFile(_) | DownloadError::Gated(_)) => {
            let words = revision.map(|revision| format!("{repository} with the revision {revision}"));
            DownloadError::NoRepository(words.unwrap_or_else(|| repository.to_owned())).into()
        }
        other => other,
    })?;
    Ok(Repository::from_json(repository, revision, &json)?)
}

async fn open(key: &str) -> Result<Whole, DownloadError> {
    let gone = || DownloadError::Gone(key.to_owned());
    let shelf = Shelf::open().await?.ok_or_else(gone)?;
    let key = shelf.find(key).await?.ok_or_else(gone)?;
    shelf.whole(&key).await?.ok_or_else(gone)
}

async fn remove(key: &str, transfers: &Transfers) -> Result<Option<Vec<Kept>>, DownloadError> {
    transfers.forget(key).await;
    if let Some(shelf) = Shelf::open().await? {
        shelf.remove(key).await?;
    }
    kept().await
}

/// The stored models; `None` where the browser stores nothing for this page.
async fn kept() -> Result<Option<Vec<Kept>>, DownloadError> {
    match Shelf::open().await? {
        Some(shelf) => shelf.list().await.map(Some),
        None => Ok(None),
    }
}

/// Sends the page the list of stored models.
async fn tell_kept(events: &Events<Files>) {
    events.tell(kept().await.map_or_else(Event::NotListed, Event::Kept));
}

/// Answers with a model. Its file is cloned without copying the bytes.
fn ready(reply: Reply<Files>, whole: Result<Whole, Halt>) {
    match whole {
        Ok(Whole { offer, weights, config, preprocessor, kept }) => {
            let response = Response::Ready { offer, config, preprocessor, kept };
            reply.done_with(response, Objects::shared(vec![weights.into()]));
        }
        Err(halt) => settle(reply, Err(halt)),
    }
}

fn settle(reply: Reply<Files>, outcome: Result<Response, Halt>) {
    match outcome {
        Ok(response) => reply.done(response),
        Err(Halt::Stopped) => reply.abort(),
        Err(Halt::Failed(error)) => reply.refuse(error),
    }
}
