//! Shows an output that is one number.

use leptos::prelude::*;

use super::state::{AnswerState, ModelState};

/// The number and, where the model's scale is known, its word and a needle between the scale's ends.
#[component]
pub fn NumberGauge(
    /// The number, as the only prediction.
    answer: AnswerState,
    /// The meaning of the number, and its scale.
    model: ModelState,
) -> impl IntoView {
    let number = move || answer.predictions.with(|all| all.first().map(|one| one.score));
    let label = move || model.of_loaded(|model| model.labels.first().cloned()).flatten().unwrap_or_default();
    let gauge = Memo::new(move |_| model.of_entry(|entry| entry.gauge.clone()));
    let end = move || gauge.with(|gauge| gauge.as_ref().map(|gauge| gauge.end));
    let words = move || match number() {
        Some(number) => gauge.with(|gauge| {
            let word = gauge.as_ref().and_then(|gauge| gauge.in_words(number));
            word.map_or_else(|| format!("{number:+.2}"), |word| format!("{word} {number:+.2}"))
        }),
        None => "–".into(),
    };
    let place = move || {
        let number = number().unwrap_or(0.0);
        gauge.with(|gauge| gauge.as_ref().map_or(0.5, |gauge| gauge.place(number))) * 100.0
    };
    view! {
        <div
            id="number-gauge"
            class="gauge"
            class:known=move || number().is_some()
            data-value=move || number().map(|number| format!("{number:.4}")).unwrap_or_default()
            role="meter"
            aria-label=label
            aria-valuemin=move || end().map(|end| -end)
            aria-valuemax=end
            aria-valuenow=move || number().map(|number| format!("{number:.2}"))
            aria-valuetext=words
        >
            <p class="heading" aria-hidden="true">{label}</p>
            <p class="words" aria-hidden="true">{words}</p>
            <div class="scale" aria-hidden="true" hidden=move || end().is_none()>
                <span class="needle" style:left=move || format!("{:.1}%", place())></span>
            </div>
            <p class="ends" aria-hidden="true">
                <span>{move || end().map(|end| -end)}</span>
                <span>{end}</span>
            </p>
        </div>
    }
}
