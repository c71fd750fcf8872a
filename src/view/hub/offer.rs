//! Models of the hub with size and licence, before anything is downloaded.

use leptos::prelude::*;

use super::not_now::NotNow;
use crate::models::quantity;
use crate::view::panel::HubCommand;
use crate::view::state::{Command, Commands, HubState};
use bridge::hub::{Offer, Repository};

/// A list of the models of a repository that has several.
#[component]
pub fn Found(
    /// The repository.
    repository: Repository,
    /// Where the choice goes.
    commands: Commands,
) -> impl IntoView {
    let files = repository.weights().into_iter().map(|file| {
        let size =
            file.bytes.map(|bytes| format!(" ({})", quantity::bytes(bytes as f64))).unwrap_or_default();
        let name = file.name.clone();
        view! {
            <li>
                <button
                    class="small"
                    on:click=move |_| commands.give(Command::Hub(HubCommand::Pick(name.clone())))
                >
                    {format!("{}{size}", file.name)}
                </button>
            </li>
        }
    });
    let files = files.collect_view();
    view! {
        <div class="hub">
            <p>{repository.name.clone()} " has several models. Which one?"</p>
            <ul id="hub-files" class="buttons">{files}</ul>
            <div class="buttons">
                <NotNow commands />
            </div>
        </div>
    }
}

/// One model that can be downloaded.
#[component]
pub fn OfferPanel(
    /// Names of models, and whether the browser stores them.
    hub: HubState,
    /// The model.
    offer: Offer,
    /// Where the answer goes.
    commands: Commands,
) -> impl IntoView {
    let give = move |command| commands.give(Command::Hub(command));
    let entry = hub.index.with_untracked(|index| index.as_ref().map(|index| index.describe(&offer)));
    let name = entry.as_ref().map_or_else(|| offer.key(), |entry| entry.name.clone());
    let about = entry.as_ref().map(|entry| entry.about.clone()).unwrap_or_default();
    let warning = entry.as_ref().and_then(|entry| entry.warning.clone());
    let page = entry.and_then(|entry| entry.card());
    let size = offer.weights.bytes.map(|bytes| quantity::bytes(bytes as f64));
    let verb = size.as_ref().map_or_else(|| "Download".to_owned(), |size| format!("Download {size}"));
    let size = size.unwrap_or_else(|| "a size that the hub does not tell".into());
    let licence = match &offer.licence {
        Some(licence) => format!("licence: {licence}"),
        None => "the hub states no licence".into(),
    };
    let host = offer.hub.split("://").last().unwrap_or_default().trim_end_matches('/').to_owned();
    let stays = move || {
        if hub.keeps.get() {
            "It is kept in this browser for the next visit, until you remove it; a private window forgets it when it closes."
        } else {
            "This browser keeps nothing for this page (a private window, or storage that is switched off), so the model stays for this visit alone."
        }
    };
    view! {
        <div id="hub-offer" class="hub" role="group" aria-label="Model of the hub">
            <p>
                <strong>{name}</strong>
                ". "
                {about}
                " "
                {warning}
            </p>
            <p>
                <span id="hub-size">{size}</span>
                ", "
                <span id="hub-licence">{licence}</span>
                ", from "
                <a href=page target="_blank" rel="noopener">
                    {format!("{host}/{}", offer.repository)}
                </a>
                ". "
                {stays}
                " Your camera and microphone stay here as before."
            </p>
            <div class="buttons">
                <button id="hub-download" class="primary" on:click=move |_| give(HubCommand::Download)>
                    {verb}
                </button>
                <NotNow commands />
            </div>
        </div>
    }
}
