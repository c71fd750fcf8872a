//! What the page does with a source: a plain type.

/// What the page does with a source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Activity {
    /// None is open.
    #[default]
    Idle,
    /// One is being opened.
    Opening,
    /// Frames and sound arrive.
    Running,
    /// The tab is hidden; nothing runs until it shows again.
    Paused,
}
