//! Buttons for everything that was taught: save it, open it, delete it.

use leptos::{ev, prelude::*};
use web_sys::File;

use super::command::TeachCommand;
use crate::view::file_button::FileButton;
use crate::view::focus;
use crate::view::state::{Command, Commands, TeachState};

/// Export, import, which asks whether to replace what is there, and "forget everything", which asks before it deletes.
#[component]
pub fn Tools(
    /// Says whether there is something to export.
    teach: TeachState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let give = move |command| commands.give(Command::Teach(command));
    let empty = move || teach.of_room(|room| room.samples == 0).unwrap_or(true);
    let asks = RwSignal::new(false);
    let replaces = RwSignal::new(false);
    let on_import = move |files: Vec<File>| {
        if let Some(zip) = files.into_iter().next() {
            give(TeachCommand::Import { zip, replace: replaces.get_untracked() });
            // The next import only replaces what is there if that is chosen again.
            replaces.set(false);
        }
    };
    let on_forget = move |_| {
        asks.set(false);
        replaces.set(false);
        focus::follow(|| true, vec!["#teach-add".into()]);
        give(TeachCommand::Forget);
    };
    let on_keep = move || {
        asks.set(false);
        focus::follow(|| true, vec!["#teach-forget".into()]);
    };
    view! {
        <div class="buttons tools">
            <button id="teach-export" disabled=empty on:click=move |_| give(TeachCommand::Export)>
                "Export"
            </button>
            <FileButton
                id="teach-import"
                label="Import"
                title="A ZIP that was exported here, or one with a folder of pictures for each class"
                accept=".zip,application/zip"
                on_files=on_import
            />
            <select
                id="teach-import-how"
                aria-label="What an import does"
                hidden=empty
                prop:value=move || if replaces.get() { "replace" } else { "add" }
                on:change=move |event| replaces.set(event_target_value(&event) == "replace")
            >
                <option value="add">"adds to what is here"</option>
                <option value="replace">"replaces what is here"</option>
            </select>
            <Show
                when=move || asks.get()
                fallback=move || view! {
                    <button id="teach-forget" disabled=move || !teach.can_forget() on:click=move |_| asks.set(true)>"Forget everything"</button>
                }
            >
                <Question on_yes=on_forget on_no=on_keep />
            </Show>
        </div>
    }
}

/// Asks whether everything is to be deleted; the harmless answer has the focus, and the Escape key gives it.
#[component]
fn Question(
    on_yes: impl Fn(ev::MouseEvent) + Copy + 'static,
    on_no: impl Fn() + Copy + 'static,
) -> impl IntoView {
    let on_keydown = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            on_no();
        }
    };
    let harmless = NodeRef::<leptos::html::Button>::new();
    Effect::new(move |_| {
        if let Some(button) = harmless.get() {
            // If the browser refuses, the focus stays where it was.
            let _ = button.focus();
        }
    });
    view! {
        <span
            class="question"
            role="alertdialog"
            aria-label="Delete everything that you taught?"
            on:keydown=on_keydown
        >
            <span>"Delete all classes and samples, on this device too? This cannot be undone."</span>
            <button id="teach-forget-yes" class="small" on:click=on_yes>"Delete all"</button>
            <button node_ref=harmless class="small" on:click=move |_| on_no()>"Keep"</button>
        </span>
    }
}
