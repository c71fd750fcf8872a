//! The controls that open and close a source: buttons, pickers, a file input.

use leptos::{ev, prelude::*};
use web_sys::HtmlInputElement;

use super::activity::Activity;
use super::state::{Command, Commands, DeviceOption, Shown, SourceCommand, SourceState};

/// Buttons for start, sample, file and stop, and pickers for camera and microphone.
#[component]
pub fn Controls(
    /// What is open, and the devices to choose from.
    source: SourceState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let opening = move || source.activity.get() == Activity::Opening;
    let idle = move || source.activity.get() == Activity::Idle;
    let give = move |command| commands.give(Command::Source(command));
    view! {
        <section class="controls" aria-label="Source">
            <div class="buttons">
                <button id="start" class="primary" disabled=opening on:click=move |_| give(SourceCommand::Start)>
                    "Start camera and microphone"
                </button>
                <button id="sample" disabled=opening on:click=move |_| give(SourceCommand::Sample)>
                    "Sample clip"
                </button>
                <FileButton commands />
                <button id="stop" disabled=idle on:click=move |_| give(SourceCommand::Stop)>
                    "Stop"
                </button>
            </div>
            <div class="pickers">
                <Picker
                    id="camera"
                    label="Camera"
                    options=source.cameras
                    chosen=source.camera
                    on_choose=move |id| give(SourceCommand::Camera(id))
                />
                <Show when=move || source.can_flip.get()>
                    <button id="flip" class="small" on:click=move |_| give(SourceCommand::Flip)>
                        "Front / rear"
                    </button>
                </Show>
                <Picker
                    id="microphone"
                    label="Microphone"
                    options=source.microphones
                    chosen=source.microphone
                    on_choose=move |id| give(SourceCommand::Microphone(id))
                />
            </div>
        </section>
    }
}

/// A file input that looks like the other buttons.
#[component]
fn FileButton(commands: Commands) -> impl IntoView {
    let on_change = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            commands.give(Command::Source(SourceCommand::Open(file)));
        }
        // Cleared so that choosing the same file again fires a change event.
        input.set_value("");
    };
    view! {
        <span class="file">
            <input id="video-file" type="file" accept="video/*" class="visually-hidden" on:change=on_change />
            <label for="video-file" title="Or drop a video anywhere on this page">
                "Open video"
            </label>
        </span>
    }
}

/// A select of devices. It shows "the browser's choice" until names are known.
#[component]
fn Picker(
    id: &'static str,
    label: &'static str,
    options: Shown<Vec<DeviceOption>>,
    chosen: Shown<String>,
    on_choose: impl Fn(String) + Copy + 'static,
) -> impl IntoView {
    let entries = move || {
        let known = options.get();
        let chosen = chosen.get();
        let automatic = (!known.iter().any(|option| option.id == chosen))
            .then(|| DeviceOption { id: String::new(), label: "Browser’s choice".into() });
        automatic
            .into_iter()
            .chain(known)
            .map(|option| {
                let selected = option.id == chosen;
                view! { <option value=option.id selected=selected>{option.label}</option> }
            })
            .collect_view()
    };
    view! {
        <label class="picker">
            <span>{label}</span>
            <select id=id on:change=move |event| on_choose(event_target_value(&event))>
                {entries}
            </select>
        </label>
    }
}
