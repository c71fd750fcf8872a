//! The field with the name of a class.

use leptos::{ev, html, prelude::*};

use super::command::TeachCommand;
use super::naming;
use crate::view::state::{Command, Commands, TeachState};
use bridge::protocol::teach_state::{ClassId, RoomState};

/// The name of a class, to type. Every name that it can have is taken at once; of any other the field says why it
/// cannot be, and it is put right when the field is left.
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
    let on_input = move |event: ev::Event| {
        let others = others();
        match naming::usable(&event_target_value(&event), others.iter().map(String::as_str)) {
            Ok(usable) => {
                wrong.set(String::new());
                if name.with_untracked(|name| *name != usable) {
                    commands.give(Command::Teach(TeachCommand::Rename(class, usable)));
                }
            }
            Err(why) => wrong.set(why.to_string()),
        }
    };
    // What a person is typing is left alone.
    Effect::new(move |_| {
        let name = name.get();
        let Some(field) = field.get() else { return };
        let has_focus = document().active_element().is_some_and(|active| active == **field);
        if !has_focus {
            field.set_value(&name);
        }
    });
    let on_leave = move |_| {
        wrong.set(String::new());
        if let Some(field) = field.get_untracked() {
            field.set_value(&name.get_untracked());
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
                on:input=on_input
                on:blur=on_leave
            />
            <span id=id class="misnamed" role="status">{move || wrong.get()}</span>
        </span>
    }
}
