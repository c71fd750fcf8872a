//! What the source tells the rest of the page.

use web_sys::MessagePort;

/// What the source tells that is not its own matter.
pub enum News {
    /// What it does, or what there is to say of it, has changed.
    Changed,
    /// A picture waits to be taken, see [`SourceRunner::waiting_frame`](super::runner::SourceRunner::waiting_frame).
    Picture,
    /// There is only sound, and it is time for an update.
    SoundOnly,
    /// The worker that runs forgets what it has seen and heard.
    Reset,
    /// The worker that runs gets sound on this port, with so many samples a second.
    Sound(MessagePort, u32),
    /// The worker that runs forgets what it has heard.
    NoSound,
    /// What the last updates showed is taken back.
    ClearResults,
    /// What was measured of the last source says nothing of this one.
    RestartPace,
}
