//! Shows the model: its name, description and card, and the ways to choose another.

use leptos::prelude::*;

use super::file_button::FileButton;
use super::hub::{HubPanel, KeptModels, Picker};
use super::state::{Command, Commands, HubState, ModelState};
use crate::models::chosen_files::Role;
use crate::models::entry::ModelEntry;

/// The model's name, what it was trained on, its size and its card, and a button for the person's own file.
#[component]
pub fn Model(
    /// The model.
    model: ModelState,
    /// The models to choose from.
    hub: HubState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let name = move || model.of_entry(|entry| Some(entry.name.clone())).unwrap_or_else(|| "–".into());
    let about = move || model.of_entry(|entry| Some(entry.about.clone()));
    let size = move || {
        let parameters = model.of_loaded(|model| model.parameters)?;
        Some(format!("{:.1} million parameters. ", parameters as f64 / 1e6))
    };
    let warning = move || model.of_entry(|entry| Some(format!("{} ", entry.warning.as_ref()?)));
    // Opens in a new tab, so that the page keeps running.
    let card = move || {
        let address = model.of_entry(ModelEntry::card)?;
        Some(view! {
            <a id="model-card" href=address target="_blank" rel="noopener">
                "Model card: data, figures and failures"
            </a>
        })
    };
    let is_own = move || model.of_entry(|entry| Some(entry.is_own())) == Some(true);
    view! {
        <section class="model" aria-label="Model">
            <p>
                "Model: "
                <strong id="model-name">{name}</strong>
                " "
                {about}
                " "
                {size}
                {warning}
                {card}
            </p>
            <div class="choice">
                <Picker model hub commands />
                <FileButton
                    id="model-file"
                    label="Open model file"
                    title="Weights, with config.json and preprocessor_config.json if there are any. Or drop them anywhere on this page. They stay on this machine."
                    accept=".safetensors,.bin,.ckpt,.pt,.pth,.json"
                    multiple=true
                    on_files=move |files| commands.give(Command::OpenModel(files))
                />
                <Show when=is_own>
                    <button id="default-model" on:click=move |_| commands.give(Command::DefaultModel)>
                        "Back to the page’s model"
                    </button>
                </Show>
            </div>
            <HubPanel hub commands />
            <KeptModels hub commands />
            <OwnFiles model />
            <Report model />
        </section>
    }
}

/// The role of each of several chosen files.
#[component]
fn OwnFiles(model: ModelState) -> impl IntoView {
    let files = move || {
        let row = |(name, role): (String, Role)| {
            view! { <li class:unused=matches!(role, Role::Unused(_))>{name}": "{role.in_words()}</li> }
        };
        model.own_files.get().into_iter().map(row).collect_view()
    };
    view! {
        <Show when=move || model.own_files.with(|files| files.len() > 1)>
            <ul id="model-files" aria-label="The chosen files">{files}</ul>
        </Show>
    }
}

/// The report on a file that did not load, tensor by tensor.
#[component]
fn Report(model: ModelState) -> impl IntoView {
    let report = move || model.report.get();
    view! {
        <Show when=move || model.report.with(|report| !report.is_empty())>
            <details id="model-report" open=true>
                <summary>"What is in the file"</summary>
                <pre tabindex="0">{report}</pre>
            </details>
        </Show>
    }
}
