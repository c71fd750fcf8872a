//! Lets the model have sight, sound, or both.

use leptos::prelude::*;

use crate::view::state::{Commands, PageState};

/// Lets the model have sight, sound, or both.
#[component]
pub fn SensesSwitch(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let _ = (state, commands);
}
