//! A file input that looks like a button.

use leptos::{ev, prelude::*};
use web_sys::{File, HtmlInputElement};

use super::state::listed;

/// A file input that looks like the other buttons. Its id stands on the input.
#[component]
pub fn FileButton(
    /// Id of the input.
    #[prop(into)]
    id: String,
    /// The words on the button.
    label: &'static str,
    /// What may be chosen, in a sentence that the pointer shows.
    title: &'static str,
    /// Types and endings that the browser offers first.
    accept: &'static str,
    /// Whether several files may be chosen at once.
    #[prop(optional)]
    multiple: bool,
    /// What screen readers call it, where the words on the button do not say enough.
    #[prop(optional)]
    name: Option<Signal<String>>,
    /// Takes the files, of which there is at least one.
    on_files: impl Fn(Vec<File>) + 'static,
) -> impl IntoView {
    let on_change = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        let files = listed(input.files());
        if !files.is_empty() {
            on_files(files);
        }
        // So that choosing the same file again is a change again.
        input.set_value("");
    };
    view! {
        <span class="file">
            <input
                id=id.clone()
                type="file"
                multiple=multiple
                accept=accept
                class="visually-hidden"
                aria-label=move || name.map(|name| name.get())
                on:change=on_change
            />
            <label for=id title=title>
                {label}
            </label>
        </span>
    }
}
