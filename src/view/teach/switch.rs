//! The switch between the model's classes and the person's own.

use leptos::prelude::*;

use super::command::TeachCommand;
use crate::view::state::{Command, Commands, ModelState, TeachState};

/// Two buttons, of which one is pressed. A model without classes of its own has only the second, which opens and
/// closes.
#[component]
pub fn ClassSwitch(
    /// Which of them is on.
    teach: TeachState,
    /// Whether it has classes, and what they are called.
    model: ModelState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let give = move |command| commands.give(Command::Teach(command));
    let subject =
        move || model.of_entry(|entry| entry.subject.clone()).unwrap_or_else(|| "The model’s".into());
    let open = move || teach.open.get();
    let on_own = move |_| {
        let closes = open() && !model.classifies();
        give(if closes { TeachCommand::Close } else { TeachCommand::Open });
    };
    view! {
        <div class="switch" role="group" aria-label="Which classes it recognises">
            <Show when=move || model.classifies()>
                <button
                    id="teach-close"
                    aria-pressed=move || (!open()).to_string()
                    on:click=move |_| give(TeachCommand::Close)
                >
                    {subject}
                </button>
            </Show>
            <button id="teach-open" aria-pressed=move || open().to_string() on:click=on_own>
                "Your own classes"
            </button>
        </div>
    }
}
