//! The browser's part of the worker that gets and keeps models.
//!
//! `server` answers requests. A `transfer` is one download: `fill` lets its file grow, `arrive` takes one answer of the
//! host, `sink` and `shelf` are where the bytes go, `checksum` compares them. All of them end at once when the request's
//! signal is aborted.

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
