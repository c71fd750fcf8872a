//! Holds the present moment, and saves it.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::command::ToolsCommand;
use super::hands::USES_SPACE;
use crate::view::activity::Activity;
use crate::view::state::{Command, Commands, PageState};

/// Two buttons that freeze and save, and a sentence on what has just been done. The space key freezes too, wherever
/// no control uses it.
#[component]
pub fn Freeze(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let runs = Memo::new(move |_| state.source.activity.get() == Activity::Running);
    let held = Memo::new(move |_| state.tools.tools.with(|tools| tools.held));
    let give = move |command| commands.give(Command::Tools(command));
    let turn = move || give(ToolsCommand::Freeze(!held.get_untracked()));
    let space = window_event_listener(ev::keydown, move |event| {
        let plain = event.key() == " " && !event.ctrl_key() && !event.alt_key() && !event.meta_key();
        if plain && !event.default_prevented() && runs.get_untracked() && !uses_space(event.target()) {
            // The page would scroll.
            event.prevent_default();
            if !event.repeat() {
                turn();
            }
        }
    });
    on_cleanup(move || space.remove());
    view! {
        <div class="hands">
            <div class="buttons">
                <button
                    id="freeze"
                    aria-pressed=move || held.get().to_string()
                    aria-keyshortcuts="Space"
                    title="The space key does the same"
                    disabled=move || !runs.get()
                    on:click=move |_| turn()
                >
                    "Freeze"
                </button>
                <button
                    id="save-moment"
                    title="Saves the answer as a picture, and the clip's picture and sound"
                    disabled=move || !runs.get()
                    on:click=move |_| give(ToolsCommand::SaveMoment)
                >
                    "Save this moment"
                </button>
            </div>
            <p class="about">
                {move || if held.get() {
                    "Frozen: every tool works on this moment. The same button or the space key lets it go on."
                } else {
                    "The button or the space key holds this moment, to look at it in peace."
                }}
            </p>
            <p id="tools-done" class="done" role="status">{move || state.tools.done.get()}</p>
        </div>
    }
}

/// Whether the space key does something else at this place of the page.
fn uses_space(target: Option<web_sys::EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| !matches!(element.closest(USES_SPACE), Ok(None)))
}
