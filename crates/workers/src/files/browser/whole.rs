//! A complete model.

use web_sys::File;

use bridge::hub::Offer;

/// Names of the configuration files that may come with weights.
pub const CONFIG: &str = "config.json";
/// See [`CONFIG`].
pub const PREPROCESSOR: &str = "preprocessor_config.json";

/// A complete model.
pub struct Whole {
    /// Which model.
    pub offer: Offer,
    /// Its weights.
    pub weights: File,
    /// Text of its `config.json`, where it has one.
    pub config: Option<String>,
    /// Text of its `preprocessor_config.json`, where it has one.
    pub preprocessor: Option<String>,
    /// Whether it is stored for the next visit.
    pub kept: bool,
}
