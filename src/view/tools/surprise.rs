//! Surprise over time: a strip chart of the error of filling in, and the moments that were clearly above the usual.

use leptos::prelude::*;

use super::chart;
use super::command::{Tool, ToolsCommand};
use super::strip::Mark;
use super::surface::is_open;
use crate::view::activity::Activity;
use crate::view::state::{Command, Commands, PageState};

/// The chart with its legend, the marked moments, and two buttons that save it.
#[component]
pub fn SurpriseTool(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let give = move |command| commands.give(Command::Tools(command));
    let surprise = state.surprise;
    let number = |value: Option<f32>| value.map(|value| format!("{value:.3}")).unwrap_or_default();
    let usual = |value: Option<f32>| value.map(|value| format!("{value:.3e}")).unwrap_or_default();
    let is_empty = move || surprise.strip.with(|strip| strip.points.is_empty());
    view! {
        <details
            class="tool"
            id="surprise"
            hidden=move || !state.model.reconstructs()
            open=move || state.tools.opened.with(|opened| opened.surprise)
            data-sight=move || surprise.strip.with(|strip| number(strip.latest.sight))
            data-sound=move || surprise.strip.with(|strip| number(strip.latest.sound))
            data-usual-sight=move || surprise.strip.with(|strip| usual(strip.usual.sight))
            data-usual-sound=move || surprise.strip.with(|strip| usual(strip.usual.sound))
            on:toggle=move |event| give(ToolsCommand::Open(Tool::Surprise, is_open(&event)))
        >
            <summary>"Surprise over time"</summary>
            <p class="about">
                "How far what the model fills in is from what was there, over the last two minutes. Its usual error \
                is drawn at 1 ×; what is clearly above it is marked. It begins anew with another source, sense, model \
                or mask, and when this is closed."
            </p>
                <Chart state />
                <ul id="surprise-marks" aria-label="Surprising moments, newest first">
                    <For
                        each=move || surprise.marks.get().into_iter().rev()
                        key=|mark| (mark.number, mark.at_ms.to_bits(), mark.has_sample)
                        children=move |mark| view! { <MarkRow mark state commands /> }
                    />
                </ul>
                <p role="status" class="explains">{move || surprise.note.get()}</p>
                <div class="buttons">
                    <button
                        id="surprise-csv"
                        class="small"
                        disabled=is_empty
                        on:click=move |_| give(ToolsCommand::SurpriseNumbers)
                    >
                        "Save the numbers (CSV)"
                    </button>
                    <button
                        id="surprise-png"
                        class="small"
                        disabled=is_empty
                        on:click=move |_| give(ToolsCommand::SurprisePicture)
                    >
                        "Save the chart (PNG)"
                    </button>
                </div>
        </details>
    }
}

/// The two lines, with their legend and what they are waiting for.
#[component]
fn Chart(state: PageState) -> impl IntoView {
    let surprise = state.surprise;
    let is_open = move || state.tools.opened.get().surprise;
    Effect::new(move |_| {
        if !is_open() {
            return;
        }
        surprise.strip.with(|strip| {
            if let Some(canvas) = surprise.chart.get() {
                // An error is an exception of the browser; the next drawing follows soon.
                let _ = chart::draw(strip, &canvas);
            }
        });
    });
    let runs = move || state.source.activity.get() == Activity::Running;
    let held = move || state.tools.tools.with(|tools| tools.held);
    let waits = Memo::new(move |_| {
        surprise.strip.with(|strip| match (strip.points.is_empty(), strip.usual) {
            (true, _) if !runs() => "The lines begin as soon as a source runs and patches are hidden.",
            (true, _) if held() => "This moment is frozen: the lines begin anew when you go on.",
            (true, _) => "The lines begin anew, as errors are others now…",
            (_, usual) if usual.sight.is_none() && usual.sound.is_none() => "Getting used to what is usual…",
            _ => "",
        })
    });
    let label = move || {
        let marks = surprise.marks.with(Vec::len);
        format!("Surprise of the last two minutes in what it sees and what it hears; marked moments: {marks}")
    };
    view! {
        <div class="surprise-legend">
            <span class="sight">"what it sees"</span>
            <span class="sound">"what it hears"</span>
            <span class="waits">{move || waits.get()}</span>
        </div>
        <canvas id="surprise-chart" node_ref=surprise.chart role="img" aria-label=label></canvas>
    }
}

/// A marked moment: a button to see it again, and one to teach it.
#[component]
fn MarkRow(mark: Mark, state: PageState, commands: Commands) -> impl IntoView {
    let give = move |command| commands.give(Command::Tools(command));
    let number = mark.number;
    let has_sample = mark.has_sample;
    let is_seen = Memo::new(move |_| {
        state.surprise.seen.with(|seen| seen.as_ref().is_some_and(|seen| seen.number == number))
    });
    // A model whose features are not known cannot be taught with.
    let can_teach = move || {
        has_sample && state.model.of_loaded(|model| !model.taught_layers.is_empty()).unwrap_or_default()
    };
    view! {
        <li data-number=number.to_string() class:seen=move || is_seen.get()>
            <button
                class="small see"
                aria-pressed=move || is_seen.get().to_string()
                on:click=move |_| give(ToolsCommand::See((!is_seen.get_untracked()).then_some(number)))
            >
                <time>{mark.clock.clone()}</time>
                <span>{mark.words()}</span>
            </button>
            <button
                class="small teach-moment"
                hidden=move || !can_teach()
                aria-label=format!("Teach the moment of {}", mark.clock)
                on:click=move |_| give(ToolsCommand::TeachMoment(number))
            >
                "Teach this"
            </button>
        </li>
    }
}
