//! The browser code of the workers that run a model.
//!
//! `server` takes requests off the queue and hands them to the `session`, the worker's state: `load` loads a
//! model, `live` makes its updates, `checks` answers the requests that check it.

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
