//! Tells the page how far a download is.

use crate::scope::now_ms;
use bridge::protocol::files::{DownloadProgress, Event, Files};
use bridge::serve::Events;

/// Tells the page how far the download of one request is.
pub struct Teller {
    events: Events<Files>,
    id: u32,
    told_ms: f64,
}

impl Teller {
    /// Tells of request `id`.
    pub fn new(events: Events<Files>, id: u32) -> Self {
        Self { events, id, told_ms: f64::NEG_INFINITY }
    }

    /// Whether nothing has been told for so many milliseconds.
    pub fn is_due(&self, every_ms: f64) -> bool {
        now_ms() - self.told_ms >= every_ms
    }

    /// Tells how far it is.
    pub fn tell(&mut self, progress: DownloadProgress) {
        self.told_ms = now_ms();
        self.events.tell_of(self.id, Event::Progress(progress));
    }
}
