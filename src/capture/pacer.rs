//! The callbacks that produce a source's moments, and the receiver of the moments.

use gloo_timers::callback::Interval;

use super::frame::{FrameLoop, Moment};

/// The receiver of moments.
pub type Taker = Box<dyn FnMut(Moment)>;

/// The callbacks that produce moments until it is dropped: new pictures, where there are any, and a timer.
pub struct Pacer {
    _frames: Option<FrameLoop>,
    _interval: Interval,
}

impl Pacer {
    /// Holds callbacks that run already.
    pub fn new(frames: Option<FrameLoop>, interval: Interval) -> Self {
        Self { _frames: frames, _interval: interval }
    }
}
