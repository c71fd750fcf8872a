//! Gets the list of models and the chosen one's files.

use std::rc::Rc;

use leptos::{prelude::*, task::spawn_local};
use web_sys::File;

use super::Conductor;
use crate::{
    view::{
        model_index::{ModelEntry, ModelIndex},
        state::{Status, Wait},
    },
    worker::{
        fetch::{self, FetchError, ModelFiles},
        protocol::sentence,
    },
};

/// The list of models, relative to the page.
const MODEL_INDEX: &str = "models/index.json";

impl Conductor {
    /// Fetches the model that the address asks for, and gives it to the workers that wait for it.
    pub(super) fn fetch_model(self: &Rc<Self>) {
        let conductor = self.clone();
        let attempt = self.attempt.get();
        self.state.status.set(Status { sentence: "Loading the model…".into(), wait: Some(Wait::Unknown) });
        spawn_local(async move {
            let fetched = conductor.fetched().await;
            if conductor.attempt.get() != attempt {
                return;
            }
            match fetched {
                Ok(files) => {
                    conductor.files.replace(Some(files));
                    conductor.load_started_workers();
                }
                Err(sentence) => {
                    conductor.state.fail(sentence, true);
                    conductor.state.say("There is no model to run yet.");
                }
            }
        });
    }

    /// Loads a file of the person's own in the place of the page's model, or the page's again.
    pub(super) fn change_model(self: &Rc<Self>, file: Option<File>) {
        self.own_model.replace(file);
        self.state.problem.set(None);
        self.state.clear_results();
        self.begin();
    }

    /// # Errors
    /// A sentence for the person.
    async fn fetched(&self) -> Result<ModelFiles, String> {
        let own = self.own_model.borrow().clone();
        if let Some(file) = own {
            self.state.model.set(Some(ModelEntry::own(file.name(), file.size())));
            return Ok(file.into());
        }
        let json = fetch::fetch_text(MODEL_INDEX).await.map_err(|error| not_loaded(&error))?;
        let index = ModelIndex::from_json(&json).map_err(|error| error.to_string())?;
        let (model, remark) =
            index.choose(self.address.model.as_deref()).map_err(|error| error.to_string())?;
        if let Some(remark) = remark {
            self.state.remark(&remark);
        }
        self.state.model.set(Some(model.clone()));
        let waiting = waiting_sentence(model);
        let state = self.state;
        let listed = model.weights_bytes().unwrap_or(0) as f64;
        let on_progress = move |done: f64, total: f64| {
            // Of a compressed answer only the list knows the length.
            let total = if total > 0.0 { total } else { listed };
            let wait = if total > 0.0 { Wait::Share((done / total).min(1.0)) } else { Wait::Unknown };
            state.status.set(Status { sentence: waiting.clone(), wait: Some(wait) });
        };
        fetch::fetch_model(&model.directory(), on_progress).await.map_err(|error| not_loaded(&error))
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
