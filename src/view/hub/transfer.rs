//! A download: how far, how fast, how long still; pause, go on, cancel.

use leptos::prelude::*;

use super::HubCommand;
use crate::view::quantity;
use crate::view::state::{Command, Commands, PageState};
use bridge::hub::Offer;
use bridge::protocol::files::{DownloadProgress, DownloadStage};

/// The download that runs or stands still.
#[component]
pub fn Transfer(
    /// How far it is.
    state: PageState,
    /// Of what.
    offer: Offer,
    /// Whether it stands still.
    paused: bool,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let give = move |command| commands.give(Command::Hub(command));
    let progress = state.hub.progress;
    let bar = move || {
        let progress = progress.get();
        match progress.and_then(|progress| Some(progress.bytes as f64 / progress.total? as f64)) {
            Some(share) => {
                view! { <progress aria-label="Download" max="1" prop:value=share></progress> }.into_any()
            }
            None => view! { <progress aria-label="Download"></progress> }.into_any(),
        }
    };
    let words =
        move || progress.get().map_or_else(|| "Asking the hub…".into(), |progress| words(&progress, paused));
    let number = move |of: fn(&DownloadProgress) -> Option<u64>| {
        progress.with(|progress| progress.as_ref().and_then(of).map(|bytes| bytes.to_string()))
    };
    let button = if paused {
        view! { <button id="hub-resume" class="primary" on:click=move |_| give(HubCommand::Resume)>"Go on"</button> }
            .into_any()
    } else {
        view! { <button id="hub-pause" on:click=move |_| give(HubCommand::Pause)>"Pause"</button> }.into_any()
    };
    view! {
        <div id="hub-transfer" class="hub" role="group" aria-label="Download">
            <p>
                <strong>{state.hub.name(&offer)}</strong>
                " "
                <span
                    id="hub-progress"
                    data-bytes=move || number(|progress| Some(progress.bytes))
                    data-total=move || number(|progress| progress.total)
                >
                    {words}
                </span>
            </p>
            {bar}
            <div class="buttons">
                {button}
                <button id="hub-cancel" on:click=move |_| give(HubCommand::Cancel)>
                    "Cancel"
                </button>
            </div>
        </div>
    }
}

fn words(progress: &DownloadProgress, paused: bool) -> String {
    let mut words = vec![quantity::share(progress.bytes as f64, progress.total.map(|total| total as f64))];
    match progress.stage {
        _ if paused => words.push("paused".into()),
        DownloadStage::Waiting => words.push("the connection broke; trying again".into()),
        DownloadStage::Checking => words.push("comparing the checksum".into()),
        DownloadStage::Arriving => {
            words.extend(progress.bytes_per_second.map(|speed| format!("{}/s", quantity::bytes(speed))));
            words.extend(progress.seconds_left.map(|left| format!("{} left", quantity::seconds(left))));
        }
    }
    words.join(", ")
}
