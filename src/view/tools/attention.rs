//! What a patch looked at, not why.

use leptos::prelude::*;

use crate::view::state::{Commands, PageState};

/// What a patch looked at, not why.
#[component]
pub fn AttentionTool(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let _ = (state, commands);
}
