//! The button that closes a panel.

use leptos::prelude::*;

use crate::view::panel::HubCommand;
use crate::view::state::{Command, Commands};

/// The button that closes a panel and changes nothing.
#[component]
pub fn NotNow(
    /// Where the click goes.
    commands: Commands,
) -> impl IntoView {
    view! {
        <button id="hub-close" type="button" on:click=move |_| commands.give(Command::Hub(HubCommand::Close))>
            "Not now"
        </button>
    }
}
