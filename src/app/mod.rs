//! The page's decisions, one module for each concern. In most of them a state machine takes events and returns orders,
//! tested natively; the runner beside it carries them out in the browser.
//!
//! | module | decides |
//! |---|---|
//! | [`source`] | where pictures and sound come from |
//! | [`model`] | which model runs, and where its files come from |
//! | [`crew`] | which worker runs it |
//! | [`teach`] | when the person's own classes are open, and what each update is used for |
//! | [`tools`] | what the tools change about updates, and what they ask |
//! | [`answer`] | how often numbers change, and when a class is announced |
//! | [`standing`] | what the status says while all is well |
//! | [`address`] | what the page's address requests |
//!
//! The conductor passes news between them.

pub mod address;
pub mod answer;
pub mod crew;
pub mod model;
pub mod source;
pub mod standing;
pub mod teach;
pub mod tools;

#[cfg(target_arch = "wasm32")]
pub mod conductor;
#[cfg(target_arch = "wasm32")]
mod mount;
#[cfg(target_arch = "wasm32")]
pub mod offline;
#[cfg(target_arch = "wasm32")]
mod page_address;
#[cfg(target_arch = "wasm32")]
mod status;

#[cfg(target_arch = "wasm32")]
pub use mount::mount;
