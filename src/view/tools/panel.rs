//! All tools, one below the other.

use leptos::prelude::*;

use super::attention::AttentionTool;
use super::brush::Brush;
use super::delay::DelayTool;
use super::freeze::Freeze;
use super::own_mask::OwnMaskTool;
use super::relied_on::ReliedOnTool;
use super::senses::SensesSwitch;
use super::surprise::SurpriseTool;
use crate::view::state::{Commands, PageState};

/// All tools.
#[component]
pub fn ToolsPanel(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
    /// The brush that the masked pictures are painted with.
    brush: RwSignal<Brush>,
) -> impl IntoView {
    view! {
        <section class="tools-panel" aria-label="Tools">
            <Freeze state commands />
            <SensesSwitch state commands />
            <OwnMaskTool state commands brush />
            <ReliedOnTool state commands />
            <AttentionTool state commands />
            <DelayTool state commands />
            <SurpriseTool state commands />
        </section>
    }
}
