//! Shifts the sound against the picture, and shows the match over the shifts.

use leptos::prelude::*;
use tvlt::live::Senses;

use super::command::{Tool, ToolsCommand};
use super::curve;
use super::hands;
use super::surface::is_open;
use crate::view::state::{Command, Commands, PageState};

/// A slider for the shift, a button back to none, a switch to a sound of ten seconds ago, and the plot.
#[component]
pub fn DelayTool(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let give = move |command| commands.give(Command::Tools(command));
    let shift = Memo::new(move |_| state.tools.tools.with(|tools| tools.shift_ms));
    let other = Memo::new(move |_| state.tools.tools.with(|tools| tools.other_sound));
    let words = move |of_shift: fn(i32) -> String| {
        if other.get() { "a sound of ten seconds ago".to_owned() } else { of_shift(shift.get()) }
    };
    let on_slide = move |event| {
        if let Ok(seconds) = event_target_value(&event).parse() {
            give(ToolsCommand::Shift(curve::milliseconds(seconds)));
        }
    };
    view! {
        <details
            class="tool"
            hidden=move || !state.model.matches()
            open=move || state.tools.opened.with(|opened| opened.delay)
            on:toggle=move |event| give(ToolsCommand::Open(Tool::Delay, is_open(&event)))
        >
            <summary>"Delay the sound"</summary>
            <p class="about">
                "Shift the sound against the picture, and see whether the model still says that they belong together."
            </p>
            <div class="slider">
                <label for="delay">"Sound against picture"</label>
                <output for="delay">{move || words(curve::short)}</output>
                <input
                    id="delay"
                    type="range"
                    min="-1"
                    max="1"
                    step="0.05"
                    prop:value=move || curve::seconds(shift.get())
                    data-seconds=move || curve::seconds(shift.get())
                    aria-valuetext=move || words(curve::in_words)
                    disabled=move || other.get()
                    on:input=on_slide
                />
            </div>
            <div class="buttons">
                <button
                    id="no-delay"
                    class="small"
                    disabled=move || shift.get() == 0
                    on:click=move |_| give(ToolsCommand::Shift(0))
                >
                    "No delay"
                </button>
                <button
                    id="other-sound"
                    class="small"
                    aria-pressed=move || other.get().to_string()
                    title="A sound of ten seconds ago against this picture"
                    on:click=move |_| give(ToolsCommand::OtherSound(!other.get_untracked()))
                >
                    "Other sound"
                </button>
            </div>
            <Plot state shift />
            <Verdict state />
        </details>
    }
}

/// The match over the shifts, with the slider's place and the other sound's score.
#[component]
fn Plot(state: PageState, shift: Memo<i32>) -> impl IntoView {
    use curve::{BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH};
    let known = state.tools.curve;
    let points = move || known.with(|known| known.as_ref().map(|known| curve::listed(&known.points)));
    let path = move || known.with(|known| known.as_ref().map(|known| curve::path(&known.points)));
    let other = move || known.with(|known| known.as_ref()?.other_sound).map(curve::y);
    let middle = f64::midpoint(LEFT, RIGHT);
    let frame = format!("M{LEFT} {TOP}H{RIGHT}M{LEFT} {BOTTOM}H{RIGHT}M{middle} {TOP}V{BOTTOM}");
    let marks = [(LEFT, BOTTOM + 14.0, "−1 s"), (middle, BOTTOM + 14.0, "0"), (RIGHT, BOTTOM + 14.0, "1 s")];
    let marks = marks.into_iter().chain([(LEFT - 14.0, TOP + 4.0, "1"), (LEFT - 14.0, BOTTOM + 4.0, "0")]);
    let marks = marks.map(|(x, y, text)| view! { <text x=x y=y>{text}</text> }).collect_view();
    view! {
        <svg
            id="match-curve"
            role="img"
            viewBox=format!("0 0 {WIDTH} {HEIGHT}")
            aria-label=move || known.with(|known| curve::describe(known.as_ref()))
            data-points=move || points().unwrap_or_default()
        >
            <path class="frame" d=frame />
            {marks}
            <path class="place" d=move || format!("M{x:.1} {TOP}V{BOTTOM}", x = curve::x(shift.get())) />
            <path
                class="other"
                d=move || other().map_or(String::new(), |y| format!("M{LEFT} {y:.1}H{RIGHT}"))
            />
            <text class="other" x=RIGHT y=move || other().unwrap_or_default() - 3.0>
                {move || other().map(|_| "other sound")}
            </text>
            <path class="curve" d=move || path().unwrap_or_default() />
        </svg>
    }
}

/// What the plot means, in a sentence.
#[component]
fn Verdict(state: PageState) -> impl IntoView {
    let words = Memo::new(move |_| {
        let senses: Senses = state.tools.tools.with(|tools| tools.senses);
        if let Some(why) = hands::alone(senses) {
            return format!("There is no match {why}.");
        }
        let of_digits = state.model.of_loaded(|model| curve::of_digits(&model.labels)) == Some(true);
        state.tools.curve.with(|known| match known {
            Some(known) => curve::verdict(known, of_digits),
            None => "The match over the shifts appears here while picture and sound run.".into(),
        })
    });
    view! { <p class="verdict">{move || words.get()}</p> }
}
