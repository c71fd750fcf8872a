//! Does what the person asks of the hub, and what the worker that downloads tells.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::File;

use super::Conductor;
use super::downloader::WORKER;
use super::model_files::Chosen;
use crate::app::fetch::ModelFiles;
use crate::view::hub::{HubCommand, OTHER, Panel};
use bridge::DownloadError;
use bridge::client::{Answer, News};
use bridge::fault::RequestError;
use bridge::hub::{Offer, Place};
use bridge::protocol::files::{Event, Files, Kept, Request, Response, Stop};

/// Where the browser remembers which model ran last.
const REMEMBERED: &str = "tvlt-model";

impl Conductor {
    /// Does what the person asks of the hub.
    pub(super) fn obey_hub(self: &Rc<Self>, command: HubCommand) {
        let hub = self.state.hub;
        hub.note.set(String::new());
        match command {
            HubCommand::Choose(value) => self.choose(&value),
            HubCommand::Look(words) => match Place::parse(&words) {
                Ok(place) => self.look(place),
                Err(error) => hub.note.set(error.to_string()),
            },
            HubCommand::Pick(file) => {
                if let Panel::Found(repository) = hub.panel.get_untracked() {
                    let place = Place { repository: repository.name.clone(), file: Some(file) };
                    self.look(place);
                }
            }
            HubCommand::Download => {
                if let Panel::Offer(offer) = hub.panel.get_untracked() {
                    // What a person chose to keep, the browser shall not clear away by itself; it may refuse.
                    let _ = window().navigator().storage().persist();
                    self.download(offer);
                }
            }
            HubCommand::Resume => {
                if let Panel::Transfer { offer, .. } = hub.panel.get_untracked() {
                    self.download(offer);
                }
            }
            HubCommand::Pause => self.stop_getting(Stop::Pause),
            HubCommand::Cancel => {
                self.awaited.take();
                match hub.panel.get_untracked() {
                    Panel::Transfer { offer, paused: true } => {
                        self.close_panel();
                        self.ask_hub(Request::Remove { key: offer.key() });
                    }
                    _ => {
                        self.cancelling.set(true);
                        self.stop_getting(Stop::Cancel);
                    }
                }
            }
            HubCommand::Close => {
                self.leave_panel();
                self.close_panel();
            }
            HubCommand::Use(key) => self.use_kept(&key),
            HubCommand::Remove(key) => {
                if remembered().as_ref() == Some(&key) {
                    remember(None);
                }
                self.ask_hub(Request::Remove { key });
            }
            HubCommand::List => {
                if hub.kept.get_untracked().is_none() {
                    self.ask_hub(Request::List);
                }
            }
        }
    }

    fn choose(self: &Rc<Self>, value: &str) {
        let hub = self.state.hub;
        let runs = self.state.model.with_untracked(|model| model.as_ref().map(|model| model.id.clone()));
        self.leave_panel();
        if runs.as_deref() == Some(value) {
            return self.close_panel();
        }
        let entry = hub.index.with_untracked(|index| {
            index.as_ref().and_then(|index| index.models.iter().find(|model| model.id == value).cloned())
        });
        match entry.map(|entry| (entry.place(), entry)) {
            Some((Some(place), _)) => {
                let key = format!("{}/{}", place.repository, place.file.as_deref().unwrap_or_default());
                if hub.kept_whole(&key).is_some() { self.use_kept(&key) } else { self.look(place) }
            }
            Some((None, entry)) => {
                hub.panel.set(Panel::Closed);
                remember(None);
                self.forget_address();
                self.change_model(Chosen::Site(entry.id));
            }
            None if value == OTHER => hub.panel.set(Panel::Name(String::new())),
            None => self.use_kept(value),
        }
    }

    /// Asks the hub what there is.
    pub(super) fn look(self: &Rc<Self>, place: Place) {
        let hub = self.state.hub.index.with_untracked(|index| index.as_ref().map(|index| index.hub.clone()));
        let Some(hub) = hub else {
            return self.state.hub.note.set("The list of models is not there yet; try again.".into());
        };
        let repository = place.repository.clone();
        if self.state.hub.kept.get_untracked().is_none() {
            // It tells whether this browser keeps models at all.
            self.ask_hub(Request::List);
        }
        self.state.hub.panel.set(Panel::Looking(repository.clone()));
        self.looked_for.replace(Some(place));
        self.ask_hub(Request::Look { hub, repository });
    }

    fn download(self: &Rc<Self>, offer: Offer) {
        self.state.hub.progress.set(None);
        self.cancelling.set(false);
        self.stop_getting(Stop::Pause);
        self.awaited.replace(Some(offer.key()));
        self.state.hub.panel.set(Panel::Transfer { offer: offer.clone(), paused: false });
        self.get(offer);
    }

    /// Runs a kept model, or goes on with its download.
    fn use_kept(self: &Rc<Self>, key: &str) {
        let found = self
            .state
            .hub
            .kept
            .with_untracked(|kept| kept.iter().flatten().find(|kept| kept.offer.key() == key).cloned());
        match found {
            Some(kept) if !kept.complete => self.download(kept.offer),
            _ => {
                self.awaited.replace(Some(key.to_owned()));
                self.ask_hub(Request::Open { key: key.to_owned() });
            }
        }
    }

    /// The panel makes way for something else: a download that it shows stands still, to go on from the list
    /// of what is kept, and no answer to a question is waited for.
    fn leave_panel(self: &Rc<Self>) {
        self.looked_for.take();
        if let Panel::Transfer { paused: false, .. } = self.state.hub.panel.get_untracked() {
            self.awaited.take();
            self.stop_getting(Stop::Pause);
        }
    }

    /// `about` is the model or the repository that was asked for.
    pub(super) fn hub_answered(self: &Rc<Self>, about: Option<&str>, id: u32, answer: Answer<Files>) {
        let was_getting = self.getting.borrow_mut().take_if(|getting| getting.id == id).is_some();
        match answer {
            Ok((Response::Kept(kept), _)) => self.keeps(kept),
            Ok((Response::Found(repository), _)) => self.looked(about.unwrap_or_default(), &repository),
            Ok((Response::Ready { offer, config, preprocessor, kept }, payload)) => {
                let files = ModelFiles {
                    config,
                    preprocessor,
                    weights: payload,
                    shards: Vec::new(),
                    weights_index: None,
                };
                self.ready(&offer, files, kept);
            }
            Err(RequestError::Aborted) => {
                let shown = matches!(self.state.hub.panel.get_untracked(), Panel::Transfer { .. });
                if !was_getting || !shown {
                    return;
                }
                if self.cancelling.take() {
                    self.close_panel();
                } else {
                    self.stand_still();
                }
            }
            // Told once for all that was asked for.
            Err(RequestError::Worker(_)) => {}
            Err(RequestError::Refused(error)) => {
                self.refused(about, matches!(error, DownloadError::Gone(_)), error.to_string());
            }
            Err(error @ (RequestError::Wire(_) | RequestError::Unanswered)) => {
                self.refused(about, false, format!("{WORKER} did not do what it was asked for: {error}."));
            }
        }
    }

    pub(super) fn told(self: &Rc<Self>, news: News<Event>) {
        let hub = self.state.hub;
        match news {
            News::Loading { .. } => {}
            News::Event { of, event: Event::Progress(progress) } => {
                if self.getting.borrow().as_ref().map(|getting| getting.id) == of {
                    hub.progress.set(Some(progress));
                }
            }
            News::Event { event: Event::Kept(kept), .. } => self.keeps(kept),
            News::Event { event: Event::NotListed(error), .. } => hub.note.set(error.to_string()),
            News::Stopped(error) => {
                self.downloader.take();
                self.getting.take();
                self.failed_to_download(error.sentence(WORKER));
            }
        }
    }

    fn keeps(&self, kept: Option<Vec<Kept>>) {
        let hub = self.state.hub;
        hub.keeps.set(kept.is_some());
        hub.kept.set(Some(kept.unwrap_or_default()));
    }

    fn ready(self: &Rc<Self>, offer: &Offer, files: ModelFiles, kept: bool) {
        let hub = self.state.hub;
        let key = offer.key();
        if !files.weights.first().is_some_and(JsCast::has_type::<File>) {
            let gone = DownloadError::Gone(key.clone());
            return self.refused(Some(&key), true, gone.to_string());
        }
        if self.shows_download_of(&key) || !matches!(hub.panel.get_untracked(), Panel::Transfer { .. }) {
            hub.panel.set(Panel::Closed);
            self.cancelling.set(false);
        }
        // Something else may have been chosen since.
        let wanted = |awaited: &mut String| *awaited == key || *awaited == offer.repository;
        if self.awaited.borrow_mut().take_if(wanted).is_none() {
            return;
        }
        remember(None);
        self.proving.replace(kept.then_some(key));
        self.run_hub_model(offer, files);
    }

    fn looked(self: &Rc<Self>, asked: &str, repository: &bridge::hub::Repository) {
        let hub = self.state.hub;
        let Some(place) = self.looked_for.borrow_mut().take_if(|place| place.repository == asked) else {
            return;
        };
        // The hub may know it by another name now.
        let place = Place { repository: repository.name.clone(), ..place };
        if place.file.is_none() && repository.weights().len() > 1 {
            return hub.panel.set(Panel::Found(repository.clone()));
        }
        let (address, listed) = hub.index.with_untracked(|index| {
            let index = index.as_ref();
            (
                index.map(|index| index.hub.clone()).unwrap_or_default(),
                index.and_then(|index| index.of_place(&place)).cloned(),
            )
        });
        // Of a model of the list the weights themselves say what it is: TVLT-base was released with a
        // configuration of fewer decoder heads than its weights have, which no shape tells.
        let file = place.file.or_else(|| listed.as_ref().and_then(|entry| entry.file.clone()));
        match repository.offer(&address, file.as_deref(), listed.is_none()) {
            Ok(offer) => hub.panel.set(Panel::Offer(offer)),
            Err(error) => self.refused(Some(asked), false, error.to_string()),
        }
    }

    /// Whether the panel shows the download of this model.
    fn shows_download_of(&self, key: &str) -> bool {
        self.state
            .hub
            .panel
            .with_untracked(|panel| matches!(panel, Panel::Transfer { offer, .. } if offer.key() == key))
    }

    /// Nothing of the hub is wanted any more.
    fn close_panel(&self) {
        self.looked_for.take();
        self.state.hub.panel.set(Panel::Closed);
    }

    /// The download has stopped and can go on.
    fn stand_still(&self) {
        let hub = self.state.hub;
        if let Panel::Transfer { offer, .. } = hub.panel.get_untracked() {
            hub.panel.set(Panel::Transfer { offer, paused: true });
        }
    }

    /// Something did not work: `about` is the model or the repository, where it is about one.
    fn refused(self: &Rc<Self>, about: Option<&str>, gone: bool, sentence: String) {
        let hub = self.state.hub;
        match hub.panel.get_untracked() {
            Panel::Transfer { offer, .. } if about == Some(&offer.key()) => {
                self.cancelling.set(false);
                self.stand_still();
            }
            Panel::Looking(repository) if about == Some(&repository) => self.close_panel(),
            _ => {}
        }
        let awaited = about.is_some() && about == self.awaited.borrow().as_deref();
        if awaited && self.opening.take() {
            return self.not_kept(gone, sentence);
        }
        hub.note.set(sentence);
    }

    /// The worker that downloads is gone, and with it all that it was asked for.
    pub(super) fn failed_to_download(self: &Rc<Self>, sentence: String) {
        self.cancelling.set(false);
        match self.state.hub.panel.get_untracked() {
            Panel::Transfer { .. } => self.stand_still(),
            Panel::Looking(_) => self.close_panel(),
            _ => {}
        }
        if self.opening.take() {
            return self.not_kept(false, sentence);
        }
        self.state.hub.note.set(sentence);
    }
}

/// The key of the model that ran last, if it is one of the hub.
pub fn remembered() -> Option<String> {
    window().local_storage().ok()??.get_item(REMEMBERED).ok()?
}

/// Keeps in mind which model ran last; a browser that keeps nothing forgets it.
pub fn remember(key: Option<&str>) {
    let Ok(Some(storage)) = window().local_storage() else { return };
    let _ = match key {
        Some(key) => storage.set_item(REMEMBERED, key),
        None => storage.remove_item(REMEMBERED),
    };
}
