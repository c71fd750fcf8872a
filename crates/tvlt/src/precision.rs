//! Floating-point precisions.

use serde::{Deserialize, Serialize};

/// The precision in which a device computes, or a weights file is stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 32-bit floats, as the reference uses.
    #[default]
    F32,
    /// 16-bit floats: half the memory, and about three significant digits.
    F16,
}
