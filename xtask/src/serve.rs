//! A static server for the built site, which listens on this machine only.

use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
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
use tokio::sync::Notify;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::project;
use crate::shell::{command, step};
use crate::site::{self, Part};

/// A substitute answer for a file of the site.
#[derive(Clone)]
pub enum Answer {
    /// There is no such file.
    NotFound,
    /// Not found the first time, while the flag is not set; the file afterwards.
    NotFoundFirst(Arc<AtomicBool>),
    /// These bytes, of this content type.
    Bytes(&'static str, Vec<u8>),
}

/// Files that are still being built; requests for them wait.
#[derive(Clone)]
pub struct Later {
    /// Prefix of the paths of these files.
    prefix: String,
    ready: Arc<AtomicBool>,
    notify: Arc<Notify>,
}

impl Later {
    /// Files whose paths begin with `prefix`.
    pub fn new(prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ready: Arc::default(), notify: Arc::default() }
    }

    /// The files are built, or never will be: waiting requests are answered.
    pub fn is_ready(&self) {
        self.ready.store(true, Ordering::Release);
        self.notify.notify_waiters();
    }

    async fn wait(&self) {
        let told = self.notify.notified();
        tokio::pin!(told);
        // Registered first, so that a notification between the check and the wait is not missed.
        told.as_mut().enable();
        if !self.ready.load(Ordering::Acquire) {
            told.await;
        }
    }
}

/// What to serve, and where.
#[derive(Clone, Default)]
pub struct Site {
    /// Folder of the site.
    pub folder: PathBuf,
    /// Path of the site on its host: `/`, or `/some/where`.
    pub mount: String,
    /// Other folders to serve, by their path on the host.
    pub more_folders: Vec<(String, PathBuf)>,
    /// Substitute answers for files, by their path on the host.
    pub answers: BTreeMap<String, Answer>,
    /// `Content-Security-Policy` sent with every file.
    pub policy: Option<&'static str>,
    /// Files that are still being built.
    pub later: Option<Later>,
    /// `Cache-Control` sent with every file; `None` lets the browser ask for each file whether it has changed.
    pub cache_control: Option<&'static str>,
}

/// A server that runs until it is dropped.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    _runtime: Runtime,
}

/// Builds the site and serves it until the process is stopped: first everything but the module for WebGPU, then that
/// module. Requests for it wait until it is built, so that a page that is open already switches to WebGPU then.
///
/// # Errors
/// Where the port is taken, or the site cannot be built.
pub fn run(port: u16, open: bool) -> Result<()> {
    let dist = project::dist();
    site::build_into(&dist, Part::First)?;
    let later = Later::new("/worker_gpu");
    let whole =
        Site { folder: dist.clone(), mount: "/".to_owned(), later: Some(later.clone()), ..Site::default() };
    let server = start(&whole, port)?;
    let address = format!("http://{}/", server.address);
    step(format!("Serving the site at {address} (Ctrl+C stops)"));
    if open {
        open_browser(&address);
    }
    step("The part for WebGPU is still being built; until then the page computes on the CPU");
    match build_rest(&dist) {
        Ok(()) => step(format!("The part for WebGPU is there; all of the site is at {address}")),
        Err(error) => {
            eprintln!("    the part for WebGPU could not be built, the page goes on without it: {error:#}")
        }
    }
    later.is_ready();
    loop {
        std::thread::park();
    }
}

/// Builds the whole site in another folder, and then replaces the files that are served.
fn build_rest(dist: &Path) -> Result<()> {
    let whole = project::root().join("target").join("site");
    fs::create_dir_all(&whole).with_context(|| format!("could not make {}", whole.display()))?;
    site::build_into(&whole, Part::Whole)?;
    for name in site::names(&whole)? {
        let (from, to) = (whole.join(&name), dist.join(&name));
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
        }
        fs::copy(&from, &to).with_context(|| format!("could not write {}", to.display()))?;
    }
    Ok(())
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
        .layer(middleware::from_fn_with_state(Arc::new(site.clone()), answer))
        // A newly built page must not get cached modules of an older build.
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static(site.cache_control.unwrap_or("no-cache")),
        ))
}

/// Sends the substitute answers, and waits for files that are still being built.
async fn answer(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if let Some(later) = site.later.as_ref().filter(|later| path.starts_with(&later.prefix)) {
        later.wait().await;
    }
    match site.answers.get(path) {
        Some(Answer::NotFoundFirst(asked)) if asked.swap(true, Ordering::Relaxed) => next.run(request).await,
        Some(Answer::NotFound | Answer::NotFoundFirst(_)) => StatusCode::NOT_FOUND.into_response(),
        Some(Answer::Bytes(kind, bytes)) => ([(header::CONTENT_TYPE, *kind)], bytes.clone()).into_response(),
        None => next.run(request).await,
    }
}

/// Opens an address in the default browser. If that fails, the printed address is still there.
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

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    use super::*;

    fn get(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn a_request_for_what_is_still_being_built_waits_for_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "page").unwrap();
        let later = Later::new("/worker_gpu");
        let site = Site {
            folder: folder.path().to_owned(),
            mount: "/".into(),
            later: Some(later.clone()),
            ..Site::default()
        };
        let server = start(&site, 0).unwrap();
        let address = server.address;
        let waiting = std::thread::spawn(move || get(address, "/worker_gpu.js"));
        assert!(get(address, "/").ends_with("page"), "other files do not wait");
        std::thread::sleep(Duration::from_millis(50));
        assert!(!waiting.is_finished());
        fs::write(folder.path().join("worker_gpu.js"), "gpu").unwrap();
        later.is_ready();
        assert!(waiting.join().unwrap().ends_with("gpu"));
        assert!(get(address, "/worker_gpu.js").ends_with("gpu"));
    }
}
