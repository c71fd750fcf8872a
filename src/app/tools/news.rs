//! What the tools report to the rest of the page.

use tvlt::live::{Exploring, OwnMask};

/// What the tools report to the rest of the page.
pub enum News {
    /// The settings of updates have changed.
    Settings,
    /// The person's own mask has changed.
    Mask(OwnMask),
    /// The model should do a part of the work on a question; the number comes back with the answer, see
    /// [`ToolsRunner::explored`](super::runner::ToolsRunner::explored).
    Explore(u32, Exploring),
    /// The person wants to save the present moment.
    Save,
}
