//! State about models of the hub, and the stored models.

use super::shown::Shown;
use crate::models::index::ModelIndex;
use crate::view::panel::Panel;
use bridge::hub::Offer;
use bridge::protocol::files::{DownloadProgress, Kept};

/// State about models of the hub.
#[derive(Clone, Copy)]
pub struct HubState {
    /// The site's list of models, once it has arrived.
    pub index: Shown<Option<ModelIndex>>,
    /// The panel under the picker.
    pub panel: Shown<Panel>,
    /// Progress of the download.
    pub coming: Shown<Option<DownloadProgress>>,
    /// A sentence on what failed; empty where nothing did.
    pub note: Shown<String>,
    /// The stored models; `None` until they are known.
    pub kept: Shown<Option<Vec<Kept>>>,
    /// Whether the browser stores models at all.
    pub keeps: Shown<bool>,
}

impl Default for HubState {
    fn default() -> Self {
        Self {
            index: Shown::default(),
            panel: Shown::new(Panel::Closed),
            coming: Shown::default(),
            note: Shown::default(),
            kept: Shown::default(),
            keeps: Shown::new(true),
        }
    }
}

impl HubState {
    /// The name of a model.
    pub fn name(&self, offer: &Offer) -> String {
        self.index
            .with(|index| index.as_ref().map_or_else(|| offer.key(), |index| index.describe(offer).name))
    }

    /// Shows the site's list of models.
    pub fn show_index(&self, index: Option<&ModelIndex>) {
        if self.index.with_untracked(|old| old.as_ref() != index) {
            self.index.set(index.cloned());
        }
    }

    /// Shows the panel under the picker, and a sentence on what failed there.
    pub fn show_panel(&self, panel: Panel, note: &str) {
        self.panel.set_if_new(panel);
        self.note.set_if_new(note.to_owned());
    }

    /// Shows the progress of the download.
    pub fn show_coming(&self, coming: Option<DownloadProgress>) {
        self.coming.set_if_new(coming);
    }

    /// Shows the stored models, and whether the browser stores models at all.
    pub fn show_kept(&self, kept: Option<&[Kept]>, keeps: bool) {
        self.keeps.set_if_new(keeps);
        if self.kept.with_untracked(|old| old.as_deref() != kept) {
            self.kept.set(kept.map(<[Kept]>::to_vec));
        }
    }
}
