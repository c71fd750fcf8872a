//! Shows a worker's update.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{Conductor, now_ms};
use crate::app::pace::Pace;
use crate::view::state::Activity;
use crate::view::winner::Announcer;
use tvlt::live::{Scale, Update};

/// Numbers change at most this often, in milliseconds: faster cannot be read.
const NUMBERS_EVERY_MS: f64 = 250.0;

/// What is remembered from update to update.
#[derive(Default)]
pub struct Showing {
    pace: Pace,
    announcer: Announcer,
    numbers_ms: f64,
}

impl Showing {
    /// Another worker or another source: what was measured before says nothing.
    pub fn restart_pace(&mut self) {
        self.pace = Pace::default();
    }
}

impl Conductor {
    /// Shows an update, unless the source was closed, or fell blind and deaf, while it was computed.
    pub(super) fn show(&self, update: &Update, pictures: &[JsValue]) {
        let state = &self.state;
        if state.activity.get_untracked() != Activity::Running || !self.uses_any_sense() {
            return;
        }
        self.expire_note();
        for (picture, rgba) in update.pictures.iter().zip(pictures) {
            state.canvases.draw(picture, rgba);
        }
        let now = now_ms();
        let mut showing = self.showing.borrow_mut();
        let shares = state.loaded.with_untracked(|loaded| loaded.as_ref().map(|model| model.scale));
        let announcement = (shares == Some(Scale::Shares))
            .then(|| showing.announcer.observe(&update.predictions, now))
            .flatten();
        showing.pace.count(now, update.latency_ms);
        let pace = (showing.pace.latency_ms(), showing.pace.updates_per_second());
        let numbers_due = now - showing.numbers_ms >= NUMBERS_EVERY_MS;
        if numbers_due {
            showing.numbers_ms = now;
        }
        drop(showing);
        if numbers_due {
            state.latency_ms.set(pace.0);
            state.updates_per_second.set(pace.1);
        }
        if let Some(label) = announcement {
            state.announcement.set(label);
        }
        state.predictions.set(update.predictions.clone());
        state.match_score.set(update.match_score);
        set_if_new(state.sees, update.sees);
        set_if_new(state.hears, update.hears);
    }
}

fn set_if_new(signal: RwSignal<bool>, value: bool) {
    if signal.get_untracked() != value {
        signal.set(value);
    }
}
