//! Shows a download: progress, speed and time left, and buttons to pause, resume and cancel.

use leptos::prelude::*;

use crate::models::quantity;
use crate::view::panel::HubCommand;
use crate::view::progress::ProgressBar;
use crate::view::state::{Command, Commands, HubState};
use bridge::hub::Offer;
use bridge::protocol::files::{DownloadProgress, DownloadStage};

/// A download, running or paused.
#[component]
pub fn Transfer(
    /// Its progress.
    hub: HubState,
    /// The model.
    offer: Offer,
    /// Whether it is paused.
    paused: bool,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let give = move |command| commands.give(Command::Hub(command));
    let coming = hub.coming;
    let share = move || coming.get().and_then(|coming| Some(coming.bytes as f64 / coming.total? as f64));
    let words =
        move || coming.get().map_or_else(|| "Asking the hub…".into(), |coming| words(&coming, paused));
    let number = move |of: fn(&DownloadProgress) -> Option<u64>| {
        coming.with(|coming| coming.as_ref().and_then(of).map(|bytes| bytes.to_string()))
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
                <strong>{hub.name(&offer)}</strong>
                " "
                <span
                    id="hub-progress"
                    data-bytes=move || number(|coming| Some(coming.bytes))
                    data-total=move || number(|coming| coming.total)
                >
                    {words}
                </span>
            </p>
            <ProgressBar label="Download" share />
            <div class="buttons">
                {button}
                <button id="hub-cancel" on:click=move |_| give(HubCommand::Cancel)>
                    "Cancel"
                </button>
            </div>
        </div>
    }
}

fn words(coming: &DownloadProgress, paused: bool) -> String {
    let mut words = vec![quantity::share(coming.bytes as f64, coming.total.map(|total| total as f64))];
    match coming.stage {
        _ if paused => words.push("paused".into()),
        DownloadStage::Waiting => words.push("the connection broke; trying again".into()),
        DownloadStage::Checking => words.push("comparing the checksum".into()),
        DownloadStage::Arriving => {
            words.extend(coming.bytes_per_second.map(|speed| format!("{}/s", quantity::bytes(speed))));
            words.extend(coming.seconds_left.map(|left| format!("{} left", quantity::seconds(left))));
        }
    }
    words.join(", ")
}
