//! Surprise over time.

use leptos::prelude::*;

use crate::view::state::{Commands, PageState};

/// Surprise over time.
#[component]
pub fn SurpriseTool(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let _ = (state, commands);
}
