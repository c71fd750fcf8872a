//! What the page knows of the hub, and of what the browser keeps from there.

use super::shown::Shown;
use crate::models::index::ModelIndex;
use crate::view::panel::Panel;
use bridge::hub::Offer;
use bridge::protocol::files::{DownloadProgress, Kept};

/// Models of the hub.
#[derive(Clone, Copy)]
pub struct HubState {
    /// The site's list of models, once it is there.
    pub index: Shown<Option<ModelIndex>>,
    /// What stands under the picker.
    pub panel: Shown<Panel>,
    /// How far the download is.
    pub coming: Shown<Option<DownloadProgress>>,
    /// What did not work; empty where all is well.
    pub note: Shown<String>,
    /// What this browser keeps; `None` until that is known.
    pub kept: Shown<Option<Vec<Kept>>>,
    /// Whether the browser keeps models at all.
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
    /// What to call a model.
    pub fn name(&self, offer: &Offer) -> String {
        self.index
            .with(|index| index.as_ref().map_or_else(|| offer.key(), |index| index.describe(offer).name))
    }

    /// The site's list of models.
    pub fn show_index(&self, index: Option<&ModelIndex>) {
        if self.index.with_untracked(|old| old.as_ref() != index) {
            self.index.set(index.cloned());
        }
    }

    /// What stands under the picker, and what did not work there.
    pub fn show_panel(&self, panel: Panel, note: &str) {
        self.panel.set_if_new(panel);
        self.note.set_if_new(note.to_owned());
    }

    /// How far the download is.
    pub fn show_coming(&self, coming: Option<DownloadProgress>) {
        self.coming.set_if_new(coming);
    }

    /// What this browser keeps, and whether it keeps models at all.
    pub fn show_kept(&self, kept: Option<&[Kept]>, keeps: bool) {
        self.keeps.set_if_new(keeps);
        if self.kept.with_untracked(|old| old.as_deref() != kept) {
            self.kept.set(kept.map(<[Kept]>::to_vec));
        }
    }
}
