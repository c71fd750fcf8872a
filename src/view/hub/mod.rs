//! Components for models of the hub: choosing one, its size and licence, its download, and the stored models.

mod kept;
mod not_now;
mod offer;
mod picker;
mod transfer;

pub use kept::KeptModels;
pub use picker::Picker;

use leptos::prelude::*;

use super::panel::Panel;
use super::progress::ProgressBar;
use super::state::{Commands, HubState};
use not_now::NotNow;
use offer::{Found, OfferPanel};
use transfer::Transfer;

/// The panel under the picker: nothing, a field for a name, an offer, or a download.
#[component]
pub fn HubPanel(
    /// Where it comes from.
    hub: HubState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let panel = move || match hub.panel.get() {
        Panel::Closed => ().into_any(),
        Panel::Name(first) => view! { <picker::NameForm first hub commands /> }.into_any(),
        Panel::Looking(repository) => view! { <Looking repository commands /> }.into_any(),
        Panel::Found(repository) => view! { <Found repository commands /> }.into_any(),
        Panel::Offer(offer) => view! { <OfferPanel hub offer commands /> }.into_any(),
        Panel::Transfer { offer, paused } => view! { <Transfer hub offer paused commands /> }.into_any(),
    };
    // The panel that had the focus has been removed, so the new panel gets the focus.
    let place = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        let open = hub.panel.with(|panel| *panel != Panel::Closed);
        let focus_is_lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        if let Some(place) = place.get_untracked().filter(|_| open && focus_is_lost) {
            // If the browser refuses, the focus stays at the beginning of the page.
            let _ = place.focus();
        }
    });
    view! {
        <div node_ref=place tabindex="-1" class="hub-place">
            {panel}
        </div>
        <p class="visually-hidden" role="status">
            {move || hub.panel.with(|panel| said(&hub, panel))}
        </p>
        <p id="hub-error" role="alert">
            {move || hub.note.get()}
        </p>
    }
}

/// A description of the panel for screen readers.
fn said(hub: &HubState, panel: &Panel) -> String {
    match panel {
        Panel::Closed | Panel::Name(_) => String::new(),
        Panel::Looking(repository) => format!("Asking the hub about {repository}"),
        Panel::Found(repository) => format!("{} has several models", repository.name),
        Panel::Offer(offer) => format!("{} can be downloaded", hub.name(offer)),
        Panel::Transfer { offer, paused: true } => format!("The download of {} is paused", hub.name(offer)),
        Panel::Transfer { offer, paused: false } => format!("{} is being downloaded", hub.name(offer)),
    }
}

/// Shown while the hub is being asked.
#[component]
fn Looking(repository: String, commands: Commands) -> impl IntoView {
    view! {
        <div class="hub">
            <p>
                "Asking the hub about " {repository} "… " <ProgressBar label="Asking the hub" share=|| None />
            </p>
            <div class="buttons">
                <NotNow commands />
            </div>
        </div>
    }
}
