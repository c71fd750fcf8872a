//! A tool that folds away, so that it costs nothing while it is closed.

use leptos::{ev, prelude::*};
use web_sys::Element;

use super::command::{Tool, ToolsCommand};
use crate::view::state::{Command, Commands, PageState};

/// A tool's name, which opens and closes it; below it a sentence that explains it, then the tool.
#[component]
pub fn Fold(
    /// The tool.
    tool: Tool,
    /// Its name.
    name: &'static str,
    /// What it is for, in a sentence.
    explains: &'static str,
    /// The page's state.
    state: PageState,
    /// Where opening and closing go.
    commands: Commands,
    /// The tool itself.
    children: Children,
) -> impl IntoView {
    let open = move || state.tools.opened.get().has(tool);
    let on_toggle = move |event: ev::Event| {
        let open = event_target::<Element>(&event).has_attribute("open");
        commands.give(Command::Tools(ToolsCommand::Open(tool, open)));
    };
    view! {
        <details class="tool" open=open on:toggle=on_toggle>
            <summary>{name}</summary>
            <p class="explains">{explains}</p>
            {children()}
        </details>
    }
}
