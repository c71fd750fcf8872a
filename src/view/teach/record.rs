//! The record button of a class.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::command::TeachCommand;
use super::words;
use crate::view::state::{Command, Commands, TeachState};
use bridge::protocol::teach_state::ClassId;

/// A button that records while it is held: by pointer, by touch, or by the space or enter key. A tap records for a
/// while, and so does a click without a pointer, which is how screen readers press.
#[component]
pub fn RecordButton(
    /// The class that it records.
    class: ClassId,
    /// Whether it is the class of the empty scene.
    is_background: bool,
    /// Says what is being recorded.
    teach: TeachState,
    /// Where presses go.
    commands: Commands,
) -> impl IntoView {
    let give = move |command| commands.give(Command::Teach(command));
    let release = move || give(TeachCommand::Release);
    let recording =
        Memo::new(move |_| teach.recording.get().filter(|(other, _)| *other == class).map(|(_, left)| left));
    let name = move || teach.of_class(class, |class| class.name.clone()).unwrap_or_default();
    let on_pointerdown = move |event: ev::PointerEvent| {
        if event.button() != 0 {
            return;
        }
        if let Some(button) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
            // So that the release is heard wherever it happens. If the browser refuses, leaving the button ends it.
            let _ = button.set_pointer_capture(event.pointer_id());
        }
        give(TeachCommand::Press(class));
    };
    let holds = |event: &ev::KeyboardEvent| matches!(event.key().as_str(), " " | "Enter");
    let on_keydown = move |event: ev::KeyboardEvent| {
        if holds(&event) {
            event.prevent_default();
            if !event.repeat() {
                give(TeachCommand::Press(class));
            }
        }
    };
    let on_keyup = move |event: ev::KeyboardEvent| {
        if holds(&event) {
            event.prevent_default();
            release();
        }
    };
    let on_click = move |event: ev::MouseEvent| {
        if event.detail() == 0 {
            give(TeachCommand::Tap(class));
        }
    };
    let label = move || format!("{}: {}", words::record(is_background, None), name());
    view! {
        <button
            class="record"
            class:on=move || recording.with(Option::is_some)
            aria-label=label
            aria-pressed=move || recording.with(Option::is_some).to_string()
            on:pointerdown=on_pointerdown
            on:pointerup=move |_| release()
            on:pointercancel=move |_| release()
            on:lostpointercapture=move |_| release()
            on:keydown=on_keydown
            on:keyup=on_keyup
            on:blur=move |_| release()
            on:click=on_click
            on:contextmenu=move |event| event.prevent_default()
        >
            {move || words::record(is_background, recording.get())}
        </button>
    }
}
