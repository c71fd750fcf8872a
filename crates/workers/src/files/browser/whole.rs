//! A model that is whole.

use web_sys::File;

use bridge::hub::Offer;

/// The text files that may stand beside weights.
pub const CONFIG: &str = "config.json";
/// See [`CONFIG`].
pub const PREPROCESSOR: &str = "preprocessor_config.json";

/// A model that is whole.
pub struct Whole {
    /// Which.
    pub offer: Offer,
    /// Its weights.
    pub weights: File,
    /// Text of its `config.json`, where it has one.
    pub config: Option<String>,
    /// Text of its `preprocessor_config.json`, where it has one.
    pub preprocessor: Option<String>,
    /// Whether it stays for the next visit.
    pub kept: bool,
}
