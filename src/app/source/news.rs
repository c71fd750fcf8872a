//! What the source reports to the rest of the page.

use web_sys::MessagePort;

/// What the source reports to the rest of the page.
pub enum News {
    /// Its state, or its notices, have changed.
    Changed,
    /// A picture waits in the slot, see [`SourceRunner::waiting_frame`](super::runner::SourceRunner::waiting_frame).
    Picture,
    /// There is only sound, and it is time for an update.
    SoundOnly,
    /// Let the active worker forget what it has seen and heard.
    Reset,
    /// Give the active worker sound on this port, at this sampling rate in hertz.
    Sound(MessagePort, u32),
    /// Let the active worker forget what it has heard.
    NoSound,
    /// Clear the results of the last updates.
    ClearResults,
    /// Drop the measurements made with the last source.
    RestartPace,
}
