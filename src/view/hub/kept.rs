//! The stored models, and buttons to use or delete them.

use leptos::prelude::*;

use crate::models::quantity;
use crate::view::panel::HubCommand;
use crate::view::state::{Command, Commands, HubState};
use bridge::protocol::files::Kept;

/// The list of stored models with their sizes; empty where there are none.
#[component]
pub fn KeptModels(
    /// Where they come from.
    hub: HubState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let any = move || hub.kept.with(|kept| kept.as_ref().is_some_and(|kept| !kept.is_empty()));
    let sum = move || {
        let bytes: u64 = hub.kept.with(|kept| kept.iter().flatten().map(|kept| kept.bytes).sum());
        format!("Kept in this browser: {}", quantity::bytes(bytes as f64))
    };
    let rows = move || {
        let kept = hub.kept.get().unwrap_or_default();
        kept.into_iter().map(|kept| view! { <Row hub kept commands /> }).collect_view()
    };
    view! {
        <Show when=any>
            <details id="kept">
                <summary>{sum}</summary>
                <ul id="kept-models">{rows}</ul>
            </details>
        </Show>
    }
}

#[component]
fn Row(hub: HubState, kept: Kept, commands: Commands) -> impl IntoView {
    let give = move |command| commands.give(Command::Hub(command));
    let name = hub.name(&kept.offer);
    let key = kept.offer.key();
    let size = if kept.complete {
        quantity::bytes(kept.bytes as f64)
    } else {
        quantity::share(kept.bytes as f64, kept.total.map(|total| total as f64))
    };
    let verb = if kept.complete { "Use" } else { "Go on" };
    let (using, removing) = (key.clone(), key.clone());
    let (use_label, remove_label) = (format!("{verb}: {name}"), format!("Remove {name}"));
    view! {
        <li data-key=key data-bytes=kept.bytes.to_string() data-complete=kept.complete.to_string()>
            <span>{name} ", " {size}</span>
            <button class="small" aria-label=use_label on:click=move |_| give(HubCommand::Use(using.clone()))>
                {verb}
            </button>
            <button
                class="small"
                aria-label=remove_label
                on:click=move |_| give(HubCommand::Remove(removing.clone()))
            >
                "Remove"
            </button>
        </li>
    }
}
