//! A static server for the built site, on this machine alone.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::project;
use crate::shell::{command, step};

/// What a server answers in place of a file of the site.
#[derive(Clone)]
pub enum Answer {
    /// There is no such file.
    NotFound,
    /// There is no such file the first time, when the flag is not set yet; then there is.
    NotFoundFirst(Arc<AtomicBool>),
    /// These bytes, of this content type.
    Bytes(&'static str, Vec<u8>),
}

/// What to serve, and where.
#[derive(Clone)]
pub struct Site {
    /// Folder of the site.
    pub folder: PathBuf,
    /// Path of the site on its host: `/`, or `/some/where`.
    pub mount: String,
    /// Other folders to serve, by their path on the host.
    pub more_folders: Vec<(String, PathBuf)>,
    /// Answers in place of files, by their path on the host.
    pub answers: BTreeMap<String, Answer>,
    /// `Content-Security-Policy` that comes with every file.
    pub policy: Option<&'static str>,
}

/// A server that runs until it is dropped.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    _runtime: Runtime,
}

/// Serves the built site until the process is stopped.
///
/// # Errors
/// Where the port is taken.
pub fn run(port: u16, open: bool) -> Result<()> {
    let site = Site {
        folder: project::dist(),
        mount: "/".to_owned(),
        more_folders: Vec::new(),
        answers: BTreeMap::new(),
        policy: None,
    };
    let server = start(&site, port)?;
    let address = format!("http://{}/", server.address);
    step(format!("Serving the site at {address} (Ctrl+C stops)"));
    if open {
        open_browser(&address);
    }
    loop {
        std::thread::park();
    }
}

/// Starts a server on 127.0.0.1; port 0 takes a free one.
///
/// # Errors
/// Where the port is taken.
pub fn start(site: &Site, port: u16) -> Result<Server> {
    let runtime = Runtime::new().context("could not start the server")?;
    let listener = runtime
        .block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))
        .with_context(|| format!("port {port} of 127.0.0.1 cannot be had; `--port` chooses another"))?;
    let address = listener.local_addr()?;
    let router = router(site);
    runtime.spawn(async move { axum::serve(listener, router).await });
    Ok(Server { address, _runtime: runtime })
}

fn router(site: &Site) -> Router {
    let mut router = Router::new();
    for (path, folder) in &site.more_folders {
        router = router.nest_service(path, ServeDir::new(folder));
    }
    router = match site.mount.trim_end_matches('/') {
        "" => router.fallback_service(ServeDir::new(&site.folder)),
        mount => router.nest_service(mount, ServeDir::new(&site.folder)),
    };
    if let Some(policy) = site.policy {
        let policy = HeaderValue::from_static(policy);
        router = router.layer(SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, policy));
    }
    router
        .layer(middleware::from_fn_with_state(Arc::new(site.answers.clone()), answer))
        // A page built anew must not meet modules of yesterday.
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-cache"),
        ))
}

/// Answers in place of a file where the site says so.
async fn answer(
    State(answers): State<Arc<BTreeMap<String, Answer>>>,
    request: Request,
    next: Next,
) -> Response {
    match answers.get(request.uri().path()) {
        Some(Answer::NotFoundFirst(asked)) if asked.swap(true, Ordering::Relaxed) => next.run(request).await,
        Some(Answer::NotFound | Answer::NotFoundFirst(_)) => StatusCode::NOT_FOUND.into_response(),
        Some(Answer::Bytes(kind, bytes)) => ([(header::CONTENT_TYPE, *kind)], bytes.clone()).into_response(),
        None => next.run(request).await,
    }
}

/// Opens an address in the default browser; where that fails, the printed address remains.
fn open_browser(address: &str) {
    let mut open = match std::env::consts::OS {
        "macos" => command("open"),
        "windows" => command("explorer"),
        _ => command("xdg-open"),
    };
    if let Err(error) = open.arg(address).spawn() {
        eprintln!("    could not open a browser ({error}); open {address} by hand");
    }
}
