//! The model in a worker: takes requests in order, keeps only the latest frame, and answers.

mod blob;
mod frame;
mod inbox;
mod server;
mod session;

pub use server::run;
