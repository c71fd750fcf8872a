//! The answer among the person's own classes, and how likely it is none of them.

use leptos::prelude::*;

use crate::view::activity::Activity;
use crate::view::state::{SourceState, TeachState};

/// What the dots beside the answer mean.
const SENSES: &str = "Of each sense alone: what the picture shows and what the sound is. The dot is filled where that is one of your classes.";

/// The class that is shown, large; or that it is none of them, or what to do while there is no answer.
#[component]
pub fn TaughtWinner(
    /// The answer.
    teach: TeachState,
    /// Why there is none.
    source: SourceState,
) -> impl IntoView {
    let winner = Memo::new(move |_| teach.winner());
    let unknown = Memo::new(move |_| teach.is_unknown());
    let score = move || {
        teach.answer.with(|answer| {
            let answer = answer.as_ref()?;
            let winner = answer.winner.as_ref()?;
            answer.scores.iter().find(|one| one.label == *winner).map(|one| one.score)
        })
    };
    // A name may be longer than its room.
    let title = move || winner.get().unwrap_or_default();
    let label = move || winner.get().unwrap_or_else(|| if unknown.get() { "?".into() } else { "–".into() });
    let is_long = move || label().chars().count() > 2;
    let step = move || {
        let step = teach.next_step();
        if step.is_empty() { "Looking and listening…" } else { "No answer yet: teach it first" }
    };
    let words = move || match (score(), source.activity.get()) {
        (Some(score), _) => format!("{:.0} % sure", score * 100.0),
        (None, Activity::Running) if unknown.get() => "Unknown: none of your classes".into(),
        (None, Activity::Running) => step().into(),
        (None, Activity::Opening) => "Opening…".into(),
        (None, Activity::Paused) => "Paused while this tab is hidden".into(),
        (None, Activity::Idle) => "Start the camera, then teach your classes".into(),
    };
    let sees = move || teach.answer.with(|answer| answer.as_ref().and_then(|answer| answer.sees.clone()));
    let hears = move || teach.answer.with(|answer| answer.as_ref().and_then(|answer| answer.hears.clone()));
    let sense = |verb: &str, class: Option<String>| match class {
        Some(class) => format!("{verb} {class}"),
        None => verb.to_owned(),
    };
    view! {
        <div class="winner" class:quiet=move || winner.with(Option::is_none) class:unknown=move || unknown.get()>
            <span class="label" class:long=is_long title=title>{label}</span>
            <div>
                <p class="words">{words}</p>
                <p class="senses" title=SENSES>
                    <span class="visually-hidden">{SENSES}</span>
                    <span class="sense" class:on=move || sees().is_some()>{move || sense("sees", sees())}</span>
                    <span class="sense" class:on=move || hears().is_some()>{move || sense("hears", hears())}</span>
                </p>
            </div>
        </div>
    }
}

/// How likely it is none of the classes, as a bar of its own; there from the first answer on.
#[component]
pub fn Unknown(
    /// The answer.
    teach: TeachState,
) -> impl IntoView {
    let score = Memo::new(move |_| {
        teach.answer.with(|answer| answer.as_ref().map_or(0.0, |answer| answer.unknown_score))
    });
    let is_there = Memo::new(move |_| {
        teach.answer.with(|answer| answer.as_ref().is_some_and(|one| !one.scores.is_empty()))
    });
    view! {
        <p
            id="unknown"
            hidden=move || !is_there.get()
            data-score=move || format!("{:.4}", score.get())
            class:on=move || teach.is_unknown()
            title="How likely it is none of your classes"
        >
            <span class="label">"unknown"</span>
            <span class="track" aria-hidden="true">
                <span class="bar" style:transform=move || format!("scaleX({:.3})", score.get())></span>
            </span>
            <span class="percent">{move || format!("{:.0} %", score.get() * 100.0)}</span>
        </p>
    }
}
