//! Turns pictures into normalised pixels (`transformers==4.40.2`, `image_processing_tvlt.py` and
//! `image_transforms.py`, and Pillow's resize), with one file for each step.

mod crop;
mod frame;
mod normalize;
mod processor;
mod resize;

pub use frame::RgbaFrame;
pub use processor::{ImageFeatures, TvltImageProcessor};
