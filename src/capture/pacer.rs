//! What brings a source's moments, and who takes them.

use gloo_timers::callback::Interval;

use super::frame::{FrameLoop, Moment};

/// Who takes the pictures.
pub struct Taker {
    /// Whether it wants one now.
    pub wants: Box<dyn Fn() -> bool>,
    /// Takes it.
    pub take: Box<dyn FnMut(Moment)>,
}

/// What brings the moments, until it is dropped: the video's pictures, where there are any, and time.
pub struct Pacer {
    _frames: Option<FrameLoop>,
    _interval: Interval,
}

impl Pacer {
    /// From now on.
    pub fn new(frames: Option<FrameLoop>, interval: Interval) -> Self {
        Self { _frames: frames, _interval: interval }
    }
}
