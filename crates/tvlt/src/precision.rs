//! Kinds of floating-point numbers.

use serde::{Deserialize, Serialize};

/// What numbers a device computes with, or a file of weights holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 32-bit floats: the reference's numbers.
    #[default]
    F32,
    /// 16-bit floats: half the memory, and about three right digits.
    F16,
}
