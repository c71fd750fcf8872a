//! The browser's part of the model's worker.
//!
//! `server` takes requests off the queue and hands them to the `session`, which is what the worker knows: `load`
//! brings a model, `live` makes its updates, `checks` answers what is asked to check it.

mod blob;
mod checks;
mod device;
mod frame;
mod given;
mod inbox;
mod live;
mod load;
mod server;
mod session;

pub use server::run;
