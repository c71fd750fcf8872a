//! An answer that is one number: the sentiment model's, from -3 to 3.

use leptos::prelude::*;

use super::{
    sentiment::{END, in_words},
    state::PageState,
};

/// A needle between "negative" and "positive", with the number.
#[component]
pub fn NumberGauge(
    /// The number, as the only prediction.
    state: PageState,
) -> impl IntoView {
    let number = move || state.predictions.with(|all| all.first().map(|one| one.score));
    let label = move || {
        let labels =
            state.loaded.with(|loaded| loaded.as_ref().and_then(|model| model.labels.first().cloned()));
        labels.unwrap_or_default()
    };
    let words = move || match number() {
        Some(number) => format!("{} {number:+.2}", in_words(number)),
        None => "–".into(),
    };
    let place = move || ((number().unwrap_or(0.0) + END) / (2.0 * END)).clamp(0.0, 1.0) * 100.0;
    view! {
        <div
            id="number-gauge"
            class="gauge"
            class:known=move || number().is_some()
            data-value=move || number().map(|number| format!("{number:.4}")).unwrap_or_default()
            role="meter"
            aria-label=label
            aria-valuemin=-END
            aria-valuemax=END
            aria-valuenow=move || number().map(|number| format!("{number:.2}"))
            aria-valuetext=words
        >
            <p class="heading" aria-hidden="true">{label}</p>
            <p class="words" aria-hidden="true">{words}</p>
            <div class="scale" aria-hidden="true">
                <span class="needle" style:left=move || format!("{:.1}%", place())></span>
            </div>
            <p class="ends" aria-hidden="true">
                <span>"-3"</span>
                <span>"3"</span>
            </p>
        </div>
    }
}
