//! Says that the pictures are those of an earlier moment, and goes back to the present.

use leptos::{html, prelude::*};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::command::ToolsCommand;
use crate::view::focus;
use crate::view::state::{Command, Commands, PageState};

/// A banner at the bottom of the window, where it moves nothing, while the pictures show an earlier moment.
#[component]
pub fn Past(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let seen = state.surprise.seen;
    let is_past = Memo::new(move |_| seen.with(Option::is_some));
    let words = move || {
        seen.with(|mark| mark.as_ref().map(|mark| format!("A moment of {}, {}.", mark.clock, mark.words())))
    };
    let back = NodeRef::<html::Button>::new();
    // The pictures may be out of sight when a mark below is chosen.
    Effect::new(move |_| {
        if is_past.get()
            && let Some(button) = back.get()
        {
            let _ = button.focus();
            if let Ok(Some(pictures)) = document().query_selector(".pictures") {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                pictures.scroll_into_view_with_scroll_into_view_options(&options);
            }
        }
    });
    // Back to the mark that was chosen.
    let on_back = move |_| {
        let number = seen.with_untracked(|mark| mark.as_ref().map(|mark| mark.number)).unwrap_or_default();
        let mark = format!("#surprise-marks li[data-number='{number}'] .see");
        focus::follow(
            move || seen.with_untracked(Option::is_none),
            vec![mark, "#freeze".into(), "#start".into()],
        );
        commands.give(Command::Tools(ToolsCommand::See(None)));
    };
    view! {
        <div role="status" class="past-status">
            <Show when=move || is_past.get()>
                <div id="past">
                    <p>{words}</p>
                    <button
                        id="back-to-now"
                        node_ref=back
                        class="small"
                        on:click=on_back
                    >
                        "Back to now"
                    </button>
                </div>
            </Show>
        </div>
    }
}
