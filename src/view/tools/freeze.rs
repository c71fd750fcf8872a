//! Holds the present moment, and saves it.

use leptos::prelude::*;

use crate::view::state::{Commands, PageState};

/// Holds the present moment, and saves it.
#[component]
pub fn Freeze(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let _ = (state, commands);
}
