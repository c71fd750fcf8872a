//! What the page decides. Modules that need no browser are tested natively: [`address`], [`crew`], [`handover`] and
//! [`pace`]; the conductor joins capture, workers and views.

pub mod address;
pub mod crew;
pub mod handover;
pub mod model;
pub mod pace;
pub mod source;
pub mod standing;

#[cfg(target_arch = "wasm32")]
pub mod adapter;
#[cfg(target_arch = "wasm32")]
pub mod conductor;
#[cfg(target_arch = "wasm32")]
pub mod fetch;
#[cfg(target_arch = "wasm32")]
mod mount;
#[cfg(target_arch = "wasm32")]
pub mod offline;

#[cfg(target_arch = "wasm32")]
pub use mount::mount;
