//! A server that behaves like the hub: it describes repositories, redirects to another host for their files,
//! answers range requests, and fails in the ways that a network does.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// Time between the last bytes of a connection and its break. A browser drops bytes that the page has not read when
/// the connection breaks; without this pause that might be all of them.
const BEFORE_A_CUT: Duration = Duration::from_millis(300);
/// Bytes sent at a time.
const PIECE: usize = 8 * 1024;

/// A repository on the hub.
#[derive(Clone, Default)]
pub struct Repository {
    /// Its files.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Its licence, as in "mit".
    pub licence: Option<&'static str>,
    /// Whether the owner asks for an agreement first.
    pub gated: bool,
}

/// How the host of the files behaves.
#[derive(Clone)]
pub struct Behaviour {
    /// Time between two pieces.
    pub pause: Duration,
    /// Bytes of the file after which the connection breaks, once.
    pub cut_at: Option<usize>,
    /// `ETag` of the files.
    pub etag: &'static str,
    /// Whether range requests are answered.
    pub gives_parts: bool,
    /// Bytes that are announced in addition to the true length.
    pub exaggerates: usize,
    /// Whether the sent bytes differ from the described ones.
    pub damages: bool,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            pause: Duration::ZERO,
            cut_at: None,
            etag: "one",
            gives_parts: true,
            exaggerates: 0,
            damages: false,
        }
    }
}

/// A received request: method, path, and the first byte requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// HTTP method.
    pub method: String,
    /// Path, without parameters.
    pub path: String,
    /// First byte of a range request.
    pub start: Option<usize>,
}

#[derive(Default)]
struct Shelf {
    repositories: BTreeMap<String, Repository>,
    behaviour: Behaviour,
    asked: Vec<Asked>,
}

/// The running hub. Dropping it stops the server, as if the network were gone.
pub struct Hub {
    hub: SocketAddr,
    files: SocketAddr,
    shelf: Arc<Mutex<Shelf>>,
    _runtime: Runtime,
}

#[derive(Clone)]
struct Host {
    shelf: Arc<Mutex<Shelf>>,
    /// Address of the host of the files.
    files: SocketAddr,
}

impl Hub {
    /// Starts the hub, with these repositories by name.
    ///
    /// # Errors
    /// Where no port is free.
    pub fn start(repositories: impl IntoIterator<Item = (&'static str, Repository)>) -> Result<Self> {
        let repositories =
            repositories.into_iter().map(|(name, contents)| (name.to_owned(), contents)).collect();
        let shelf = Arc::new(Mutex::new(Shelf { repositories, ..Shelf::default() }));
        let runtime = Runtime::new().context("could not start the hub")?;
        let listen = || runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
        let (hub_listener, file_listener) = (listen()?, listen()?);
        let (hub, files) = (hub_listener.local_addr()?, file_listener.local_addr()?);
        let router = Router::new().fallback(answer).with_state(Host { shelf: shelf.clone(), files });
        for listener in [hub_listener, file_listener] {
            let router = router.clone();
            runtime.spawn(async move { axum::serve(listener, router).await });
        }
        Ok(Self { hub, files, shelf, _runtime: runtime })
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("http://{}", self.hub)
    }

    /// Addresses of both its hosts.
    pub fn hosts(&self) -> [String; 2] {
        [self.hub, self.files].map(|host| format!("http://{host}/"))
    }

    /// Changes how the host of the files behaves from now on.
    pub fn behave(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut lock(&self.shelf).behaviour);
    }

    /// The requests to the host of the files.
    pub fn asked_for_files(&self) -> Vec<Asked> {
        lock(&self.shelf).asked.iter().filter(|asked| asked.path.starts_with("/files/")).cloned().collect()
    }

    /// Whether there was any request that needs a CORS preflight.
    pub fn was_asked_for_leave(&self) -> bool {
        lock(&self.shelf).asked.iter().any(|asked| asked.method == "OPTIONS")
    }
}

/// Locks the state, ignoring poisoning, so that a test's panic does not cause another one here.
fn lock(shelf: &Mutex<Shelf>) -> MutexGuard<'_, Shelf> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(State(host): State<Host>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let start = part_start(request.headers());
    let mut shelf = lock(&host.shelf);
    shelf.asked.push(Asked { method: request.method().to_string(), path: path.clone(), start });
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let response = match parts.as_slice() {
        ["api", "models", owner, name] | ["api", "models", owner, name, "revision", _] => {
            describe(&shelf, &format!("{owner}/{name}"))
        }
        ["files", owner, name, file @ ..] => {
            give(&mut shelf, &format!("{owner}/{name}"), &file.join("/"), start)
        }
        [owner, name, "resolve", _, file @ ..] => {
            let place = format!("http://{}/files/{owner}/{name}/{}", host.files, file.join("/"));
            (StatusCode::FOUND, [(header::LOCATION, place)]).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    };
    with_leave(response)
}

/// Adds CORS headers, so that any page may read the answer and the headers that the hub exposes.
fn with_leave(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert("access-control-allow-origin", header::HeaderValue::from_static("*"));
    let shown = header::HeaderValue::from_static("ETag, Content-Range, Accept-Ranges");
    headers.insert("access-control-expose-headers", shown);
    response
}

fn describe(shelf: &Shelf, name: &str) -> Response {
    // Like the hub, gives the same answer for missing and private repositories.
    let Some(repository) = shelf.repositories.get(name) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let siblings: Vec<Value> = repository
        .files
        .iter()
        .map(|(name, bytes)| {
            let sha256 = format!("{:x}", Sha256::digest(bytes));
            json!({ "rfilename": name, "size": bytes.len(), "lfs": { "sha256": sha256, "size": bytes.len() } })
        })
        .collect();
    let tags: Vec<String> = repository.licence.iter().map(|licence| format!("license:{licence}")).collect();
    let gated = if repository.gated { json!("manual") } else { json!(false) };
    let description =
        json!({ "id": name, "sha": "0123abc", "tags": tags, "gated": gated, "siblings": siblings });
    ([(header::CONTENT_TYPE, "application/json")], description.to_string()).into_response()
}

/// Sends a file, or its rest from `start` on.
fn give(shelf: &mut Shelf, repository: &str, file: &str, start: Option<usize>) -> Response {
    let bytes = shelf.repositories.get(repository).and_then(|repository| repository.files.get(file));
    let Some(mut bytes) = bytes.cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let behaviour = shelf.behaviour.clone();
    shelf.behaviour.cut_at = None;
    if behaviour.damages
        && let Some(last) = bytes.last_mut()
    {
        *last ^= 1;
    }
    let total = bytes.len() + behaviour.exaggerates;
    let start = start.filter(|_| behaviour.gives_parts);
    if start.is_some_and(|start| start >= bytes.len()) {
        return StatusCode::RANGE_NOT_SATISFIABLE.into_response();
    }
    let first = start.unwrap_or(0);
    let end = behaviour.cut_at.map_or(bytes.len(), |cut| cut.clamp(first, bytes.len()));
    let breaks = end < total;
    let pieces = stream::unfold(first, move |sent| {
        let piece = bytes[sent..end].chunks(PIECE).next().map(<[u8]>::to_vec);
        async move {
            tokio::time::sleep(behaviour.pause).await;
            match piece {
                Some(piece) => {
                    let now = sent + piece.len();
                    Some((Ok(piece), now))
                }
                // An error in the middle of a body breaks the connection.
                None if breaks => {
                    tokio::time::sleep(BEFORE_A_CUT).await;
                    Some((Err(io::Error::other("cut")), end))
                }
                None => None,
            }
        }
    });
    let mut response = Response::new(Body::from_stream(pieces));
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: String| {
        if let Ok(value) = header::HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, "application/octet-stream".into());
    set(header::CONTENT_LENGTH, (total - first).to_string());
    set(header::ETAG, format!("\"{}\"", behaviour.etag));
    if start.is_some() {
        set(header::CONTENT_RANGE, format!("bytes {first}-{}/{total}", total - 1));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}

/// The first byte of `Range: bytes=N-`.
fn part_start(headers: &HeaderMap) -> Option<usize> {
    let range = headers.get(header::RANGE)?.to_str().ok()?;
    range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
}
