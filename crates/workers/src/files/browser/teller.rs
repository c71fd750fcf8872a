//! Sends progress events of a download to the page.

use crate::scope::now_ms;
use bridge::protocol::files::{DownloadProgress, Event, Files};
use bridge::serve::Events;

/// Sends progress events for one request.
pub struct Teller {
    events: Events<Files>,
    id: u32,
    told_ms: f64,
}

impl Teller {
    /// Events will belong to request `id`.
    pub fn new(events: Events<Files>, id: u32) -> Self {
        Self { events, id, told_ms: f64::NEG_INFINITY }
    }

    /// Whether the last event was at least `every_ms` milliseconds ago.
    pub fn is_due(&self, every_ms: f64) -> bool {
        now_ms() - self.told_ms >= every_ms
    }

    /// Sends a progress event.
    pub fn tell(&mut self, progress: DownloadProgress) {
        self.told_ms = now_ms();
        self.events.tell_of(self.id, Event::Progress(progress));
    }
}
