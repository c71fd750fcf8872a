//! Looks up models on the hub, downloads them, and keeps them in the browser's own storage.
//!
//! [`resume`] decides how an interrupted download continues, [`pace`] estimates the time left, and [`turns`] lets one
//! download run at a time; these are portable. The browser code is in `browser`. This worker is the only part of the
//! page that may send requests to another host, and it gets neither pictures nor sound.

pub mod halt;
pub mod pace;
pub mod resume;
pub mod turns;

#[cfg(target_arch = "wasm32")]
mod browser;

#[cfg(target_arch = "wasm32")]
pub use browser::run;
