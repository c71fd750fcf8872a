//! Fetches a model's files, once for all workers, with progress.

use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ReadableStreamDefaultReader, RequestCache, RequestInit, Response};

use super::files::ModelFiles;
use bridge::wire::describe;

/// Why a file did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FetchError {
    /// The host has no such file.
    #[error(
        "the host has no {url} (it answers {status}). Check the model's name, or that the site was uploaded whole"
    )]
    NotFound {
        /// The requested address.
        url: String,
        /// HTTP status.
        status: u16,
    },
    /// The host refused or failed.
    #[error("the host could not deliver {url} (it answers {status}). Try again later")]
    Status {
        /// The requested address.
        url: String,
        /// HTTP status.
        status: u16,
    },
    /// A page arrived in place of the file, which some hosts send for unknown addresses.
    #[error(
        "the host has no {url}: it answers with a page instead of the file. Check that the site was uploaded whole"
    )]
    Html {
        /// The requested address.
        url: String,
    },
    /// Less arrived than was announced.
    #[error("only a part of {url} arrived: {received} of {expected} bytes. Try again")]
    CutOff {
        /// The requested address.
        url: String,
        /// Bytes that arrived.
        received: u64,
        /// Bytes the host announced.
        expected: u64,
    },
    /// No answer, or the connection broke.
    #[error("there is no answer when the page asks for {url} ({reason}). Check the connection and try again")]
    Network {
        /// The requested address.
        url: String,
        /// The browser's message.
        reason: String,
    },
}

/// Reads the text of the person's own file.
///
/// # Errors
/// A sentence with the browser's message, where the file cannot be read.
pub async fn read_text(file: &File) -> Result<String, String> {
    let failed = |error: JsValue| format!("{} cannot be read: {}", file.name(), describe(&error));
    let text = JsFuture::from(file.text()).await.map_err(failed)?;
    Ok(text.as_string().unwrap_or_default())
}

/// Fetches the files of the model in `directory` (relative to the page, or absolute).
/// `on_progress` gets the bytes of the weights so far, and their total, or 0 where that is not known.
///
/// # Errors
/// The first [`FetchError`].
pub async fn fetch_model(
    directory: &str,
    on_progress: impl FnMut(f64, f64),
) -> Result<ModelFiles<JsValue>, FetchError> {
    let file = |name: &str| format!("{}/{name}", directory.trim_end_matches('/'));
    Ok(ModelFiles {
        config: Some(fetch_text(&file("config.json")).await?),
        preprocessor: Some(fetch_text(&file("preprocessor_config.json")).await?),
        weights: vec![fetch_bytes(&file("model.safetensors"), on_progress).await?.into()],
        shards: Vec::new(),
        weights_index: None,
    })
}

/// Fetches a text file.
///
/// # Errors
/// See [`FetchError`].
pub async fn fetch_text(url: &str) -> Result<String, FetchError> {
    let bytes = fetch_bytes(url, |_, _| {}).await?;
    Ok(String::from_utf8_lossy(&Uint8Array::new(&bytes).to_vec()).into_owned())
}

/// Fetches a file. `on_progress` gets the bytes so far, and their total, or 0 where that is not known
/// (for a compressed response).
///
/// # Errors
/// See [`FetchError`].
pub async fn fetch_bytes(
    url: &str,
    mut on_progress: impl FnMut(f64, f64),
) -> Result<ArrayBuffer, FetchError> {
    let network = |error: JsValue| FetchError::Network { url: url.into(), reason: describe(&error) };
    let response = request(url).await.map_err(network)?;
    match response.status() {
        200..=299 => {}
        status @ (404 | 410) => return Err(FetchError::NotFound { url: url.into(), status }),
        status => return Err(FetchError::Status { url: url.into(), status }),
    }
    let header = |name: &str| response.headers().get(name).ok().flatten();
    if header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
        return Err(FetchError::Html { url: url.into() });
    }
    // The announced length of a compressed response is that of the compressed bytes.
    let plain = header("content-encoding").is_none_or(|encoding| encoding == "identity");
    let expected = header("content-length").filter(|_| plain).and_then(|length| length.parse::<u64>().ok());
    let total = expected.unwrap_or(0) as f64;

    let mut chunks = Vec::new();
    let mut received = 0_u64;
    on_progress(0.0, total);
    if let Some(body) = response.body() {
        let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
        while let Some(chunk) = read(&reader).await.map_err(network)? {
            received += u64::from(chunk.length());
            chunks.push(chunk);
            on_progress(received as f64, total);
        }
    }
    if let Some(expected) = expected.filter(|&expected| expected != received) {
        return Err(FetchError::CutOff { url: url.into(), received, expected });
    }
    Ok(concatenate(&chunks, received))
}

/// Requests a file, and revalidates a cached copy with the host, as page, module and model must fit together.
async fn request(url: &str) -> Result<Response, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoCache);
    let response = JsFuture::from(window.fetch_with_str_and_init(url, &options)).await?;
    Ok(response.unchecked_into())
}

async fn read(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let step = JsFuture::from(reader.read()).await?;
    if Reflect::get(&step, &"done".into())?.is_truthy() {
        return Ok(None);
    }
    Ok(Some(Reflect::get(&step, &"value".into())?.unchecked_into()))
}

fn concatenate(chunks: &[Uint8Array], length: u64) -> ArrayBuffer {
    let whole = Uint8Array::new_with_length(length as u32);
    let mut offset = 0;
    for chunk in chunks {
        whole.set(chunk, offset);
        offset += chunk.length();
    }
    whole.buffer()
}
