//! Shows what the model recognises: the winning class, large, and every class with its score.

use leptos::prelude::*;

use super::{
    activity::Activity,
    number_gauge::NumberGauge,
    state::{AnswerState, ModelState, SourceState, TeachState, ToolsState},
    teach::{TaughtWinner, Unknown},
    tools::hands,
    winner::winner,
};
use tvlt::live::Scale;

/// Lists of up to this many classes keep a fixed order on screen; longer ones are sorted, best first.
const MOST_FIXED_CLASSES: usize = 16;

/// What the dots beside the answer mean.
const SENSES: &str = "A filled dot says that pictures arrive at the model, or that sound does.";

/// The winning class or the number, then `children`, then all classes with their scores.
#[component]
pub fn Answer(
    /// The scores.
    answer: AnswerState,
    /// How the scores are to be read.
    model: ModelState,
    /// Why there are no scores.
    source: SourceState,
    /// The person's own classes, which take the place of the model's where they are open.
    teach: TeachState,
    /// Which sense is switched off.
    tools: ToolsState,
    /// What belongs beside the answer.
    children: Children,
) -> impl IntoView {
    let own = move || teach.open.get();
    let known = Signal::derive(move || {
        if own() { teach.labels() } else { model.of_loaded(|model| model.labels.clone()).unwrap_or_default() }
    });
    let best = Signal::derive(move || {
        if own() {
            return teach.winner();
        }
        let nothing = model.nothing();
        let best =
            answer.predictions.with(|all| winner(all, nothing.as_deref()).map(|best| best.label.clone()));
        best.filter(|_| model.scale() == Scale::Shares)
    });
    let nothing = Signal::derive(move || model.nothing().filter(|_| !own()));
    view! {
        <section class="answer" aria-label="What it recognises">
            <Show when=own>
                <TaughtWinner teach source />
            </Show>
            <Show when=move || !own() && model.scale() == Scale::Shares && model.classifies()>
                <Winner answer model source tools />
            </Show>
            <Show when=move || !own() && model.scale() == Scale::Number>
                <NumberGauge answer model />
            </Show>
            {children()}
            <Show when=move || !own() && model.scale() == Scale::Independent>
                <p class="aside">"Each bar is a question of its own."</p>
            </Show>
            <Show when=move || own() || model.scale() != Scale::Number>
                <Classes answer known best nothing />
            </Show>
            <Show when=own>
                <Unknown teach />
            </Show>
            <p class="visually-hidden" aria-live="polite">{move || answer.announcement.get()}</p>
        </section>
    }
}

/// The best class with its score, or what to do while there is none.
#[component]
fn Winner(answer: AnswerState, model: ModelState, source: SourceState, tools: ToolsState) -> impl IntoView {
    let best = Memo::new(move |_| {
        let nothing = model.nothing();
        answer.predictions.with(|all| winner(all, nothing.as_deref()).cloned())
    });
    let label = Memo::new(move |_| best.with(|best| best.as_ref().map(|best| best.label.clone())));
    let score = move || best.with(|best| best.as_ref().map(|best| best.score));
    let invitation = move || model.of_entry(|entry| entry.invitation.clone()).unwrap_or_default();
    let or = |words: String, otherwise: &str| if words.is_empty() { otherwise.to_owned() } else { words };
    let senses = Memo::new(move |_| tools.tools.with(|tools| tools.senses));
    let words = move || match (score(), source.activity.get(), hands::alone(senses.get())) {
        (Some(score), _, None) => format!("{:.0} % sure", score * 100.0),
        (Some(score), _, Some(alone)) => format!("{:.0} % sure, {alone}", score * 100.0),
        (None, Activity::Running, Some(alone)) => format!("Nothing that it is sure of, {alone}"),
        (None, Activity::Running, None) => or(invitation().running, "Nothing that it is sure of"),
        (None, Activity::Opening, _) => "Opening…".into(),
        (None, Activity::Paused, _) => "Paused while this tab is hidden".into(),
        (None, Activity::Idle, _) => or(invitation().idle, "Start the camera, or play the sample clip"),
    };
    view! {
        <div class="winner" class:quiet=move || label.get().is_none()>
            <span class="label" class:long=move || label.with(|label| label.as_ref().is_some_and(|label| label.chars().count() > 2))>
                {move || label.get().unwrap_or_else(|| "–".into())}
            </span>
            <div>
                <p class="words">{words}</p>
                <p class="senses" title=SENSES>
                    <span class="visually-hidden">{SENSES}</span>
                    <span class="sense" class:on=move || answer.sees.get()>
                        {move || if senses.get().sees() { "sees" } else { "sight off" }}
                    </span>
                    <span class="sense" class:on=move || answer.hears.get()>
                        {move || if senses.get().hears() { "hears" } else { "sound off" }}
                    </span>
                </p>
            </div>
        </div>
    }
}

/// All classes. In the document they are sorted, best first; on screen each keeps its position, so that bars
/// grow and shrink instead of moving.
#[component]
fn Classes(
    answer: AnswerState,
    /// The classes in their fixed order.
    known: Signal<Vec<String>>,
    /// The class that is recognised.
    best: Signal<Option<String>>,
    /// The class that means "nothing to recognise".
    nothing: Signal<Option<String>>,
) -> impl IntoView {
    let classes = move || answer.predictions.with(Vec::len);
    // The classes, before there are scores.
    let waiting = move || {
        let labels = Some(known.get()).filter(|_| classes() == 0)?;
        let half = labels.len().div_ceil(2).to_string();
        let rows = labels
            .into_iter()
            .take(MOST_FIXED_CLASSES)
            .map(|label| view! { <li><span class="label">{label}</span><span class="track"></span></li> })
            .collect_view();
        Some(view! { <ul class="classes" aria-hidden="true" style:--half=half>{rows}</ul> })
    };
    let long = move || classes() > MOST_FIXED_CLASSES;
    view! {
        <ol
            id="predictions"
            class="classes"
            aria-label="Classes, best first"
            class:long=long
            style:--half=move || classes().div_ceil(2).to_string()
        >
            <For
                each=move || answer.predictions.get()
                key=|prediction| prediction.label.clone()
                children=move |prediction| {
                    view! { <Class answer label=prediction.label known best nothing /> }
                }
            />
        </ol>
        {waiting}
    }
}

/// One class: its name, a bar, its score.
#[component]
fn Class(
    answer: AnswerState,
    label: String,
    known: Signal<Vec<String>>,
    best: Signal<Option<String>>,
    nothing: Signal<Option<String>>,
) -> impl IntoView {
    let name = label.clone();
    let score = Memo::new(move |_| {
        answer.predictions.with(|all| all.iter().find(|one| one.label == name).map_or(0.0, |one| one.score))
    });
    let is_this = |class: Signal<Option<String>>| {
        let name = label.clone();
        Memo::new(move |_| class.with(|class| class.as_ref() == Some(&name)))
    };
    let (best, nothing) = (is_this(best), is_this(nothing));
    let name = label.clone();
    let order = Memo::new(move |_| {
        known.with(|known| {
            let fixed = known.len() <= MOST_FIXED_CLASSES;
            // Classes without samples come last.
            let place = known.iter().position(|other| *other == name).unwrap_or(known.len());
            if fixed { place.to_string() } else { String::new() }
        })
    });
    view! {
        <li
            data-label=label.clone()
            data-score=move || format!("{:.4}", score.get())
            class:best=move || best.get()
            class:nothing=move || nothing.get()
            style:order=move || order.get()
        >
            <span class="label" title=label.clone()>{label.clone()}</span>
            <span class="track" aria-hidden="true">
                <span class="bar" style:transform=move || format!("scaleX({:.3})", score.get())></span>
            </span>
            <span class="percent">{move || format!("{:.0} %", score.get() * 100.0)}</span>
        </li>
    }
}
