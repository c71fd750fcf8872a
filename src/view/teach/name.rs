//! The field with the name of a class.

use leptos::{ev, html, prelude::*};

use super::command::TeachCommand;
use super::naming;
use crate::view::state::{Command, Commands, TeachState};
use bridge::protocol::teach_state::{ClassId, RoomState};

/// The name of a class, to type. It is taken once the field is left or Enter is pressed. Where it cannot be, the class keeps
/// its name, and a sentence says why until the next letter is typed.
#[component]
pub fn Name(
    /// The class.
    class: ClassId,
    /// Has its name, and those of the others.
    teach: TeachState,
    /// Where a new name goes.
    commands: Commands,
) -> impl IntoView {
    let name = Memo::new(move |_| teach.of_class(class, |class| class.name.clone()).unwrap_or_default());
    let wrong = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    let others = move || {
        let others = |room: &RoomState| {
            let classes = room.classes.iter().filter(|other| other.id != class);
            classes.map(|other| other.name.clone()).collect::<Vec<_>>()
        };
        untrack(|| teach.of_room(others)).unwrap_or_default()
    };
    // A name that is on its way to the worker.
    let given = RwSignal::new(None::<String>);
    let show = move |name: &str| {
        if let Some(field) = field.try_get_untracked().flatten() {
            field.set_value(name);
        }
    };
    let on_change = move |event: ev::Event| {
        let before = given.get_untracked().unwrap_or_else(|| name.get_untracked());
        let others = others();
        match naming::settled(&before, &event_target_value(&event), others.iter().map(String::as_str)) {
            Ok(Some(new)) => {
                show(&new);
                given.set(Some(new.clone()));
                commands.give(Command::Teach(TeachCommand::Rename(class, new)));
            }
            Ok(None) => show(&before),
            Err(why) => {
                wrong.set(why.to_string());
                show(&before);
            }
        }
    };
    // The worker has taken or refused it. What a person is typing is left alone.
    Effect::new(move |_| {
        let name = name.get();
        let refused = teach.note.with(|note| !note.is_empty());
        if refused || given.with_untracked(|given| given.as_ref() == Some(&name)) {
            given.set(None);
        }
        let Some(field) = field.get() else { return };
        let has_focus = document().active_element().is_some_and(|active| active == **field);
        if !has_focus && given.with_untracked(Option::is_none) {
            field.set_value(&name);
        }
    });
    // A card that is deleted while its field has the focus leaves it, too.
    let on_leave = move |_| {
        if given.try_with_untracked(Option::is_none) == Some(true)
            && let Some(name) = name.try_get_untracked()
        {
            show(&name);
        }
    };
    let id = format!("misnamed-{}", class.0);
    view! {
        <span class="name">
            <input
                node_ref=field
                class="name"
                type="text"
                value=name.get_untracked()
                aria-label="Name of the class"
                autocomplete="off"
                maxlength=naming::MOST_CHARACTERS.to_string()
                aria-invalid=move || wrong.with(|wrong| !wrong.is_empty()).to_string()
                aria-describedby=id.clone()
                on:input=move |_| wrong.set(String::new())
                on:change=on_change
                on:blur=on_leave
            />
            <span id=id class="misnamed" role="status">{move || wrong.get()}</span>
        </span>
    }
}
