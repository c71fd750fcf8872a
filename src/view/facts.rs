//! Shows where the model runs, and how fast.

use leptos::prelude::*;

use super::state::{Command, Commands, ModelState, RunningState, Shown};
use tvlt::precision::Precision;

/// The facts under the results.
#[component]
pub fn Facts(
    /// Where the model runs, and how fast.
    running: RunningState,
    /// A worker's description of it.
    model: ModelState,
    /// Where the choice of precision goes.
    commands: Commands,
    /// What belongs below.
    children: Children,
) -> impl IntoView {
    let backend = move || running.backend.get().map_or("–", |backend| backend.name());
    // The reason ("CPU: WebGPU is slower here") is shown after the backend's name, so the name is removed.
    let why = move || running.reason.with(|reason| reason.split_once(": ").map(|(_, why)| why.to_owned()));
    let device = move || model.of_loaded(|model| model.device.clone());
    view! {
        <section class="facts" aria-label="What runs">
            <dl>
                <div>
                    <dt>"Runs on"</dt>
                    <dd title=device><span id="backend">{backend}</span><small>{why}</small></dd>
                </div>
                <div>
                    <dt>"One update takes"</dt>
                    <dd><Number id="latency-ms" value=running.latency_ms decimals=0 />" ms"</dd>
                </div>
                <div>
                    <dt>"Updates a second"</dt>
                    <dd><Number id="updates-per-second" value=running.updates_per_second decimals=1 /></dd>
                </div>
            </dl>
            <HalfPrecision running model commands />
            {children()}
        </section>
    }
}

/// The switch between f32 and f16, where the GPU has both.
#[component]
fn HalfPrecision(running: RunningState, model: ModelState, commands: Commands) -> impl IntoView {
    let has_both = move || model.of_loaded(|model| model.half_precision) == Some(true);
    let lacks_them = move || model.of_loaded(|model| model.half_precision) == Some(false);
    let chosen = move || running.precision.get() == Precision::F16;
    let on_change = move |event| {
        let precision = if event_target_checked(&event) { Precision::F16 } else { Precision::F32 };
        commands.give(Command::Precision(precision));
    };
    view! {
        <label class="toggle half-precision" hidden=move || !has_both() && !chosen()>
            <input id="half-precision" type="checkbox" prop:checked=chosen on:change=on_change />
            <span>"16-bit numbers on the GPU: half the memory, slightly other scores"</span>
        </label>
        <p class="half-precision" hidden=move || !(chosen() && lacks_them())>
            "The address asks for 16-bit numbers; what runs here has none, so these are the reference’s 32 bits."
        </p>
    }
}

/// A measured number, rounded; `data-value` has the exact one.
#[component]
fn Number(id: &'static str, value: Shown<Option<f64>>, decimals: usize) -> impl IntoView {
    let text = move || value.get().map_or_else(|| "–".into(), |value| format!("{value:.decimals$}"));
    let exact = move || value.get().map(|value| format!("{value:.3}")).unwrap_or_default();
    view! { <span id=id data-value=exact>{text}</span> }
}
