//! Kept networks that the model learns features from, besides its own tasks.
//!
//! A visitor may teach the page things of their own, on what the model's middle layers make of a clip. The ten digits
//! alone do not ask those layers for more than digits. So in training, and only there, what they make of a thing is
//! drawn to what a larger network makes of it: EfficientNet-Lite0 for things seen, and a network of speech
//! commands for words heard.
//!
//! - `image_network`: EfficientNet-Lite0
//! - `objects`: what it makes of things that are cut out of their backgrounds
//! - `table`: what a network made of each file, computed once

mod image_network;
pub(crate) mod objects;
mod table;

pub use image_network::ImageNetwork;
pub use table::Table;
