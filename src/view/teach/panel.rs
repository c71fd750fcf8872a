//! The cards of the person's own classes, with what there is to do next.

use leptos::prelude::*;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::card::Card;
use super::command::TeachCommand;
use super::tools::Tools;
use super::words;
use crate::view::focus;
use crate::view::progress::ProgressBar;
use crate::view::state::{Command, Commands, TeachState};
use bridge::protocol::teach_state::{ClassId, Kept};

/// Id of the place that says what failed.
const NOTE: &str = "teach-error";

/// The cards, and the buttons that concern all of them.
#[component]
pub fn TeachPanel(
    /// The classes.
    teach: TeachState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let give = move |command| commands.give(Command::Teach(command));
    let ids = Memo::new(move |_| {
        let ids = |room: &bridge::protocol::teach_state::RoomState| {
            // The background is recorded first, so it comes first.
            let (scene, classes): (Vec<_>, Vec<_>) =
                room.classes.iter().partition(|class| class.is_background);
            scene.into_iter().chain(classes).map(|class| class.id).collect::<Vec<ClassId>>()
        };
        teach.of_room(ids).unwrap_or_default()
    });
    let is_there = Memo::new(move |_| teach.room.with(Option::is_some));
    // What is found of what was taught takes the place of the steps, as the buttons below would move under the pointer
    // without it.
    let step = Memo::new(move |_| match teach.next_step() {
        "" => teach.of_room(|room| words::taught(&room.report)).unwrap_or_default(),
        step => step.to_owned(),
    });
    let can_undo = Memo::new(move |_| teach.of_room(|room| room.can_undo).unwrap_or_default());
    let kept = Memo::new(move |_| teach.of_room(|room| room.kept == Kept::Here).unwrap_or_default());
    let not_kept = Memo::new(move |_| {
        let words = |kept: &Kept| match kept {
            Kept::Here => String::new(),
            Kept::InMemory(why) => why.to_string(),
        };
        teach.of_room(|room| words(&room.kept)).unwrap_or_default()
    });
    let on_add = move |_| {
        let count = move || untrack(|| teach.of_room(|room| room.classes.len())).unwrap_or_default();
        let before = count();
        let added = move || count() > before;
        focus::when(added, vec!["#teach-classes > li:last-child input.name".into()]);
        give(TeachCommand::Add);
    };
    let on_undo = move |_| {
        let last = move || !untrack(|| teach.of_room(|room| room.can_undo)).unwrap_or_default();
        focus::follow(last, vec!["#teach-add".into()]);
        give(TeachCommand::Undo);
    };
    view! {
        <section class="teach" aria-label="Your own classes">
            <p class="step">{move || step.get()}</p>
            <Note teach commands />
            <p class="warning" role="status" hidden=move || not_kept.with(String::is_empty)>
                {move || not_kept.get()}
            </p>
            <div class="done">
                <Working teach />
                <p role="status">{move || teach.done.get()}</p>
            </div>
            <Show when=move || is_there.get() fallback=|| view! { <Opening /> }>
                <ul id="teach-classes" aria-label="Classes">
                    <For each=move || ids.get() key=|id| *id children=move |class| view! { <Card class teach commands /> } />
                </ul>
                <div class="buttons">
                    <button id="teach-add" on:click=on_add>"Add a class"</button>
                    <button
                        id="teach-undo"
                        hidden=move || !can_undo.get()
                        on:click=on_undo
                    >
                        "Undo the last deletion"
                    </button>
                </div>
                <Tools teach commands />
            </Show>
            <p class="kept" hidden=move || !kept.get()>
                "Kept on this device, in this browser; nothing is uploaded."
            </p>
        </section>
    }
}

/// Shown until the classes are there.
#[component]
fn Opening() -> impl IntoView {
    view! {
        <p>"Opening your classes… " <ProgressBar label="Opening" share=|| None /></p>
    }
}

/// What goes on: an import, or samples that the model reads.
#[component]
fn Working(teach: TeachState) -> impl IntoView {
    let unread = Memo::new(move |_| teach.of_room(|room| room.unread).unwrap_or_default());
    let words = Memo::new(move |_| {
        let unread = unread.get();
        let working = teach.working.get().map(|(words, _)| words);
        working.or_else(|| {
            (unread > 0).then(|| format!("The model still has to read {}…", words::samples(unread)))
        })
    });
    let share = move || match teach.working.get() {
        Some((_, share)) => share,
        None => teach.of_room(|room| 1.0 - room.unread as f64 / room.samples.max(1) as f64),
    };
    view! {
        <Show when=move || words.with(Option::is_some)>
            <p class="working">{move || words.get()} " " <ProgressBar label="Progress" share /></p>
        </Show>
    }
}

/// What failed, with a button that dismisses it. It comes into sight by itself.
#[component]
fn Note(teach: TeachState, commands: Commands) -> impl IntoView {
    let note = Memo::new(move |_| teach.note.get());
    Effect::new(move |_| {
        if note.with(String::is_empty) {
            return;
        }
        // Once the sentence is laid out.
        request_animation_frame(move || {
            if let Some(place) = document().get_element_by_id(NOTE) {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                place.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    });
    let on_dismiss = move |_| {
        // Not the memo above, which is gone once the classes are closed.
        let gone = move || teach.note.with_untracked(String::is_empty);
        focus::follow(gone, vec!["#teach-add".into(), "#teach-open".into()]);
        commands.give(Command::Teach(TeachCommand::Dismiss));
    };
    view! {
        <div id=NOTE role="alert">
            <Show when=move || note.with(|note| !note.is_empty())>
                <p>{move || note.get()}</p>
                <button class="small" on:click=on_dismiss>
                    "Dismiss"
                </button>
            </Show>
        </div>
    }
}
