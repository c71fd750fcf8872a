//! Shows the clip length, and lets the person choose it.

use leptos::prelude::*;

use super::clip_length;
use super::state::{Command, Commands, ModelState, SettingsState};
use tvlt::live::Wish;

/// Selects for frames and seconds of an update, and a sentence on their cost. Hidden where a model takes only one
/// length.
#[component]
pub fn BudgetSettings(
    /// The chosen clip length, and the budget in use.
    settings: SettingsState,
    /// The largest budget that it takes.
    model: ModelState,
    /// Where the choice goes.
    commands: Commands,
) -> impl IntoView {
    let most = move || model.of_loaded(|model| model.most);
    let rate = move || model.of_loaded(|model| model.rows_per_second).unwrap_or(0.0);
    let frames = move || {
        let most = most().map_or(1, |most| most.frames);
        clip_length::frames(most).into_iter().map(|frames| (frames, frames.to_string())).collect()
    };
    let rows = move || {
        let (most, rate) = (most().map_or(0, |most| most.rows), rate());
        let label = |rows| (rows, clip_length::seconds(rows, rate));
        clip_length::rows(most).into_iter().map(label).collect()
    };
    let wish = settings.wish;
    let change = move |change: &dyn Fn(&mut Wish)| {
        let mut wish = wish.get_untracked();
        change(&mut wish);
        commands.give(Command::Wish(wish));
    };
    let sentence = move || {
        let budgeted = settings.budgeted.get()?;
        Some(clip_length::sentence(&budgeted, rate()))
    };
    let tokens =
        move || settings.budgeted.with(|budgeted| budgeted.map(|budgeted| budgeted.tokens.to_string()));
    view! {
        <section
            class="budget"
            aria-label="How much the model takes at once"
            hidden=move || !most().is_some_and(clip_length::has_choice)
        >
            <div class="pickers">
                <Length
                    id="budget-frames"
                    label="Frames at once"
                    options=Signal::derive(frames)
                    chosen=Signal::derive(move || wish.get().frames)
                    on_choose=move |frames| change(&|wish| wish.frames = frames)
                />
                <Length
                    id="budget-seconds"
                    label="Sound at once"
                    options=Signal::derive(rows)
                    chosen=Signal::derive(move || wish.get().rows)
                    on_choose=move |rows| change(&|wish| wish.rows = rows)
                />
            </div>
            <p id="budget-tokens" data-value=tokens>{sentence}</p>
        </section>
    }
}

/// A select for one length; its first entry leaves the choice to the worker.
#[component]
fn Length(
    id: &'static str,
    label: &'static str,
    options: Signal<Vec<(usize, String)>>,
    chosen: Signal<Option<usize>>,
    on_choose: impl Fn(Option<usize>) + 'static,
) -> impl IntoView {
    let entries = move || {
        let chosen = chosen.get();
        options
            .get()
            .into_iter()
            .map(|(value, label)| {
                view! { <option value=value.to_string() prop:selected=chosen == Some(value)>{label}</option> }
            })
            .collect_view()
    };
    view! {
        <label class="picker">
            <span>{label}</span>
            <select id=id on:change=move |event| on_choose(event_target_value(&event).parse().ok())>
                <option value="" prop:selected=move || chosen.get().is_none()>
                    "Automatic"
                </option>
                {entries}
            </select>
        </label>
    }
}
