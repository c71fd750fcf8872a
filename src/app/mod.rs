//! What the page decides, one module a concern. In each a state machine takes what happens and gives orders, tested
//! natively; the runner beside it carries them out in the browser.
//!
//! | module | decides |
//! |---|---|
//! | [`source`] | where pictures and sound come from |
//! | [`model`] | which model runs, and how its files come |
//! | [`crew`] | which worker runs it |
//! | [`answer`] | what of an update is worth showing |
//! | [`standing`] | what the page says while all goes well |
//! | [`address`] | what the page's address asks for |
//!
//! The conductor hands on what the one tells to the others.

pub mod address;
pub mod answer;
pub mod crew;
pub mod model;
pub mod source;
pub mod standing;

#[cfg(target_arch = "wasm32")]
pub mod conductor;
#[cfg(target_arch = "wasm32")]
mod mount;
#[cfg(target_arch = "wasm32")]
pub mod offline;

#[cfg(target_arch = "wasm32")]
pub use mount::mount;
