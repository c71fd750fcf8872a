//! How far WebGPU and CPU lie apart on the known input.

use leptos::prelude::*;

use crate::view::state::{Commands, PageState};

/// How far WebGPU and CPU lie apart on the known input.
#[component]
pub fn KnownAnswer(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let _ = (state, commands);
}
