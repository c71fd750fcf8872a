//! The layout of the whole page.

use leptos::prelude::*;
use web_sys::DragEvent;

use super::{
    answer::Answer,
    budget::BudgetSettings,
    controls::Controls,
    facts::Facts,
    mask_settings::MaskSettings,
    match_gauge::MatchGauge,
    model::Model,
    pictures::Pictures,
    state::{Command, Commands, PageState, listed},
    status::StatusLine,
    teach::{ClassSwitch, Report, TeachPanel},
    tools::{KnownAnswer, Past, ToolsPanel, Tour, brush::Brush},
};

/// The whole page. A video or a model's files that are dropped anywhere on it are opened.
#[component]
pub fn Page(
    /// The state to show.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let dragging = RwSignal::new(false);
    let brush = RwSignal::new(Brush::default());
    let own = move || state.teach.open.get();
    let on_dragover = move |event: DragEvent| {
        event.prevent_default();
        dragging.set(true);
    };
    let on_drop = move |event: DragEvent| {
        let taken = event.default_prevented();
        event.prevent_default();
        dragging.set(false);
        // Files that were dropped on a class belong to it.
        if taken {
            return;
        }
        let files = listed(event.data_transfer().and_then(|data| data.files()));
        if let Some(command) = Command::dropped(files, state.teach.open.get_untracked()) {
            commands.give(command);
        }
    };
    view! {
        <div
            class="page"
            class:dragging=dragging
            on:dragover=on_dragover
            on:dragleave=move |_| dragging.set(false)
            on:drop=on_drop
        >
            <Intro />
            <main>
                <Controls source=state.source commands />
                <StatusLine status=state.status commands />
                <Tour state commands />
                <ClassSwitch teach=state.teach model=state.model commands />
                <div class="results" class:teaching=own>
                    // Side by side in `www/styles/page.css`; above the cards of own classes they stay in sight.
                    <div class="now">
                        <Answer answer=state.answer model=state.model source=state.source teach=state.teach tools=state.tools>
                            <MatchGauge
                                answer=state.answer
                                model=state.model
                                source=state.source
                                teach=state.teach
                                tools=state.tools
                            />
                        </Answer>
                        <div class="looking">
                            <Past state commands />
                            <Pictures
                                state
                                commands
                                brush
                                inputs_alone=Signal::derive(own)
                            />
                            <MaskSettings settings=state.settings model=state.model tools=state.tools commands />
                            <BudgetSettings settings=state.settings model=state.model commands />
                        </div>
                    </div>
                    <Show when=own>
                        <TeachPanel teach=state.teach commands />
                        <Report teach=state.teach />
                    </Show>
                    <ToolsPanel state commands brush />
                    <Facts running=state.running model=state.model commands>
                        <KnownAnswer running=state.running commands />
                    </Facts>
                    <Model model=state.model hub=state.hub commands />
                </div>
            </main>
        </div>
    }
}

/// The sentence that explains the page. `index.html` shows the same until the app has loaded.
#[component]
fn Intro() -> impl IntoView {
    view! {
        <header class="intro">
            <h1>"TVLT live"</h1>
            <p class="lead">
                "This page watches and listens: a small transformer running on your own machine recognises \
                digits you show and say, says whether the sound belongs to the picture, and fills in the \
                parts hidden from it. Nothing leaves your browser."
            </p>
        </header>
    }
}
