//! From arriving files to a loaded model.

use super::files::ModelFiles;
use super::order::Order;
use super::stage::{Chosen, Stage};
use super::way::ModelWay;
use crate::models::chosen_files::{ChosenFile, sort};
use crate::models::entry::ModelEntry;
use bridge::words::sentence;

impl<B: Clone> ModelWay<B> {
    /// The site's weights are being fetched.
    pub(super) fn fetching(&self, attempt: u32, done: f64, total: f64) -> Vec<Order<B>> {
        let Some(entry) = self.entry.as_ref().filter(|_| self.waits_for(attempt)) else { return Vec::new() };
        let listed = entry.weights_bytes();
        let name = &entry.name;
        let sentence = match listed {
            Some(bytes) => format!("Loading {name} ({:.1} MB)…", bytes as f64 / 1e6),
            None => format!("Loading {name}…"),
        };
        // For a compressed response, only the list has the length.
        let total = if total > 0.0 { total } else { listed.unwrap_or(0) as f64 };
        let share = (total > 0.0).then(|| (done / total).min(1.0));
        vec![Order::Wait { sentence, share }]
    }

    /// The site's files have arrived, or an error.
    pub(super) fn fetched(&mut self, attempt: u32, files: Result<ModelFiles<B>, String>) -> Vec<Order<B>> {
        if !self.waits_for(attempt) {
            return Vec::new();
        }
        match files {
            Ok(files) => self.load(files),
            Err(sentence) => self.fail(sentence),
        }
    }

    /// The texts of the person's files have been read: finds the role of each file, or why they are not a model.
    pub(super) fn read(&mut self, attempt: u32, texts: Result<Vec<Option<String>>, String>) -> Vec<Order<B>> {
        let Chosen::Own(picked) = self.chosen.clone() else { return Vec::new() };
        if !self.waits_for(attempt) {
            return Vec::new();
        }
        let texts = match texts {
            Ok(texts) => texts,
            Err(sentence) => return self.fail(sentence),
        };
        let with_text = picked.iter().zip(texts);
        let chosen: Vec<ChosenFile> =
            with_text.map(|(file, text)| ChosenFile { name: file.name.clone(), text }).collect();
        let sorted = match sort(&chosen) {
            Ok(sorted) => sorted,
            Err(error) => return self.fail(sentence(&error.to_string())),
        };
        let names = chosen.iter().map(|file| file.name.clone());
        self.roles = names.zip(sorted.roles.iter().cloned()).collect();
        let bytes = sorted.weights.iter().map(|at| picked[*at].bytes).sum();
        let name = sorted.weights.first().map(|at| picked[*at].name.clone()).unwrap_or_default();
        self.entry = Some(ModelEntry::own(name, bytes));
        let text = |at: Option<usize>| at.and_then(|at| chosen[at].text.clone());
        self.load(ModelFiles {
            config: text(sorted.config),
            preprocessor: text(sorted.preprocessor),
            weights: sorted.weights.iter().map(|at| picked[*at].file.clone()).collect(),
            weights_index: text(sorted.index),
            shards: sorted.shards,
        })
    }

    /// Gives the files to the workers.
    pub(super) fn load(&mut self, files: ModelFiles<B>) -> Vec<Order<B>> {
        self.files = Some(files);
        self.stage = Stage::Loading;
        vec![Order::Load]
    }

    /// A worker has loaded the model.
    pub(super) fn loaded(&mut self, labels: Vec<String>) -> Vec<Order<B>> {
        self.labels = labels;
        let first = self.stage == Stage::Loading;
        if first {
            self.stage = Stage::Proved;
        }
        match &self.chosen {
            Chosen::Hub { kept: Some(key), .. } if first => {
                let key = key.clone();
                vec![self.remember(Some(key))]
            }
            _ => Vec::new(),
        }
    }

    /// Whether the files requested in this try are still wanted.
    fn waits_for(&self, attempt: u32) -> bool {
        self.attempt == attempt && self.stage == Stage::Fetching
    }
}
