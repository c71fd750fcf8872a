//! Models of the hub, for the person: choosing one, its size and licence, its download, and what is kept.

mod kept;
mod offer;
mod picker;
mod state;
mod transfer;

pub use kept::KeptModels;
pub use picker::Picker;
pub use state::{HubCommand, HubState, OTHER, Panel};

use leptos::prelude::*;

use super::state::{Commands, PageState};
use offer::{Found, OfferPanel};
use transfer::Transfer;

/// What stands under the picker: nothing, a name to type, an offer, or a download.
#[component]
pub fn HubPanel(
    /// Where it comes from.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let hub = state.hub;
    let panel = move || {
        match hub.panel.get() {
        Panel::Closed => ().into_any(),
        Panel::Name => view! { <picker::NameForm commands /> }.into_any(),
        Panel::Looking(repository) => {
            view! { <p class="hub">"Asking the hub about " {repository} "…" <progress aria-label="Asking the hub"></progress></p> }
                .into_any()
        }
        Panel::Found(repository) => view! { <Found repository commands /> }.into_any(),
        Panel::Offer(offer) => view! { <OfferPanel state offer commands /> }.into_any(),
        Panel::Transfer { offer, paused } => view! { <Transfer state offer paused commands /> }.into_any(),
    }
    };
    view! {
        {panel}
        <p id="hub-error" role="alert">
            {move || hub.note.get()}
        </p>
    }
}
