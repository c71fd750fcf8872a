//! Shows whether sound and picture belong together.

use leptos::prelude::*;

use super::activity::Activity;
use super::state::{AnswerState, ModelState, SourceState, TeachState, ToolsState};
use super::tools::hands;

/// Scores from this to 1 minus this count as undecided.
const UNSURE_FROM: f32 = 0.4;

/// A needle between "apart" and "together", with words.
#[component]
pub fn MatchGauge(
    /// The score.
    answer: AnswerState,
    /// Whether the model gives a score.
    model: ModelState,
    /// Why there is none.
    source: SourceState,
    /// The person's own classes, which have a score whatever the model.
    teach: TeachState,
    /// Which sense is switched off.
    tools: ToolsState,
) -> impl IntoView {
    let score = move || answer.match_score.get();
    let off = move || hands::no_match(tools.tools.with(|tools| tools.senses));
    let words = move || match score() {
        Some(score) if score >= 1.0 - UNSURE_FROM => "belong together",
        Some(score) if score > UNSURE_FROM => "perhaps belong together",
        Some(_) => "do not belong together",
        None if source.activity.get() != Activity::Running => "belong together, or not?",
        None if off().is_some() => off().unwrap_or_default(),
        None if !source.has_sound.get() => "there is no sound to compare",
        None if !source.has_picture.get() => "there is no picture to compare",
        None if !answer.hears.get() => "listening…",
        None if !answer.sees.get() => "looking…",
        None => "belong together, or not?",
    };
    let number = move |decimals: usize| score().map(|score| format!("{score:.decimals$}"));
    view! {
        <div
            id="match-score"
            class="gauge"
            class:known=move || score().is_some()
            hidden=move || !model.matches() && !teach.open.get()
            data-value=move || number(4).unwrap_or_default()
            role="meter"
            aria-label="Sound and picture"
            aria-valuemin="0"
            aria-valuemax="1"
            aria-valuenow=move || number(2)
            aria-valuetext=words
        >
            <p class="heading" aria-hidden="true">"Sound and picture"</p>
            <p class="words" aria-hidden="true">{words}</p>
            <div class="scale" aria-hidden="true">
                <span class="needle" style:left=move || format!("{:.1}%", score().unwrap_or(0.5) * 100.0)></span>
            </div>
            <p class="ends" aria-hidden="true">
                <span>"apart"</span>
                <span>"together"</span>
            </p>
        </div>
    }
}
