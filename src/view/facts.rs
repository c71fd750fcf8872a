//! What runs where, how fast, and which model.

use leptos::prelude::*;

use super::state::PageState;

/// The facts under the results.
#[component]
pub fn Facts(
    /// Where they come from.
    state: PageState,
) -> impl IntoView {
    let backend = move || state.backend.get().map_or("–", |backend| backend.name());
    // "CPU: WebGPU is slower here" stands behind the backend's name, so it goes without it.
    let why = move || state.reason.with(|reason| reason.split_once(": ").map(|(_, why)| why.to_owned()));
    let device = move || state.loaded.with(|loaded| loaded.as_ref().map(|model| model.device.clone()));
    view! {
        <section class="facts" aria-label="What runs">
            <dl>
                <div>
                    <dt>"Runs on"</dt>
                    <dd title=device><span id="backend">{backend}</span><small>{why}</small></dd>
                </div>
                <div>
                    <dt>"One update takes"</dt>
                    <dd><Number id="latency-ms" value=state.latency_ms decimals=0 />" ms"</dd>
                </div>
                <div>
                    <dt>"Updates a second"</dt>
                    <dd><Number id="updates-per-second" value=state.updates_per_second decimals=1 /></dd>
                </div>
            </dl>
        </section>
    }
}

/// A measured number; the full one is in `data-value`.
#[component]
fn Number(id: &'static str, value: RwSignal<Option<f64>>, decimals: usize) -> impl IntoView {
    let text = move || value.get().map_or_else(|| "–".into(), |value| format!("{value:.decimals$}"));
    let exact = move || value.get().map(|value| format!("{value:.3}")).unwrap_or_default();
    view! { <span id=id data-value=exact>{text}</span> }
}

/// The model's name, what it was trained on, its size and its card.
#[component]
pub fn Model(
    /// Where they come from.
    state: PageState,
) -> impl IntoView {
    let name = move || {
        state.model.with(|model| model.as_ref().map_or_else(|| "–".into(), |model| model.name.clone()))
    };
    let about = move || state.model.with(|model| model.as_ref().map(|model| model.about.clone()));
    let size = move || {
        let parameters = state.loaded.with(|loaded| loaded.as_ref().map(|model| model.parameters))?;
        Some(format!("{:.1} million parameters. ", parameters as f64 / 1e6))
    };
    // In a tab of its own, so that what runs here goes on.
    let card = move || {
        let address = state.model.with(|model| model.as_ref().map(|model| model.card()))?;
        Some(view! {
            <a id="model-card" href=address target="_blank" rel="noopener">
                "Model card: data, figures and failures"
            </a>
        })
    };
    view! {
        <p class="model">
            "Model: "
            <strong id="model-name">{name}</strong>
            " "
            {about}
            " "
            {size}
            {card}
        </p>
    }
}
