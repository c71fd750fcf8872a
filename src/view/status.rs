//! Shows the status, and what is broken.

use leptos::prelude::*;

use super::focus;
use super::problems::{About, Problems};
use super::progress::ProgressBar;
use super::state::{Command, Commands, StatusState, Wait};

/// Id of the button for another try that stays once the sentence about the model has been dismissed.
const TRY_AGAIN: &str = "try-again";

/// The status with its progress bar, and the problems with their buttons.
#[component]
pub fn StatusLine(
    /// What to show.
    status: StatusState,
    /// Where "Try again" and "Dismiss" go.
    commands: Commands,
) -> impl IntoView {
    let waits = Memo::new(move |_| status.status.with(|status| status.wait.is_some()));
    let share = move || status.status.with(|status| status.wait.and_then(Wait::share));
    // The bar changes all the time and the sentence only with each stage, so only the sentence is announced.
    let sentence = Memo::new(move |_| status.status.with(|status| status.sentence.clone()));
    let is_dismissed = Memo::new(move |_| status.problems.with(Problems::is_dismissed));
    view! {
        <div id="status" role="status">
            <span>{move || sentence.get()}</span>
            <Show when=move || waits.get()>
                <ProgressBar label="Progress" share />
            </Show>
        </div>
        <Show when=move || is_dismissed.get()>
            <p>
                <button id=TRY_AGAIN class="small" on:click=move |_| try_again(status, commands)>
                    "Try again"
                </button>
            </p>
        </Show>
        <div id="error">
            <Problem about=About::Model status commands />
            <Problem about=About::Wishes status commands />
            <Problem about=About::Source status commands />
        </div>
    }
}

/// What is broken about one thing, with what there is to do. Each has a place of its own, so that a new sentence alone is
/// read out.
#[component]
fn Problem(about: About, status: StatusState, commands: Commands) -> impl IntoView {
    let words = Memo::new(move |_| status.problems.with(|problems| problems.words(about)));
    let on_dismiss = move |_| {
        let gone = move || words.with_untracked(String::is_empty);
        let next = ["#error button".into(), format!("#{TRY_AGAIN}"), "#start".into()];
        focus::follow(gone, next.into());
        commands.give(Command::Dismiss(about));
    };
    let retries = about == About::Model;
    view! {
        <div class="problem" role="alert">
            <Show when=move || !words.with(String::is_empty)>
                <p>{move || words.get()}</p>
                <div class="buttons">
                    {retries.then(|| view! { <button on:click=move |_| try_again(status, commands)>"Try again"</button> })}
                    <button on:click=on_dismiss>"Dismiss"</button>
                </div>
            </Show>
        </div>
    }
}

/// Loads the model again. The button is gone then, and the focus goes to those of the source.
fn try_again(status: StatusState, commands: Commands) {
    focus::follow(move || !status.lacks_model(), vec!["#stop".into(), "#start".into()]);
    commands.give(Command::Retry);
}
