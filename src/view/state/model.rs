//! Which model runs, and what it can do.

use super::shown::Shown;
use crate::models::chosen_files::Role;
use crate::models::entry::ModelEntry;
use tvlt::live::{LoadedModel, Scale};

/// Which model runs, and what it can do.
#[derive(Clone, Copy, Default)]
pub struct ModelState {
    /// The chosen model, and what there is to say of it.
    pub entry: Shown<Option<ModelEntry>>,
    /// What a worker says of the model, once one has loaded it.
    pub loaded: Shown<Option<LoadedModel>>,
    /// What each chosen file of the person's was taken for, by its name; empty for other models.
    pub own_files: Shown<Vec<(String, Role)>>,
    /// What is known of a weights file that did not load; empty where all is well.
    pub report: Shown<String>,
}

impl ModelState {
    /// What the scores are.
    pub fn scale(&self) -> Scale {
        self.of_loaded(|model| model.scale).unwrap_or_default()
    }

    /// Whether the model has classes; while none is loaded the page is laid out as if it had.
    pub fn classifies(&self) -> bool {
        self.of_loaded(|model| !model.labels.is_empty()).unwrap_or(true)
    }

    /// Whether the model fills in what is hidden; while none is loaded the page is laid out as if it did.
    pub fn reconstructs(&self) -> bool {
        self.of_loaded(|model| model.reconstructs).unwrap_or(true)
    }

    /// Whether the model compares sound and picture; as above.
    pub fn matches(&self) -> bool {
        self.of_loaded(|model| model.matches).unwrap_or(true)
    }

    /// Something that a worker says of the model, followed; `None` while none has loaded it.
    pub fn of_loaded<T>(&self, read: impl FnOnce(&LoadedModel) -> T) -> Option<T> {
        self.loaded.with(|loaded| loaded.as_ref().map(read))
    }

    /// Something that is known of the chosen model, followed; `None` while none is chosen.
    pub fn of_entry<T>(&self, read: impl FnOnce(&ModelEntry) -> Option<T>) -> Option<T> {
        self.entry.with(|entry| entry.as_ref().and_then(read))
    }

    /// The class that stands for a scene with nothing to recognise, followed.
    pub fn nothing(&self) -> Option<String> {
        self.of_entry(|entry| entry.nothing.clone())
    }

    /// Which model is chosen, and what the person's files were taken for.
    pub fn show_chosen(&self, entry: Option<ModelEntry>, own_files: &[(String, Role)]) {
        self.entry.set_if_new(entry);
        self.own_files.set_if_new(own_files.to_vec());
    }

    /// A worker has loaded it.
    pub fn show_loaded(&self, loaded: LoadedModel) {
        self.loaded.set(Some(loaded));
    }

    /// No worker has loaded it any more.
    pub fn unload(&self) {
        self.report.set(String::new());
        self.loaded.set(None);
    }

    /// What is known of a weights file that did not load.
    pub fn show_report(&self, report: String) {
        self.report.set(report);
    }
}
