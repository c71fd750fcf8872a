//! HTTP requests to the hub.

use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{
    AbortController, AbortSignal, Headers, ReadableStreamDefaultReader, RequestCache, RequestInit, Response,
};

use super::signal::go_on;
use crate::files::halt::Halt;
use crate::files::resume::Head;
use crate::scope::scope;
use bridge::DownloadError;
use bridge::wire::describe;

/// Milliseconds of silence after which the connection counts as broken: a phone that leaves its network gets no
/// error.
const SILENCE_MS: u32 = 30_000;

/// An HTTP response whose body has not been read. Dropping it closes the connection.
pub struct Answer {
    /// Its status and headers.
    pub head: Head,
    response: Response,
    fetching: Fetching,
}

/// A connection to the host. It is closed when the page's request is aborted, or when this is dropped.
struct Fetching {
    end: AbortController,
    request: AbortSignal,
    _ends: EventListener,
}

impl Fetching {
    fn new(request: &AbortSignal) -> Result<Self, Halt> {
        go_on(request)?;
        let failed = |error: JsValue| DownloadError::Unreachable(describe(&error));
        let end = AbortController::new().map_err(failed)?;
        let ends = end.clone();
        let ends = EventListener::once(request, "abort", move |_| ends.abort());
        Ok(Self { end, request: request.clone(), _ends: ends })
    }

    /// Awaits the host, but no longer than [`SILENCE_MS`].
    ///
    /// # Errors
    /// [`Halt::Stopped`] where the request was aborted, else the error that `failed` makes of the browser's message.
    async fn unless_silent(
        &self,
        words: Promise,
        failed: impl FnOnce(String) -> DownloadError,
    ) -> Result<JsValue, Halt> {
        let silence = future_to_promise(async {
            TimeoutFuture::new(SILENCE_MS).await;
            Err(JsValue::from_str("nothing came for half a minute"))
        });
        let said = JsFuture::from(Promise::race(&Array::of2(&words, &silence))).await;
        go_on(&self.request)?;
        said.map_err(|error| failed(describe(&error)).into())
    }
}

impl Drop for Fetching {
    fn drop(&mut self) {
        // A connection that is only silent is still open.
        self.end.abort();
    }
}

/// Requests a file from byte `start` on. Sends only headers that need no CORS preflight.
///
/// # Errors
/// [`DownloadError::Unreachable`] where there is no answer, and [`Halt::Stopped`].
pub async fn ask(address: &str, start: u64, signal: &AbortSignal) -> Result<Answer, Halt> {
    let unreachable = |error: JsValue| DownloadError::Unreachable(describe(&error));
    let fetching = Fetching::new(signal)?;
    let init = RequestInit::new();
    // The file is stored by this worker, so it is kept out of the browser's HTTP cache.
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&fetching.end.signal()));
    if start > 0 {
        let headers = Headers::new().map_err(unreachable)?;
        headers.set("Range", &format!("bytes={start}-")).map_err(unreachable)?;
        init.set_headers(&headers);
    }
    let asked = scope().fetch_with_str_and_init(address, &init);
    let response: Response =
        fetching.unless_silent(asked, DownloadError::Unreachable).await?.unchecked_into();
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let head = Head {
        status: response.status(),
        etag: header("ETag"),
        length: header("Content-Length").and_then(|length| length.parse().ok()),
        range: header("Content-Range"),
        kind: header("Content-Type"),
    };
    Ok(Answer { head, response, fetching })
}

/// Downloads a small text file.
///
/// # Errors
/// [`DownloadError::Unreachable`], [`DownloadError::Gated`], [`DownloadError::NoFile`],
/// [`DownloadError::Status`], and [`Halt::Stopped`].
pub async fn text(address: &str, signal: &AbortSignal) -> Result<String, Halt> {
    let Answer { head, response, fetching } = ask(address, 0, signal).await?;
    let what = || address.split('?').next().unwrap_or(address).to_owned();
    match head.status {
        200 => {}
        401 | 403 => return Err(DownloadError::Gated(what()).into()),
        404 | 410 => return Err(DownloadError::NoFile(what()).into()),
        status => return Err(DownloadError::Status { what: what(), status }.into()),
    }
    let words = response.text().map_err(|error| DownloadError::Unreachable(describe(&error)))?;
    let text = fetching.unless_silent(words, DownloadError::Unreachable).await?;
    Ok(text.as_string().unwrap_or_default())
}

/// The body of an HTTP response. Dropping it closes the connection.
pub struct Body {
    reader: ReadableStreamDefaultReader,
    fetching: Fetching,
}

impl Answer {
    /// The body; `None` where there is none.
    pub fn body(self) -> Option<Body> {
        let reader = self.response.body()?.get_reader().unchecked_into();
        Some(Body { reader, fetching: self.fetching })
    }
}

impl Body {
    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// [`DownloadError::Connection`] where the connection breaks, and [`Halt::Stopped`].
    pub async fn next(&self) -> Result<Option<Uint8Array>, Halt> {
        let part = self.fetching.unless_silent(self.reader.read(), DownloadError::Connection).await?;
        let field = |name: &str| Reflect::get(&part, &name.into()).unwrap_or(JsValue::UNDEFINED);
        if field("done").is_truthy() {
            return Ok(None);
        }
        Ok(field("value").dyn_into().ok())
    }
}
