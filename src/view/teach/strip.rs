//! The newest samples of a class, as small pictures and small spectrograms.

use leptos::{html, prelude::*};
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::command::TeachCommand;
use super::thumb::{Small, Thumb};
use crate::view::state::{Command, Commands, TeachState};
use bridge::protocol::teach::Target;
use bridge::protocol::teach_state::ClassId;

/// The newest samples, newest first, each with a button that deletes it.
#[component]
pub fn Strip(
    /// The class.
    class: ClassId,
    /// Has the samples.
    teach: TeachState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let thumbs =
        Memo::new(move |_| teach.strips.with(|strips| strips.get(&class).cloned().unwrap_or_default()));
    view! {
        <Show when=move || thumbs.with(|thumbs| !thumbs.is_empty())>
            <ul class="strip" tabindex="0" aria-label="Newest samples">
                <For
                    each=move || thumbs.get()
                    key=|thumb| thumb.sample
                    children=move |thumb| view! { <Sample class thumb teach commands /> }
                />
            </ul>
        </Show>
    }
}

#[component]
fn Sample(class: ClassId, thumb: Thumb, teach: TeachState, commands: Commands) -> impl IntoView {
    let sample = thumb.sample;
    let on_remove = move |_| {
        let name = teach.of_class(class, |class| class.name.clone()).unwrap_or_default();
        let delete = TeachCommand::Delete(Target::Sample(sample), format!("a sample of {name}"));
        commands.give(Command::Teach(delete));
    };
    let canvas = |small: Option<std::sync::Arc<Small>>, kind| {
        small.map(|small| {
            let node = NodeRef::<html::Canvas>::new();
            Effect::new(move |_| {
                if let Some(canvas) = node.get() {
                    // An error is an exception of the browser; the sample is there all the same.
                    let _ = draw(&canvas, &small);
                }
            });
            view! { <canvas node_ref=node class=kind aria-hidden="true"></canvas> }
        })
    };
    view! {
        <li>
            {canvas(thumb.picture, "picture")}
            {canvas(thumb.spectrogram, "spectrogram")}
            <button class="remove" title="Delete this sample" aria-label="Delete this sample" on:click=on_remove>
                "×"
            </button>
        </li>
    }
}

fn draw(canvas: &HtmlCanvasElement, small: &Small) -> Result<(), JsValue> {
    let (width, height) = (small.size.width, small.size.height);
    canvas.set_width(width);
    canvas.set_height(height);
    let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&small.rgba), width, height)?;
    let context = canvas.get_context("2d")?.ok_or("no context")?.unchecked_into::<CanvasRenderingContext2d>();
    context.put_image_data(&data, 0.0, 0.0)
}
