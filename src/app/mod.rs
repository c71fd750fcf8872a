//! What the page decides. Modules that need no browser are tested natively: [`address`], [`crew`], [`failure`],
//! [`handover`], [`pace`] and [`under_way`]; the conductor joins capture, workers and views.

pub mod address;
pub mod crew;
pub mod failure;
pub mod handover;
pub mod pace;
pub mod under_way;

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
