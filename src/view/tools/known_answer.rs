//! How far WebGPU and CPU lie apart on the known input.

use leptos::prelude::*;

use super::command::ToolsCommand;
use crate::view::state::{Command, Commands, RunningState};

/// A badge with the difference and both times, and a button that asks again.
#[component]
pub fn KnownAnswer(
    /// Both answers.
    running: RunningState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let known = running.known;
    let ms = |time: Option<f64>| time.map(|time| format!("{time:.2}")).unwrap_or_default();
    let words =
        move || known.with(|known| running.known_at.with(|at| known.words(at.get(..5).unwrap_or(at))));
    let waits = move || known.with(|known| known.asks || known.gpu_comes) || running.backend.get().is_none();
    view! {
        <div
            id="known-answer"
            class="known-answer"
            role="group"
            aria-label="Known answer"
            data-error=move || known.with(|known| known.error())
            data-cpu-ms=move || known.with(|known| ms(known.cpu_ms))
            data-gpu-ms=move || known.with(|known| ms(known.gpu_ms))
            data-checks=move || known.with(|known| known.checks.to_string())
        >
            <p title="Both compute the same fixed input, which is not what the camera shows. The difference is a share of the largest number.">{words}</p>
            <button
                id="check-again"
                class="small"
                disabled=waits
                on:click=move |_| commands.give(Command::Tools(ToolsCommand::CheckAgain))
            >
                "Check again"
            </button>
        </div>
    }
}
