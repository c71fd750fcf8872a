//! Gets the list of models and the chosen one's files.

use std::rc::Rc;

use leptos::{prelude::*, task::spawn_local};
use web_sys::File;

use super::Conductor;
use crate::{
    view::{
        model_index::{ModelEntry, ModelIndex},
        state::{Status, Wait, is_weights},
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
            let fetched = conductor.fetched(attempt).await;
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

    /// Loads files of the person's own in the place of the page's model; the page's again where there are
    /// none.
    pub(super) fn change_model(self: &Rc<Self>, files: Vec<File>) {
        self.own_model.replace(files);
        self.state.model.set(None);
        self.state.problem.set(None);
        self.state.clear_results();
        self.begin();
    }

    /// # Errors
    /// A sentence for the person.
    async fn fetched(self: &Rc<Self>, attempt: u32) -> Result<ModelFiles, String> {
        let own = self.own_model.borrow().clone();
        if !own.is_empty() {
            return self.read_own(&own).await;
        }
        let json = fetch::fetch_text(MODEL_INDEX).await.map_err(|error| not_loaded(&error))?;
        if self.attempt.get() != attempt {
            // Another model was asked for meanwhile; what this gives is dropped.
            return Err(String::new());
        }
        let index = ModelIndex::from_json(&json).map_err(|error| error.to_string())?;
        let (model, remark) =
            index.choose(self.address.model.as_deref()).map_err(|error| error.to_string())?;
        if let Some(remark) = remark {
            self.state.remark(&remark);
        }
        self.state.model.set(Some(model.clone()));
        let waiting = waiting_sentence(model);
        let (state, conductor) = (self.state, self.clone());
        let listed = model.weights_bytes().unwrap_or(0) as f64;
        let on_progress = move |done: f64, total: f64| {
            if conductor.attempt.get() != attempt {
                return;
            }
            // Of a compressed answer only the list knows the length.
            let total = if total > 0.0 { total } else { listed };
            let wait = if total > 0.0 { Wait::Share((done / total).min(1.0)) } else { Wait::Unknown };
            state.status.set(Status { sentence: waiting.clone(), wait: Some(wait) });
        };
        fetch::fetch_model(&model.directory(), on_progress).await.map_err(|error| not_loaded(&error))
    }

    /// # Errors
    /// A sentence for the person.
    async fn read_own(&self, files: &[File]) -> Result<ModelFiles, String> {
        let weights = files.iter().find(|file| is_weights(&file.name())).or_else(|| files.first());
        let Some(weights) = weights else { return Err("There is no file to open.".into()) };
        self.state.model.set(Some(ModelEntry::own(weights.name(), weights.size())));
        let text = async |name: &str| match files.iter().find(|file| file.name() == name) {
            Some(file) => fetch::read_text(file).await.map(Some).map_err(|error| sentence(&error)),
            None => Ok(None),
        };
        Ok(ModelFiles {
            config: text("config.json").await?,
            preprocessor: text("preprocessor_config.json").await?,
            weights: weights.clone().into(),
        })
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
