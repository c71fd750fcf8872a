//! Shows the status, and what is broken.

use leptos::prelude::*;

use super::state::{Command, Commands, StatusState, Wait};

/// The status with its progress bar, and the problem with its buttons.
#[component]
pub fn StatusLine(
    /// What to show.
    status: StatusState,
    /// Where "Try again" and "Dismiss" go.
    commands: Commands,
) -> impl IntoView {
    let wait = move || status.status.with(|status| status.wait);
    // The bar changes all the time and the sentence only with each stage, so only the sentence is announced.
    let sentence = Memo::new(move |_| status.status.with(|status| status.sentence.clone()));
    let bar = move || {
        wait().map(|wait| match wait {
            Wait::Unknown => view! { <progress aria-label="Progress"></progress> }.into_any(),
            Wait::Share(share) => {
                view! { <progress aria-label="Progress" max="1" prop:value=share></progress> }.into_any()
            }
        })
    };
    let problem = move || {
        status.problem.get().map(|problem| {
            view! {
                <p>{problem.message}</p>
                <div class="buttons">
                    {problem.retry.then(|| view! { <button on:click=move |_| commands.give(Command::Retry)>"Try again"</button> })}
                    <button on:click=move |_| commands.give(Command::Dismiss)>"Dismiss"</button>
                </div>
            }
        })
    };
    view! {
        <div id="status" role="status">
            <span>{move || sentence.get()}</span>
            {bar}
        </div>
        <div id="error" role="alert">
            {problem}
        </div>
    }
}
