//! A tour of five steps on the sample clip.

use leptos::prelude::*;

use crate::view::state::{Commands, PageState};

/// A tour of five steps on the sample clip.
#[component]
pub fn Tour(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let _ = (state, commands);
}
