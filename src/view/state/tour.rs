//! The tour.

use super::shown::Shown;

/// The tour.
#[derive(Clone, Copy, Default)]
pub struct TourState {
    /// The step that is shown, counted from 0; `None` while there is no tour.
    pub step: Shown<Option<usize>>,
    /// Whether the page offers the tour, on a first visit.
    pub offered: Shown<bool>,
}

impl TourState {
    /// Shows this step, or none.
    pub fn show_step(&self, step: Option<usize>) {
        self.step.set_if_new(step);
    }

    /// Shows the offer, or takes it away.
    pub fn show_offer(&self, offered: bool) {
        self.offered.set_if_new(offered);
    }
}
