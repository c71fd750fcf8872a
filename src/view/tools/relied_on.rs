//! What the answer relied on.

use leptos::prelude::*;

use crate::view::state::{Commands, PageState};

/// What the answer relied on.
#[component]
pub fn ReliedOnTool(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let _ = (state, commands);
}
