//! Asking the hub.

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortSignal, Headers, ReadableStreamDefaultReader, RequestCache, RequestInit, Response};

use crate::files::resume::Head;
use bridge::DownloadError;
use bridge::wire::describe;

/// A host that says nothing for so long, in milliseconds, is taken for gone: a phone that leaves its network
/// is told so by nobody.
const SILENCE_MS: u32 = 30_000;

/// An answer whose body has not been read.
pub struct Answer {
    /// Its head.
    pub head: Head,
    response: Response,
}

/// Asks for a file, from byte `start` on. Only headers that need no leave of the other host are sent.
///
/// # Errors
/// [`DownloadError::Unreachable`] where there is no answer.
pub async fn ask(address: &str, start: u64, signal: Option<&AbortSignal>) -> Result<Answer, DownloadError> {
    let unreachable = |error: JsValue| DownloadError::Unreachable(describe(&error));
    let init = RequestInit::new();
    // What is kept is kept here, not in the browser's cache as well.
    init.set_cache(RequestCache::NoStore);
    init.set_signal(signal);
    if start > 0 {
        let headers = Headers::new().map_err(unreachable)?;
        headers.set("Range", &format!("bytes={start}-")).map_err(unreachable)?;
        init.set_headers(&headers);
    }
    let answer = unless_silent(super::server::scope().fetch_with_str_and_init(address, &init)).await;
    let response: Response = answer.map_err(unreachable)?.unchecked_into();
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let head = Head {
        status: response.status(),
        etag: header("ETag"),
        length: header("Content-Length").and_then(|length| length.parse().ok()),
        range: header("Content-Range"),
        kind: header("Content-Type"),
    };
    Ok(Answer { head, response })
}

/// A small text file.
///
/// # Errors
/// [`DownloadError::Unreachable`], [`DownloadError::Gated`], [`DownloadError::NoFile`],
/// [`DownloadError::Status`].
pub async fn text(address: &str) -> Result<String, DownloadError> {
    let Answer { head, response } = ask(address, 0, None).await?;
    let what = || address.split('?').next().unwrap_or(address).to_owned();
    match head.status {
        200 => {}
        401 | 403 => return Err(DownloadError::Gated(what())),
        404 | 410 => return Err(DownloadError::NoFile(what())),
        status => return Err(DownloadError::Status { what: what(), status }),
    }
    let broken = |error: JsValue| DownloadError::Unreachable(describe(&error));
    let text = JsFuture::from(response.text().map_err(broken)?).await.map_err(broken)?;
    Ok(text.as_string().unwrap_or_default())
}

/// What the host says, or an error after [`SILENCE_MS`].
async fn unless_silent(words: Promise) -> Result<JsValue, JsValue> {
    let silence = future_to_promise(async {
        TimeoutFuture::new(SILENCE_MS).await;
        Err(JsValue::from_str("nothing came for half a minute"))
    });
    JsFuture::from(Promise::race(&Array::of2(&words, &silence))).await
}

/// A body that is read piece by piece.
pub struct Body(ReadableStreamDefaultReader);

impl Answer {
    /// Its body; `None` where there is none.
    pub fn body(&self) -> Option<Body> {
        Some(Body(self.response.body()?.get_reader().unchecked_into()))
    }
}

impl Body {
    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// The browser's words, where the connection breaks.
    pub async fn next(&self) -> Result<Option<Uint8Array>, String> {
        let part = unless_silent(self.0.read()).await.map_err(|error| describe(&error))?;
        let field = |name: &str| Reflect::get(&part, &name.into()).unwrap_or(JsValue::UNDEFINED);
        if field("done").is_truthy() {
            return Ok(None);
        }
        Ok(field("value").dyn_into().ok())
    }
}
