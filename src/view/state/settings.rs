//! The person's settings.

use super::shown::Shown;
use tvlt::live::{Budgeted, Settings, Wish};

/// The person's settings.
#[derive(Clone, Copy, Default)]
pub struct SettingsState {
    /// The values of the sliders, the seed and the toggle.
    pub settings: Shown<Settings>,
    /// The chosen clip length.
    pub wish: Shown<Wish>,
    /// The budget in use; `None` until a worker reports it.
    pub budgeted: Shown<Option<Budgeted>>,
}

impl SettingsState {
    /// Shows settings that the person has changed, or a new model's mask ratios.
    pub fn show_settings(&self, settings: Settings) {
        self.settings.set(settings);
    }

    /// Shows the chosen clip length.
    pub fn show_wish(&self, wish: Wish) {
        self.wish.set(wish);
    }

    /// Shows the budget in use; `None` until a worker reports it.
    pub fn show_budgeted(&self, budgeted: Option<Budgeted>) {
        self.budgeted.set(budgeted);
    }
}
