//! Components to choose a model.

use leptos::{ev, prelude::*};

use super::not_now::NotNow;
use crate::models::quantity;
use crate::view::panel::{HubCommand, OTHER, Panel};
use crate::view::state::{Command, Commands, HubState, ModelState};

/// A select of all models: the site's, listed ones of the hub, stored ones, and any other one of the hub.
#[component]
pub fn Picker(
    /// The model that runs.
    model: ModelState,
    /// The models to choose from.
    hub: HubState,
    /// Where the choice goes.
    commands: Commands,
) -> impl IntoView {
    let running =
        move || model.of_entry(|entry| Some((entry.id.clone(), entry.name.clone(), entry.is_own())));
    let options = move || {
        let mut options = Vec::new();
        let running = running();
        match &running {
            Some((_, name, true)) => options.push((String::new(), name.clone())),
            // Otherwise the select would show its first option as if that model ran.
            None => options.push((String::new(), "No model yet".to_owned())),
            Some(_) => {}
        }
        hub.index.with(|index| {
            for model in index.iter().flat_map(|index| &index.models) {
                let size =
                    model.weights_bytes().map(|bytes| quantity::bytes(bytes as f64)).unwrap_or_default();
                let from = if model.path.is_some() { "with this page" } else { "from the hub" };
                options.push((model.id.clone(), format!("{} ({from}, {size})", model.name)));
            }
            for kept in hub.kept.get().into_iter().flatten().filter(|kept| kept.complete) {
                let key = kept.offer.key();
                let listed = index.as_ref().is_some_and(|index| index.describe(&kept.offer).id != key);
                if !listed {
                    options.push((key.clone(), key));
                }
            }
        });
        if let Some((id, name, false)) = &running
            && !options.iter().any(|(value, _)| value == id)
        {
            options.push((id.clone(), name.clone()));
        }
        options.push((OTHER.to_owned(), "Another from Hugging Face…".to_owned()));
        let none_runs = running.is_none();
        let chosen = running.map(|(id, ..)| id).unwrap_or_default();
        options
            .into_iter()
            .map(|(value, label)| {
                let (selected, disabled) = (chosen == value, none_runs && value.is_empty());
                view! {
                    <option value=value prop:selected=selected disabled=disabled>
                        {label}
                    </option>
                }
            })
            .collect_view()
    };
    let on_change = move |event: ev::Event| {
        commands.give(Command::Hub(HubCommand::Choose(event_target_value(&event))));
    };
    // After a choice without effect, the select is set back to the model that runs.
    let select = NodeRef::<leptos::html::Select>::new();
    Effect::new(move |_| {
        hub.note.with(|_| ());
        let runs = running().map(|(id, ..)| id);
        if let (Some(select), Some(id), true) = (select.get(), runs, hub.panel.get() == Panel::Closed) {
            select.set_value(&id);
        }
    });
    view! {
        <label class="picker">
            <span>"Model"</span>
            <select
                id="model-picker"
                node_ref=select
                on:change=on_change
                on:focus=move |_| commands.give(Command::Hub(HubCommand::List))
            >
                {options}
            </select>
        </label>
    }
}

/// A field for a repository's name.
#[component]
pub fn NameForm(
    /// Its initial text.
    first: String,
    /// Has the name of an example repository.
    hub: HubState,
    /// Where the name goes.
    commands: Commands,
) -> impl IntoView {
    let name = RwSignal::new(first.clone());
    let example =
        move || hub.index.with(|index| index.as_ref().and_then(|index| index.example().map(str::to_owned)));
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        commands.give(Command::Hub(HubCommand::Look(name.get_untracked())));
    };
    view! {
        <form class="hub" on:submit=on_submit>
            <label class="picker">
                <span>"Repository on Hugging Face (owner/name)"</span>
                <input
                    id="hub-name"
                    type="text"
                    required=true
                    autocapitalize="off"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=example
                    value=first
                    on:input=move |event| name.set(event_target_value(&event))
                />
            </label>
            <div class="buttons">
                <button id="hub-look" type="submit">
                    "Look it up"
                </button>
                <NotNow commands />
            </div>
        </form>
    }
}
