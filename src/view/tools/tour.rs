//! A tour of five steps on the sample clip.

use leptos::{ev, html, prelude::*};
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::command::ToolsCommand;
use super::steps::STEPS;
use crate::view::state::{Command, Commands, PageState};

/// Height of the part of the window that the tour's panel may cover, in pixels; `www/styles/tools-surprise.css` keeps
/// what is scrolled to out of it.
const COVERED_PX: f64 = 240.0;

/// The class of what a step points at.
const POINTED_AT: &str = "pointed-at";

/// The offer of the tour, a button that starts it, and its panel, which leaves the page usable.
#[component]
pub fn Tour(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let give = move |step| commands.give(Command::Tools(ToolsCommand::Tour(step)));
    let (step, offered) = (state.tour.step, state.tour.offered);
    let is_on = Memo::new(move |_| step.get().is_some());
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && is_on.get_untracked() {
            give(None);
        }
    });
    on_cleanup(move || escape.remove());
    let start = NodeRef::<html::Button>::new();
    Effect::new(move |before: Option<bool>| {
        point_at(step.get());
        let on = is_on.get();
        // The button that started the tour has the focus again.
        if before == Some(true)
            && !on
            && let Some(start) = start.get_untracked()
        {
            let _ = start.focus();
        }
        on
    });
    view! {
        <p
            class="tour-offer"
            class:offered=move || offered.get()
            // Its words are about the model's classes.
            hidden=move || is_on.get() || state.teach.open.get()
        >
            <span hidden=move || !offered.get()>"New here? Five steps show what this page can do."</span>
            <button id="show-me" class="small" node_ref=start on:click=move |_| give(Some(0))>
                "Show me"
            </button>
            <button id="tour-no" class="small" hidden=move || !offered.get() on:click=move |_| give(None)>
                "No, thanks"
            </button>
        </p>
        <Show when=move || is_on.get()>
            <Panel state commands />
        </Show>
    }
}

/// The present step, with the ways on, back and out.
#[component]
fn Panel(state: PageState, commands: Commands) -> impl IntoView {
    let give = move |step| commands.give(Command::Tools(ToolsCommand::Tour(step)));
    let number = Memo::new(move |_| state.tour.step.get().unwrap_or_default());
    let step = move || STEPS.get(number.get()).copied();
    let is_last = move || number.get() + 1 == STEPS.len();
    let heading = NodeRef::<html::Strong>::new();
    // Each step is read out, as its name gets the focus.
    Effect::new(move |_| {
        number.track();
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    view! {
        <section id="tour" aria-label="Tour" data-step=move || (number.get() + 1).to_string()>
            <p>
                <strong tabindex="-1" node_ref=heading>
                    {move || step().map(|step| format!("{} of {}: {}", number.get() + 1, STEPS.len(), step.name))}
                </strong>
            </p>
            <p>{move || step().map(|step| step.words)}</p>
            <div class="buttons">
                <button
                    id="tour-back"
                    class="small"
                    disabled=move || number.get() == 0
                    on:click=move |_| give(number.get_untracked().checked_sub(1))
                >
                    "Back"
                </button>
                <button
                    id="tour-next"
                    class="small primary"
                    on:click=move |_| give(Some(number.get_untracked() + 1))
                >
                    {move || if is_last() { "Done" } else { "Next" }}
                </button>
                <button id="tour-end" class="small" hidden=is_last on:click=move |_| give(None)>
                    "End"
                </button>
            </div>
        </section>
    }
}

/// Outlines what a step points at and scrolls it into view; `None` takes the outline away.
fn point_at(step: Option<usize>) {
    let found = |selector: &str| document().query_selector(selector).ok().flatten();
    if let Some(before) = found(&format!(".{POINTED_AT}")) {
        let _ = before.class_list().remove_1(POINTED_AT);
    }
    let Some(target) = step.and_then(|step| STEPS.get(step)).and_then(|step| found(step.points_at)) else {
        return;
    };
    // A tool is outlined with its name.
    let tool: Option<Element> = target.closest(".tool").ok().flatten();
    let target = tool.unwrap_or(target);
    let _ = target.class_list().add_1(POINTED_AT);
    let options = ScrollIntoViewOptions::new();
    let room = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0) - COVERED_PX;
    // Of what is higher than its room, the beginning is shown.
    let fits = f64::from(target.client_height()) <= room;
    options.set_block(if fits { ScrollLogicalPosition::Center } else { ScrollLogicalPosition::Start });
    target.scroll_into_view_with_scroll_into_view_options(&options);
}
