//! Models from the hub: what there is, getting it, and keeping it in the browser's own storage.
//!
//! [`hub`] reads what the hub says of a repository, [`resume`] decides how a download that was cut goes on,
//! [`pace`] tells how long it will take; these are portable. In the page a worker of its own does the work
//! (`server`, with `shelf` for what is kept), and `client` is the page's end of it; [`protocol`] is what they
//! say to each other. It is the only part of the page that may ask another host for anything, and no
//! picture and no sound reaches it.

pub mod error;
pub mod hub;
pub mod pace;
pub mod protocol;
pub mod resume;

#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod client;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod server;

pub use error::DownloadError;
