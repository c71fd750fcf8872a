//! The newest samples of a class, as small pictures and small spectrograms.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, ImageData};

use super::command::TeachCommand;
use super::thumb::{Small, Thumb};
use crate::view::focus;
use crate::view::state::{Command, Commands, TeachState};
use bridge::protocol::teach::Target;
use bridge::protocol::teach_state::{ClassId, SampleId};

/// The newest samples, newest first, each with a button that deletes it. All of them are one stop of the Tab key: the
/// arrow keys go from one to the next.
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
    let row = Row { class, teach, commands, thumbs, list: NodeRef::new(), last: RwSignal::new(None) };
    let label = move || format!("Newest samples of {}: arrow keys move, Delete deletes", row.name());
    view! {
        <Show when=move || thumbs.with(|thumbs| !thumbs.is_empty())>
            <ul class="strip" node_ref=row.list aria-label=label on:keydown=move |event| row.key(&event)>
                <For
                    each=move || thumbs.get()
                    key=|thumb| thumb.sample
                    children=move |thumb| view! { <Sample thumb row /> }
                />
            </ul>
        </Show>
    }
}

/// The samples of a class, of which one can be reached by the Tab key.
#[derive(Clone, Copy)]
struct Row {
    class: ClassId,
    teach: TeachState,
    commands: Commands,
    thumbs: Memo<Vec<Thumb>>,
    list: NodeRef<html::Ul>,
    /// The sample that had the focus last.
    last: RwSignal<Option<SampleId>>,
}

impl Row {
    /// The name of the class, tracked.
    fn name(&self) -> String {
        self.teach.of_class(self.class, |class| class.name.clone()).unwrap_or_default()
    }

    /// The place of a sample, tracked.
    fn place(&self, sample: SampleId) -> Option<usize> {
        self.thumbs.with(|thumbs| thumbs.iter().position(|thumb| thumb.sample == sample))
    }

    /// The place of the sample that the Tab key reaches, tracked.
    fn reached(&self) -> usize {
        self.last.get().and_then(|last| self.place(last)).unwrap_or(0)
    }

    fn key(&self, event: &ev::KeyboardEvent) {
        let (at, count) = untrack(|| (self.reached(), self.thumbs.with(Vec::len)));
        let last = count.saturating_sub(1);
        match event.key().as_str() {
            "ArrowRight" => self.go(last.min(at + 1)),
            "ArrowLeft" => self.go(at.saturating_sub(1)),
            "Home" => self.go(0),
            "End" => self.go(last),
            "Delete" | "Backspace" => {
                if let Some(sample) =
                    self.thumbs.with_untracked(|thumbs| thumbs.get(at).map(|one| one.sample))
                {
                    self.delete(sample);
                }
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// Gives the focus to the sample at this place.
    fn go(&self, place: usize) {
        // The card around the list is an `li` as well.
        let selector = format!(":scope > li:nth-child({}) .remove", place + 1);
        let found = self.list.get_untracked().and_then(|list| list.query_selector(&selector).ok().flatten());
        if let Some(button) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            // If the browser refuses, the focus stays where it was.
            let _ = button.focus();
        }
    }

    /// Deletes a sample; the focus goes to the one beside it.
    fn delete(&self, sample: SampleId) {
        let (name, place) = untrack(|| (self.name(), self.place(sample).unwrap_or(0)));
        let count = self.thumbs.with_untracked(Vec::len);
        match (place + 1 < count, place) {
            (true, _) => self.go(place + 1),
            (false, 0) => {
                let (strips, class) = (self.teach.strips, self.class);
                let gone =
                    move || strips.with_untracked(|strips| strips.get(&class).is_none_or(Vec::is_empty));
                focus::follow(gone, vec!["#teach-undo".into(), "#teach-add".into()]);
            }
            (false, _) => self.go(place - 1),
        }
        let delete = TeachCommand::Delete(Target::Sample(sample), format!("a sample of {name}"));
        self.commands.give(Command::Teach(delete));
    }
}

#[component]
fn Sample(thumb: Thumb, row: Row) -> impl IntoView {
    let sample = thumb.sample;
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
    let place = Memo::new(move |_| row.place(sample).unwrap_or(0));
    let label = move || format!("Delete sample {} of {}", place.get() + 1, row.name());
    view! {
        <li>
            {canvas(thumb.picture, "picture")}
            {canvas(thumb.spectrogram, "spectrogram")}
            <button
                class="remove"
                tabindex=move || if row.reached() == place.get() { "0" } else { "-1" }
                title="Delete this sample"
                aria-label=label
                on:focus=move |_| row.last.set(Some(sample))
                on:click=move |_| row.delete(sample)
            >
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
