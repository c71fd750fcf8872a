//! The card of a class.

use std::iter::successors;

use leptos::{ev, html, prelude::*};
use web_sys::{DragEvent, Element};

use super::command::{Taught, TeachCommand};
use super::name::Name;
use super::record::RecordButton;
use super::strip::Strip;
use super::words;
use crate::view::file_button::FileButton;
use crate::view::focus;
use crate::view::state::{Command, Commands, TeachState, listed};
use bridge::protocol::teach::Target;
use bridge::protocol::teach_state::{ClassId, ClassState};

/// A class: its name, its record button, its samples, and the ways to leave it out and to delete it. Pictures and
/// sounds that are dropped on it, or chosen, become samples.
#[component]
pub fn Card(
    /// The class.
    class: ClassId,
    /// What is known of it.
    teach: TeachState,
    /// Where commands go.
    commands: Commands,
) -> impl IntoView {
    let give = move |command| commands.give(Command::Teach(command));
    let known = Memo::new(move |_| teach.of_class(class, ClassState::clone));
    let of = move |read: fn(&ClassState) -> String| {
        known.with(|known| known.as_ref().map(read).unwrap_or_default())
    };
    let is_background = known.with_untracked(|known| known.as_ref().is_some_and(|known| known.is_background));
    let on = move || known.with(|known| known.as_ref().is_some_and(|known| known.on));
    let is_best = Memo::new(move |_| {
        teach.winner().is_some_and(|winner| {
            known.with(|known| known.as_ref().is_some_and(|known| known.name == winner))
        })
    });
    let records = move || teach.recording.get().is_some_and(|(recorded, _)| recorded == class);
    let dragging = RwSignal::new(false);
    let on_drop = move |event: DragEvent| {
        // The page leaves a drop alone that has been taken.
        event.prevent_default();
        dragging.set(false);
        let files = listed(event.data_transfer().and_then(|data| data.files()));
        if !files.is_empty() {
            give(TeachCommand::AddFiles(class, files));
        }
    };
    let name = move || of(|known| known.name.clone());
    let card = NodeRef::<html::Li>::new();
    let delete = move |_| {
        let gone = move || {
            let count = untrack(|| teach.of_class(class, |class| class.count));
            count.is_none_or(|count| is_background && count == 0)
        };
        let next = if is_background {
            vec!["#teach-classes > .background .record".into()]
        } else {
            let before = |card: &Element| card.previous_element_sibling();
            let place = card.get_untracked().map_or(0, |card| successors(Some(card.into()), before).count());
            // The next card takes the place of this one.
            let name = |card: String| format!("#teach-classes > li:{card} input.name");
            vec![name(format!("nth-child({place})")), name("last-child".into()), "#teach-undo".into()]
        };
        focus::follow(gone, next);
        let words = if is_background { "the recordings of the background".into() } else { name() };
        give(TeachCommand::Delete(Target::Class(class), words));
    };
    let delete_label =
        move || if is_background { "Delete its samples".into() } else { format!("Delete {}", name()) };
    view! {
        <li
            node_ref=card
            data-name=name
            data-count=move || of(|known| known.count.to_string())
            class:background=is_background
            class:recording=records
            class:best=is_best
            class:off=move || !on()
            class:dragging=dragging
            on:dragover=move |event| {
                event.prevent_default();
                dragging.set(true);
            }
            on:dragleave=move |_| dragging.set(false)
            on:drop=on_drop
        >
            <div class="heading">
                {if is_background {
                    view! { <strong class="name">"background"</strong> }.into_any()
                } else {
                    view! { <Name class teach commands /> }.into_any()
                }}
                <label class="toggle" title="Whether answers take it into account">
                    <input
                        type="checkbox"
                        prop:checked=on
                        aria-label=move || format!("Use in answers: {}", name())
                        on:change=move |event| give(TeachCommand::Switch(class, event_target_checked(&event)))
                    />
                    <span>"use in answers"</span>
                </label>
            </div>
            <RecordButton class is_background teach commands />
            {(!is_background).then(|| view! { <LearnFrom class teach commands /> })}
            <p class="count">
                <span>{move || of(words::count)}</span>
                <span class="relies">{move || of(|known| words::relies(known).to_owned())}</span>
            </p>
            <Strip class teach commands />
            <div class="acts">
                <AddFiles class teach commands />
                <button
                    class="delete small"
                    hidden=move || is_background && known.with(|known| known.as_ref().is_none_or(|known| known.count == 0))
                    aria-label=delete_label
                    on:click=delete
                >
                    {if is_background { "Delete samples" } else { "Delete class" }}
                </button>
            </div>
        </li>
    }
}

/// A select of what the next samples of a class are learnt from.
#[component]
fn LearnFrom(class: ClassId, teach: TeachState, commands: Commands) -> impl IntoView {
    const CHOICES: [(Taught, &str, &str); 3] = [
        (Taught::Both, "both", "by sight and sound"),
        (Taught::Sight, "sight", "by sight alone"),
        (Taught::Sound, "sound", "by sound alone"),
    ];
    let taught = Memo::new(move |_| teach.of_class(class, Taught::of).unwrap_or_default());
    let option = move |(choice, value, words)| {
        view! { <option value=value prop:selected=move || taught.get() == choice>{words}</option> }
    };
    let on_change = move |event: ev::Event| {
        let value = event_target_value(&event);
        if let Some((choice, ..)) = CHOICES.into_iter().find(|(_, other, _)| *other == value) {
            commands.give(Command::Teach(TeachCommand::Learn(class, choice)));
        }
    };
    view! {
        <label class="learn">
            <span>"Learn it"</span>
            <select on:change=on_change>{CHOICES.into_iter().map(option).collect_view()}</select>
        </label>
    }
}

/// A file picker that looks like a button: the chosen pictures and sounds become samples, as those that are dropped on the
/// card.
#[component]
fn AddFiles(class: ClassId, teach: TeachState, commands: Commands) -> impl IntoView {
    let name = Signal::derive(move || {
        let name = teach.of_class(class, |class| class.name.clone()).unwrap_or_default();
        format!("Add files to {name}")
    });
    view! {
        <FileButton
            id=format!("add-files-{}", class.0)
            name
            label="Add files"
            title="Pictures and WAV files; a picture and a sound of the same name are one sample"
            accept="image/*,.wav,audio/wav"
            multiple=true
            on_files=move |files| commands.give(Command::Teach(TeachCommand::AddFiles(class, files)))
        />
    }
}
