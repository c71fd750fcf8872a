//! The browser code of the worker that learns a person's own classes.
//!
//! `server` receives requests, and `session` answers them: each does its part at once, so that looks are answered
//! while an import or an export goes on. `media` has pictures and sounds of samples, in memory until `store` has
//! written them; `saver` writes what has changed, one write at a time. `reporter` computes the report when nothing else
//! is to be done. `takes` reads ZIPs and files, `gives` writes the ZIP, `strip` makes small pictures.

mod convert;
mod gives;
mod lock;
mod media;
mod numbers;
mod records;
mod reporter;
mod saver;
mod seek;
mod server;
mod session;
mod shared;
mod store;
mod strip;
mod takes;

pub use server::run;
