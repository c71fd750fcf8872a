//! Gets the list of models and the chosen one's files.

use std::rc::Rc;

use leptos::{prelude::*, task::spawn_local};
use web_sys::File;

use super::Conductor;
use super::hub::{remember, remembered};
use crate::app::fetch;
use crate::app::fetch::{FetchError, ModelFiles};
use crate::models::chosen_files;
use crate::models::chosen_files::ChosenFile;
use crate::models::index::{Asked, ModelEntry, ModelIndex};
use crate::view::hub::Panel;
use crate::view::state::{Status, Wait};
use bridge::hub::{Offer, Place, is_weights};
use bridge::protocol::files::Request;
use bridge::words::sentence;
use tvlt::live::Wish;

/// A configuration, or the list of a large model's parts, has at most this many bytes.
const MOST_TEXT_BYTES: f64 = 32e6;

/// The list of models, relative to the page.
const MODEL_INDEX: &str = "models/index.json";

/// Which model shall run.
#[derive(Debug, Clone, Default)]
pub enum Chosen {
    /// What the address asks for, or what ran last, or the default.
    #[default]
    Opening,
    /// One that the site carries, by its id; the default for an unknown one.
    Site(String),
    /// Files of the person's own.
    Own(Vec<File>),
    /// One of the hub that is kept in this browser.
    Hub(ModelEntry, ModelFiles),
}

impl Conductor {
    /// Fetches the model that is chosen, and gives it to the workers that wait for it.
    pub(super) fn fetch_model(self: &Rc<Self>) {
        let conductor = self.clone();
        let attempt = self.attempt.get();
        self.state.status.set(Status { sentence: "Loading the model…".into(), wait: Some(Wait::Unknown) });
        spawn_local(async move {
            let fetched = conductor.fetched(attempt).await;
            if conductor.attempt.get() != attempt {
                return;
            }
            match fetched {
                Ok(Some(files)) => {
                    conductor.files.replace(Some(files));
                    conductor.load_started_workers();
                }
                // The worker that downloads has it, and will bring it.
                Ok(None) => {}
                Err(sentence) => {
                    conductor.state.fail(sentence, true);
                    conductor.state.say("There is no model to run yet.");
                }
            }
        });
    }

    /// Loads another model in the place of the one that runs.
    pub(super) fn change_model(self: &Rc<Self>, chosen: Chosen) {
        if !matches!(chosen, Chosen::Hub(..)) {
            self.awaited.take();
            self.proving.take();
        }
        self.chosen.replace(chosen);
        self.opening.set(false);
        self.state.model.set(None);
        self.state.problem.set(None);
        self.state.own_files.set(Vec::new());
        // What one model takes says nothing of another.
        self.state.wish.set(Wish::default());
        self.state.clear_results();
        self.begin();
    }

    /// Runs a model of the hub whose files are here.
    pub(super) fn run_hub_model(self: &Rc<Self>, offer: &Offer, files: ModelFiles) {
        let entry = self.state.hub.index.with_untracked(|index| {
            index.as_ref().map_or_else(
                || ModelEntry { id: offer.key(), name: offer.key(), ..ModelEntry::default() },
                |index| index.describe(offer),
            )
        });
        if self.opening.take() {
            // The workers wait for it already.
            self.state.model.set(Some(entry.clone()));
            self.chosen.replace(Chosen::Hub(entry, files.clone()));
            self.files.replace(Some(files));
            return self.load_started_workers();
        }
        self.forget_address();
        self.change_model(Chosen::Hub(entry, files));
    }

    /// The model that the page was to open with is not kept (any more): the default runs, and the other is
    /// offered where the address asked for it.
    pub(super) fn not_kept(self: &Rc<Self>, gone: bool, sentence: String) {
        // What only could not be read this time may be there the next.
        if let Some(key) = self.proving.take().filter(|_| !gone) {
            remember(Some(&key));
        }
        self.change_model(Chosen::Site(String::new()));
        let asked = self.address.borrow().model.clone();
        let index = self.state.hub.index.get_untracked();
        let place = asked.zip(index).and_then(|(asked, index)| match index.choose(Some(&asked)) {
            Ok(Asked::OnHub(place)) => Some(place),
            _ => None,
        });
        match place {
            // A link alone asks no other host: the person does.
            Some(place) => {
                self.state.hub.panel.set(Panel::Name(key(&place)));
                self.state.hub.note.set(
                    "The address asks for this model of the hub, which is not in this browser. Look it up there?".into(),
                );
            }
            None => self.state.hub.note.set(sentence),
        }
    }

    /// The person has chosen a model: the address's wish is over, also for the next visit.
    pub(super) fn forget_address(&self) {
        self.address.borrow_mut().model = None;
        let Ok(address) = web_sys::Url::new(&window().location().href().unwrap_or_default()) else { return };
        address.search_params().delete("model");
        // A browser that refuses leaves the address as it is, which does no harm.
        let _ = window().history().and_then(|history| {
            history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address.href()))
        });
    }

    /// # Errors
    /// A sentence for the person.
    async fn fetched(self: &Rc<Self>, attempt: u32) -> Result<Option<ModelFiles>, String> {
        let chosen = self.chosen.borrow().clone();
        if let Chosen::Hub(entry, files) = chosen {
            self.state.model.set(Some(entry));
            return Ok(Some(files));
        }
        if let Chosen::Own(files) = chosen {
            return self.read_own(&files).await.map(Some);
        }
        let index = self.index().await?;
        if self.attempt.get() != attempt {
            // Another model was asked for meanwhile; what this gives is dropped.
            return Ok(None);
        }
        let asked = match chosen {
            Chosen::Site(id) => Some(id).filter(|id| !id.is_empty()),
            _ => self.address.borrow().model.clone().or_else(remembered),
        };
        let model = match index.choose(asked.as_deref()).map_err(|error| error.to_string())? {
            Asked::Here(model) => model,
            Asked::Unknown(model, remark) => {
                self.state.remark(&remark);
                model
            }
            Asked::OnHub(place) => {
                let key = key(&place);
                self.opening.set(true);
                if remembered().as_ref() == Some(&key) {
                    remember(None);
                    self.proving.replace(Some(key.clone()));
                }
                self.awaited.replace(Some(key.clone()));
                self.ask_hub(Request::Open { key });
                return Ok(None);
            }
        };
        self.fetch_from_site(model, attempt).await.map(Some)
    }

    /// The list of models, fetched once.
    async fn index(&self) -> Result<ModelIndex, String> {
        if let Some(index) = self.state.hub.index.get_untracked() {
            return Ok(index);
        }
        let json = fetch::fetch_text(MODEL_INDEX).await.map_err(|error| not_loaded(&error))?;
        let index = ModelIndex::from_json(&json).map_err(|error| error.to_string())?;
        self.state.hub.index.set(Some(index.clone()));
        Ok(index)
    }

    async fn fetch_from_site(self: &Rc<Self>, model: ModelEntry, attempt: u32) -> Result<ModelFiles, String> {
        let waiting = waiting_sentence(&model);
        let listed = model.weights_bytes().unwrap_or(0) as f64;
        let directory = model.directory().unwrap_or_default();
        self.state.model.set(Some(model));
        let (state, conductor) = (self.state, self.clone());
        let on_progress = move |done: f64, total: f64| {
            if conductor.attempt.get() != attempt {
                return;
            }
            // Of a compressed answer only the list knows the length.
            let total = if total > 0.0 { total } else { listed };
            let wait = if total > 0.0 { Wait::Share((done / total).min(1.0)) } else { Wait::Unknown };
            state.status.set(Status { sentence: waiting.clone(), wait: Some(wait) });
        };
        fetch::fetch_model(&directory, on_progress).await.map_err(|error| not_loaded(&error))
    }

    /// # Errors
    /// A sentence for the person.
    async fn read_own(&self, files: &[File]) -> Result<ModelFiles, String> {
        // Named at once: where it does not load, the way back to the page's model is offered.
        if let Some(first) = files.first() {
            self.state.model.set(Some(ModelEntry::own(first.name(), first.size())));
        }
        let mut chosen = Vec::new();
        for file in files {
            let is_text = !is_weights(&file.name()) && file.size() <= MOST_TEXT_BYTES;
            let text = if is_text {
                Some(fetch::read_text(file).await.map_err(|error| sentence(&error))?)
            } else {
                None
            };
            chosen.push(ChosenFile { name: file.name(), text });
        }
        let sorted = chosen_files::sort(&chosen).map_err(|error| sentence(&error.to_string()))?;
        let names = chosen.iter().map(|file| file.name.clone());
        self.state.own_files.set(names.zip(sorted.roles.iter().cloned()).collect());
        let bytes = sorted.weights.iter().map(|at| files[*at].size()).sum();
        let name = sorted.weights.first().map(|at| files[*at].name()).unwrap_or_default();
        self.state.model.set(Some(ModelEntry::own(name, bytes)));
        let text = |at: Option<usize>| at.and_then(|at| chosen[at].text.clone());
        Ok(ModelFiles {
            config: text(sorted.config),
            preprocessor: text(sorted.preprocessor),
            weights: sorted.weights.iter().map(|at| files[*at].clone().into()).collect(),
            shards: sorted.shards,
            weights_index: text(sorted.index),
        })
    }
}

/// What a place is kept under: a model's key, or a repository's, which stands for any model of it.
fn key(place: &Place) -> String {
    match &place.file {
        Some(file) => format!("{}/{file}", place.repository),
        None => place.repository.clone(),
    }
}

fn waiting_sentence(model: &ModelEntry) -> String {
    match model.weights_bytes() {
        Some(bytes) => format!("Loading {} ({:.1} MB)…", model.name, bytes as f64 / 1e6),
        None => format!("Loading {}…", model.name),
    }
}

fn not_loaded(error: &FetchError) -> String {
    sentence(&format!("the model could not be loaded: {error}"))
}
