//! The worker's end: looks up, downloads, keeps and hands out models, one download at a time.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};

use super::fetch;
use super::shelf::Shelf;
use super::transfer::{Ended, Transfers};
use bridge::DownloadError;
use bridge::hub::{Offer, Repository, description_address};
use bridge::protocol::PROTOCOL_VERSION;
use bridge::protocol::files::{Ask, Tell};
use bridge::wire;

/// The text files that may stand beside weights.
pub(super) const CONFIG: &str = "config.json";
pub(super) const PREPROCESSOR: &str = "preprocessor_config.json";

/// A model that is whole.
pub(super) struct Whole {
    pub(super) offer: Offer,
    pub(super) weights: File,
    pub(super) config: Option<String>,
    pub(super) preprocessor: Option<String>,
    pub(super) kept: bool,
}

/// Starts serving on this worker's scope. Returns at once; the browser's events do the rest.
pub fn run() {
    console_error_panic_hook::set_once();
    let transfers = Rc::new(Transfers::default());
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let transfers = transfers.clone();
        match wire::parse::<Ask>(&event.data()) {
            Ok((ask, _)) => spawn_local(async move {
                let about = subject(&ask);
                if let Err(error) = serve(ask, &transfers).await {
                    refuse(about, &error);
                }
            }),
            Err(error) => {
                tell(&Tell::Refused { about: None, gone: false, message: error.to_string() }, &[]);
            }
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The worker serves until it is terminated, and its memory goes with it.
    on_message.forget();
    tell(&Tell::Hello { version: PROTOCOL_VERSION }, &[]);
}

/// What a wish is about.
fn subject(ask: &Ask) -> Option<String> {
    match ask {
        Ask::Look { repository, .. } => Some(repository.clone()),
        Ask::Get(offer) => Some(offer.key()),
        Ask::Open { key } | Ask::Remove { key } => Some(key.clone()),
        Ask::List | Ask::Pause | Ask::Cancel => None,
    }
}

fn refuse(about: Option<String>, error: &DownloadError) {
    let gone = matches!(error, DownloadError::Gone(_));
    tell(&Tell::Refused { about, gone, message: error.to_string() }, &[]);
}

async fn serve(ask: Ask, transfers: &Transfers) -> Result<(), DownloadError> {
    match ask {
        Ask::Look { hub, repository } => {
            let json =
                fetch::text(&description_address(&hub, &repository)).await.map_err(|error| match error {
                    // The hub says 401 of what is private and of what is not there, alike.
                    DownloadError::NoFile(_) | DownloadError::Gated(_) => {
                        DownloadError::NoRepository(repository.clone())
                    }
                    other => other,
                })?;
            let found = Repository::from_json(&repository, &json)?;
            tell(&Tell::Looked { asked: repository, repository: found }, &[]);
        }
        Ask::List => list().await,
        Ask::Get(offer) => {
            let key = offer.key();
            let ended = transfers.get(offer).await;
            match ended {
                Ok(Ended::Whole(whole)) => ready(*whole),
                Ok(Ended::Halted) => tell(&Tell::Halted { key }, &[]),
                Err(error) => {
                    list().await;
                    return Err(error);
                }
            }
            list().await;
        }
        Ask::Pause => transfers.pause(),
        Ask::Cancel => transfers.cancel(),
        Ask::Open { key } => {
            let gone = DownloadError::Gone(key.clone());
            let shelf = Shelf::open().await?.ok_or_else(|| gone.clone())?;
            let key = shelf.find(&key).await?.ok_or_else(|| gone.clone())?;
            ready(shelf.whole(&key).await?.ok_or(gone)?);
        }
        Ask::Remove { key } => {
            transfers.forget(&key).await;
            if let Some(shelf) = Shelf::open().await? {
                shelf.remove(&key).await?;
            }
            list().await;
        }
    }
    Ok(())
}

/// Tells what is kept.
async fn list() {
    let kept = match Shelf::open().await {
        Ok(Some(shelf)) => shelf.list().await.map(Some),
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    match kept {
        Ok(kept) => tell(&Tell::Kept(kept), &[]),
        Err(error) => refuse(None, &error),
    }
}

fn ready(whole: Whole) {
    let Whole { offer, weights, config, preprocessor, kept } = whole;
    tell(&Tell::Ready { offer, config, preprocessor, kept }, &[weights.into()]);
}

pub(super) fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Sends a message; files of the payload are handed over as they are, their bytes stay where they lie.
pub(super) fn tell(message: &Tell, payload: &[JsValue]) {
    if let Err(error) = wire::post(&scope(), message, payload, &[]) {
        web_sys::console::error_1(&JsValue::from_str(&error.to_string()));
    }
}

/// The worker's clock, in milliseconds.
pub(super) fn now_ms() -> f64 {
    scope().performance().map_or_else(js_sys::Date::now, |clock| clock.now())
}
