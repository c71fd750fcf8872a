//! Which model runs, and what it can do.

use super::shown::Shown;
use crate::models::chosen_files::Role;
use crate::models::entry::ModelEntry;
use tvlt::live::{LoadedModel, Scale};

/// Which model runs, and what it can do.
#[derive(Clone, Copy, Default)]
pub struct ModelState {
    /// The description of the chosen model.
    pub entry: Shown<Option<ModelEntry>>,
    /// A worker's description of the model, once one has loaded it.
    pub loaded: Shown<Option<LoadedModel>>,
    /// The name and the role of each of the person's files; empty for other models.
    pub own_files: Shown<Vec<(String, Role)>>,
    /// The report on a weights file that did not load; empty where there is none.
    pub report: Shown<String>,
}

impl ModelState {
    /// How the scores are to be read.
    pub fn scale(&self) -> Scale {
        self.of_loaded(|model| model.scale).unwrap_or_default()
    }

    /// Whether the model has classes; true until a model is loaded, for the page's layout.
    pub fn classifies(&self) -> bool {
        self.of_loaded(|model| !model.labels.is_empty()).unwrap_or(true)
    }

    /// Whether the model reconstructs hidden patches; true until a model is loaded, for the page's layout.
    pub fn reconstructs(&self) -> bool {
        self.of_loaded(|model| model.reconstructs).unwrap_or(true)
    }

    /// Whether the model has a matching head; true until a model is loaded, for the page's layout.
    pub fn matches(&self) -> bool {
        self.of_loaded(|model| model.matches).unwrap_or(true)
    }

    /// Reads a worker's description of the model, tracked; `None` while none has loaded it.
    pub fn of_loaded<T>(&self, read: impl FnOnce(&LoadedModel) -> T) -> Option<T> {
        self.loaded.with(|loaded| loaded.as_ref().map(read))
    }

    /// Reads the description of the chosen model, tracked; `None` while none is chosen.
    pub fn of_entry<T>(&self, read: impl FnOnce(&ModelEntry) -> Option<T>) -> Option<T> {
        self.entry.with(|entry| entry.as_ref().and_then(read))
    }

    /// The class that means "nothing to recognise", tracked.
    pub fn nothing(&self) -> Option<String> {
        self.of_entry(|entry| entry.nothing.clone())
    }

    /// Shows the chosen model, and the roles of the person's files.
    pub fn show_chosen(&self, entry: Option<ModelEntry>, own_files: &[(String, Role)]) {
        self.entry.set_if_new(entry);
        self.own_files.set_if_new(own_files.to_vec());
    }

    /// Shows that a worker has loaded the model.
    pub fn show_loaded(&self, loaded: LoadedModel) {
        self.loaded.set(Some(loaded));
    }

    /// Shows that no worker has loaded the model.
    pub fn unload(&self) {
        self.report.set(String::new());
        self.loaded.set(None);
    }

    /// Shows the report on a weights file that did not load.
    pub fn show_report(&self, report: String) {
        self.report.set(report);
    }
}
