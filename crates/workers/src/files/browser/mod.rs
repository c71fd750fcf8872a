//! The browser code of the worker that downloads and stores models.
//!
//! `server` answers requests. A `transfer` is one download: `fill` repeats tries until the file is complete, `arrive`
//! receives bytes from the host, `sink` and `shelf` store them, `checksum` checks them. All of them end at once when
//! the request's signal is aborted.

mod arrive;
mod checksum;
mod fetch;
mod fill;
mod memory;
mod server;
mod shelf;
mod signal;
mod sink;
mod teller;
mod transfer;
mod whole;

pub use server::run;
