//! Settings of the masks: how much is hidden, the seed, and whether the reconstruction shows the visible patches.

use leptos::prelude::*;

use super::state::{Command, Commands, ModelState, SettingsState, ToolsState};
use tvlt::live::Settings;

/// The sliders' upper end, below 1, as something must stay visible.
const MOST_HIDDEN: &str = "0.95";

/// The largest seed, short enough to tell someone.
const MOST_SEED: f64 = 99_999.0;

/// Sliders for the mask ratios, a field for the seed, and the toggle for visible patches.
#[component]
pub fn MaskSettings(
    /// The settings.
    settings: SettingsState,
    /// Whether the model reconstructs anything.
    model: ModelState,
    /// Whether the person's own mask takes the place of the random one.
    tools: ToolsState,
    /// Where changes go.
    commands: Commands,
) -> impl IntoView {
    let settings = settings.settings;
    let own = Signal::derive(move || tools.own_mask.with(Option::is_some));
    let change = move |change: &dyn Fn(&mut Settings)| {
        let mut settings = settings.get_untracked();
        change(&mut settings);
        commands.give(Command::Settings(settings));
    };
    let new_mask = move |_| {
        let seed = (js_sys::Math::random() * MOST_SEED) as u64;
        change(&|settings| settings.seed = seed);
    };
    let on_seed = move |event| {
        if let Ok(seed) = event_target_value(&event).trim().parse::<f64>() {
            change(&|settings| settings.seed = seed.clamp(0.0, MOST_SEED) as u64);
        }
    };
    view! {
        <section
            class="mask-settings"
            aria-label="What is hidden from the model"
            hidden=move || !model.reconstructs()
        >
            <Slider
                id="pixel-mask-ratio"
                label="Picture hidden"
                value=Signal::derive(move || settings.get().pixel_mask_ratio)
                disabled=own
                on_change=move |ratio| change(&|settings| settings.pixel_mask_ratio = ratio)
            />
            <Slider
                id="audio-mask-ratio"
                label="Sound hidden"
                value=Signal::derive(move || settings.get().audio_mask_ratio)
                disabled=own
                on_change=move |ratio| change(&|settings| settings.audio_mask_ratio = ratio)
            />
            <div class="mask">
                <button
                    id="new-mask"
                    class="small"
                    title="Picture and sound are cut into small pieces, the patches. This hides others of them, and as many."
                    disabled=own
                    on:click=new_mask
                >
                    "Hide other patches"
                </button>
                <label class="seed" title="The same number always hides the same patches">
                    <span>"Pattern number"</span>
                    <input
                        id="mask-seed"
                        type="number"
                        min="0"
                        max=MOST_SEED.to_string()
                        step="1"
                        inputmode="numeric"
                        disabled=own
                        prop:value=move || settings.get().seed.to_string()
                        on:change=on_seed
                    />
                </label>
                <label class="toggle" title="The model only learns to fill in what is hidden; the patches it sees are shown as they are">
                    <input
                        id="paste-visible"
                        type="checkbox"
                        prop:checked=move || settings.get().paste_visible
                        on:change=move |event| {
                            let paste = event_target_checked(&event);
                            change(&|settings| settings.paste_visible = paste);
                        }
                    />
                    <span>"Show seen patches as they are"</span>
                </label>
            </div>
        </section>
    }
}

/// A ratio from 0 to [`MOST_HIDDEN`], shown in percent; disabled while the person's own mask is used in its place.
#[component]
fn Slider(
    id: &'static str,
    label: &'static str,
    value: Signal<f64>,
    disabled: Signal<bool>,
    on_change: impl Fn(f64) + 'static,
) -> impl IntoView {
    let percent = move || match disabled.get() {
        true => "your own mask".to_owned(),
        false => format!("{:.0} %", value.get() * 100.0),
    };
    view! {
        <div class="slider">
            <label for=id>{label}</label>
            <output for=id>{percent}</output>
            <input
                id=id
                type="range"
                min="0"
                max=MOST_HIDDEN
                step="0.05"
                disabled=disabled
                prop:value=move || value.get().to_string()
                aria-valuetext=percent
                on:input=move |event| {
                    if let Ok(ratio) = event_target_value(&event).parse() {
                        on_change(ratio);
                    }
                }
            />
        </div>
    }
}
