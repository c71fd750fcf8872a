//! The controls that open and close a source: buttons, pickers, a file input.

use leptos::prelude::*;

use super::activity::Activity;
use super::file_button::FileButton;
use super::focus;
use super::state::{Command, Commands, DeviceOption, Shown, SourceCommand, SourceState};

/// Buttons for start, sample, file and stop, and pickers for camera and microphone.
#[component]
pub fn Controls(
    /// What is open, and the devices to choose from.
    source: SourceState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let opening = Memo::new(move |_| source.activity.get() == Activity::Opening);
    let idle = Memo::new(move |_| source.activity.get() == Activity::Idle);
    let give = move |command| commands.give(Command::Source(command));
    // While a source is being opened, its button does nothing; it is not disabled, as it would lose the focus.
    let rests = move || opening.get().then_some("true");
    let open = move |command| {
        if !opening.get_untracked() {
            give(command);
        }
    };
    let on_stop = move |_| {
        focus::follow(move || idle.get_untracked(), vec!["#start".into()]);
        give(SourceCommand::Stop);
    };
    let on_files = move |files: Vec<web_sys::File>| {
        if let Some(file) = files.into_iter().next() {
            give(SourceCommand::Open(file));
        }
    };
    view! {
        <section class="controls" aria-label="Source">
            <div class="buttons">
                <button id="start" class="primary" aria-disabled=rests on:click=move |_| open(SourceCommand::Start)>
                    "Start camera and microphone"
                </button>
                <button id="sample" aria-disabled=rests on:click=move |_| open(SourceCommand::Sample)>
                    "Sample clip"
                </button>
                <FileButton
                    id="video-file"
                    label="Open video"
                    title="Or drop a video anywhere on this page"
                    accept="video/*"
                    on_files
                />
                <button id="stop" disabled=move || idle.get() on:click=on_stop>
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
