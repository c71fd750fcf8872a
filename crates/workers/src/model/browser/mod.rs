//! The browser code of the workers that run a model.
//!
//! `server` takes requests off the queue and hands them to the `session`, the worker's state: `load` loads a
//! model, `live` makes its updates, `read` computes the features of a given clip, `checks` answers the requests that check it.

mod blob;
mod checks;
mod device;
mod given;
mod inbox;
mod live;
mod load;
mod payload;
mod read;
mod server;
mod session;

pub use server::run;
