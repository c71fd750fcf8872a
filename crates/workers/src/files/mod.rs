//! Models from the hub: what there is, getting it, and keeping it in the browser's own storage.
//!
//! [`resume`] decides how a download that was cut goes on, [`pace`] tells how long it will take, [`turns`] lets one
//! download run at a time; these are portable. `browser` does it. It is the only part of the page that may ask another
//! host for anything, and no picture and no sound reaches it.

pub mod halt;
pub mod pace;
pub mod resume;
pub mod turns;

#[cfg(target_arch = "wasm32")]
mod browser;

#[cfg(target_arch = "wasm32")]
pub use browser::run;
