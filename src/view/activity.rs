//! The state of the page's source, as a plain type.

/// The state of the page's source.
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
