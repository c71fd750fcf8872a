//! Lets the model have sight, sound, or both.

use leptos::prelude::*;

use super::command::ToolsCommand;
use super::hands::{CHOICES, choice, explains, label};
use crate::view::state::{Command, Commands, PageState};

/// Three buttons, of which one is pressed, and a sentence on what they do.
#[component]
pub fn SensesSwitch(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let senses = Memo::new(move |_| state.tools.tools.with(|tools| tools.senses));
    let buttons = CHOICES
        .map(|one| {
            view! {
                <button
                    data-choice=choice(one)
                    aria-pressed=move || (senses.get() == one).to_string()
                    on:click=move |_| commands.give(Command::Tools(ToolsCommand::Senses(one)))
                >
                    {label(one)}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="hands">
            <div
                id="modality"
                class="switch"
                role="group"
                aria-label="What the model gets"
                data-value=move || choice(senses.get())
            >
                {buttons}
            </div>
            <p class="about">{move || explains(senses.get())}</p>
        </div>
    }
}
