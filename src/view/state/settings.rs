//! What the person has set.

use super::shown::Shown;
use tvlt::live::{Budgeted, Settings, Wish};

/// What the person has set.
#[derive(Clone, Copy, Default)]
pub struct SettingsState {
    /// What the sliders and the toggle say.
    pub settings: Shown<Settings>,
    /// How much of the last seconds the person wants the model to take.
    pub wish: Shown<Wish>,
    /// How much it takes.
    pub budgeted: Shown<Option<Budgeted>>,
}

impl SettingsState {
    /// The person has moved a slider, or the model begins with ratios of its own.
    pub fn show_settings(&self, settings: Settings) {
        self.settings.set(settings);
    }

    /// The person wishes for so much.
    pub fn show_wish(&self, wish: Wish) {
        self.wish.set(wish);
    }

    /// So much is taken; `None` until a worker says so.
    pub fn show_budgeted(&self, budgeted: Option<Budgeted>) {
        self.budgeted.set(budgeted);
    }
}
