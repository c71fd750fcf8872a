//! What opens and closes a source: buttons, pickers, a file.

use leptos::{ev, prelude::*};
use web_sys::HtmlInputElement;

use super::state::{Activity, Command, Commands, DeviceOption, PageState};

/// Start, sample, file and stop; pickers for camera and microphone.
#[component]
pub fn Controls(
    /// What is open and what there is to choose from.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let opening = move || state.activity.get() == Activity::Opening;
    let idle = move || state.activity.get() == Activity::Idle;
    view! {
        <section class="controls" aria-label="Source">
            <div class="buttons">
                <button id="start" class="primary" disabled=opening on:click=move |_| commands.give(Command::Start)>
                    "Start camera and microphone"
                </button>
                <button id="sample" disabled=opening on:click=move |_| commands.give(Command::Sample)>
                    "Sample clip"
                </button>
                <FileButton commands />
                <button id="stop" disabled=idle on:click=move |_| commands.give(Command::Stop)>
                    "Stop"
                </button>
            </div>
            <div class="pickers">
                <Picker
                    id="camera"
                    label="Camera"
                    options=state.cameras
                    chosen=state.camera
                    on_choose=move |id| commands.give(Command::Camera(id))
                />
                <Show when=move || state.can_flip.get()>
                    <button id="flip" class="small" on:click=move |_| commands.give(Command::Flip)>
                        "Front / rear"
                    </button>
                </Show>
                <Picker
                    id="microphone"
                    label="Microphone"
                    options=state.microphones
                    chosen=state.microphone
                    on_choose=move |id| commands.give(Command::Microphone(id))
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
            commands.give(Command::Open(file));
        }
        // So that choosing the same file again is a change again.
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

/// A select of devices. It shows the browser's choice until names are known.
#[component]
fn Picker(
    id: &'static str,
    label: &'static str,
    options: RwSignal<Vec<DeviceOption>>,
    chosen: RwSignal<String>,
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
