//! The person's own mask: patches that are hidden or shown by hand.

use leptos::prelude::*;

use crate::view::state::{Commands, PageState};

/// The person's own mask: patches that are hidden or shown by hand.
#[component]
pub fn OwnMaskTool(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let _ = (state, commands);
}
