//! TVLT, the Textless Vision-Language Transformer (arXiv 2209.14156).
//!
//! Data flows one way: [`config`] -> [`processor`] -> `model` (its weights come by `checkpoint`) -> [`live`].

pub mod config;
pub mod live;
pub mod precision;
pub mod processor;

#[cfg(feature = "model")]
pub mod checkpoint;
#[cfg(feature = "model")]
pub mod inference;
#[cfg(feature = "model")]
pub mod model;
