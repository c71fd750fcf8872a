//! The way back from a panel.

use leptos::prelude::*;

use crate::view::panel::HubCommand;
use crate::view::state::{Command, Commands};

/// The way back from a panel, with everything as it is.
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
