//! What runs where, and how fast.

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
