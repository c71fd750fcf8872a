//! `models/index.json`: which models the site carries.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::view::quantity;
use bridge::hub::{Offer, Place};

/// Why there is no model to load.
#[derive(Debug, Error)]
pub enum ModelIndexError {
    /// The list cannot be read.
    #[error(
        "The list of models (models/index.json) cannot be read: {0}. Check that the site was uploaded whole."
    )]
    Json(#[from] serde_json::Error),
    /// The list is empty, or its default is not in it.
    #[error(
        "The list of models (models/index.json) names no usable model. Check that the site was uploaded whole."
    )]
    Empty,
}

/// The hub, where the list names no other.
const HUB: &str = "https://huggingface.co";

/// The list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ModelIndex {
    /// Id of the model that loads unless the address names another.
    pub default: String,
    /// The hub's address: Hugging Face's, or a mirror of it.
    #[serde(default = "hub")]
    pub hub: String,
    /// All of them.
    pub models: Vec<ModelEntry>,
}

fn hub() -> String {
    HUB.to_owned()
}

/// One model.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct ModelEntry {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// A word on what it was trained on.
    #[serde(default)]
    pub about: String,
    /// Its directory, relative to `models/`, where the site carries it.
    #[serde(default)]
    pub path: Option<String>,
    /// Its repository on the hub, `OWNER/NAME`, where the hub carries it.
    #[serde(default)]
    pub repository: Option<String>,
    /// Its weights in the repository.
    #[serde(default)]
    pub file: Option<String>,
    /// Size of its files, in bytes, by file name.
    #[serde(default)]
    pub bytes: BTreeMap<String, u64>,
    /// Address of a page about it elsewhere.
    #[serde(skip)]
    pub page: Option<String>,
}

/// What an address's `?model=` means.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// A model of the site.
    Here(ModelEntry),
    /// A model of the hub.
    OnHub(Place),
    /// Nobody knows it: the default model, and a sentence about the other.
    Unknown(ModelEntry, String),
}

impl ModelIndex {
    /// Reads the list.
    ///
    /// # Errors
    /// [`ModelIndexError::Json`].
    pub fn from_json(json: &str) -> Result<Self, ModelIndexError> {
        Ok(serde_json::from_str(json)?)
    }

    /// The model that runs unless another is asked for.
    ///
    /// # Errors
    /// [`ModelIndexError::Empty`].
    pub fn default_model(&self) -> Result<&ModelEntry, ModelIndexError> {
        let here = || self.models.iter().filter(|model| model.path.is_some());
        here().find(|model| model.id == self.default).or_else(|| here().next()).ok_or(ModelIndexError::Empty)
    }

    /// The asked-for model: an id of the list, or a place on the hub.
    ///
    /// # Errors
    /// [`ModelIndexError::Empty`].
    pub fn choose(&self, asked: Option<&str>) -> Result<Asked, ModelIndexError> {
        let default = self.default_model()?;
        let Some(asked) = asked else { return Ok(Asked::Here(default.clone())) };
        if let Some(model) = self.models.iter().find(|model| model.id == asked) {
            return Ok(model.place().map_or_else(|| Asked::Here(model.clone()), Asked::OnHub));
        }
        if let Ok(place) = Place::parse(asked) {
            return Ok(Asked::OnHub(place));
        }
        let known: Vec<_> = self.models.iter().map(|model| model.id.as_str()).collect();
        let remark = format!(
            "The address asks for model={asked}, which is not here; {} runs in its place. There is: {}.",
            default.name,
            known.join(", ")
        );
        Ok(Asked::Unknown(default.clone(), remark))
    }

    /// The entry of a model of the hub, if the list has one.
    pub fn of_place(&self, place: &Place) -> Option<&ModelEntry> {
        self.models.iter().find(|model| {
            model.repository.as_ref() == Some(&place.repository)
                && (place.file.is_none() || model.file == place.file)
        })
    }

    /// What to call a model of the hub, and to say of it.
    pub fn describe(&self, offer: &Offer) -> ModelEntry {
        let place = Place { repository: offer.repository.clone(), file: Some(offer.weights.name.clone()) };
        let page = Some(format!("{}/{}", offer.hub.trim_end_matches('/'), offer.repository));
        match self.of_place(&place) {
            Some(entry) => ModelEntry { page, ..entry.clone() },
            None => ModelEntry {
                id: offer.key(),
                name: offer.key(),
                repository: Some(place.repository),
                file: place.file,
                page,
                ..ModelEntry::default()
            },
        }
    }
}

impl ModelEntry {
    /// Directory of its files, relative to the page, where the site carries it.
    pub fn directory(&self) -> Option<String> {
        let path = self.path.as_deref()?.trim_matches('/');
        // Paths in the list may be written from the page or from the list itself.
        Some(if path.starts_with("models/") { path.into() } else { format!("models/{path}") })
    }

    /// Its place on the hub, where the hub carries it.
    pub fn place(&self) -> Option<Place> {
        Some(Place { repository: self.repository.clone()?, file: self.file.clone() })
    }

    /// A file of the person's own, of `bytes` bytes.
    pub fn own(name: String, bytes: f64) -> Self {
        let about = format!("A file of {} on this machine; it is not uploaded.", quantity::bytes(bytes));
        Self { name, about, ..Self::default() }
    }

    /// Whether it is a file of the person's own.
    pub fn is_own(&self) -> bool {
        self.id.is_empty()
    }

    /// Address of its card; a file of one's own has none.
    pub fn card(&self) -> Option<String> {
        self.page.clone().or_else(|| Some(format!("{}/card.html", self.directory()?)))
    }

    /// Size of the weights in bytes, where the list says it.
    pub fn weights_bytes(&self) -> Option<u64> {
        self.bytes.get(self.file.as_deref().unwrap_or("model.safetensors")).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bridge::hub::Repository;

    const LIST: &str = r#"{"default":"digits","models":[
        {"id":"tiny","name":"Tiny","path":"models/tiny"},
        {"id":"digits","name":"TVLT digits","about":"Drawn and spoken digits.","path":"digits","bytes":{"model.safetensors":5}},
        {"id":"emotion","name":"Emotion","repository":"TVLT/models","file":"E.ckpt","bytes":{"E.ckpt":355}}]}"#;

    fn index() -> ModelIndex {
        ModelIndex::from_json(LIST).unwrap()
    }

    #[test]
    fn the_default_and_the_asked_for_model() {
        let Asked::Here(model) = index().choose(None).unwrap() else { panic!("not here") };
        assert_eq!(model.id, "digits");
        assert_eq!(model.card().as_deref(), Some("models/digits/card.html"));
        assert_eq!(model.weights_bytes(), Some(5));
        let Asked::Here(model) = index().choose(Some("tiny")).unwrap() else { panic!("not here") };
        assert_eq!(model.directory().as_deref(), Some("models/tiny"));
    }

    #[test]
    fn models_of_the_hub_by_id_and_by_place() {
        let place = Place { repository: "TVLT/models".into(), file: Some("E.ckpt".into()) };
        assert_eq!(index().choose(Some("emotion")).unwrap(), Asked::OnHub(place.clone()));
        assert_eq!(index().choose(Some("TVLT/models/E.ckpt")).unwrap(), Asked::OnHub(place.clone()));
        assert_eq!(index().of_place(&place).unwrap().weights_bytes(), Some(355));
        let unlisted = Place { repository: "a/b".into(), file: None };
        assert_eq!(index().choose(Some("a/b")).unwrap(), Asked::OnHub(unlisted.clone()));
        assert_eq!(index().of_place(&unlisted), None);
        assert_eq!(index().hub, HUB);
    }

    #[test]
    fn a_model_of_the_hub_has_a_name_and_a_page() {
        let files =
            r#"{"id":"TVLT/models","siblings":[{"rfilename":"E.ckpt","size":355},{"rfilename":"F.ckpt"}]}"#;
        let repository = Repository::from_json("TVLT/models", files).unwrap();
        let offer = |file| repository.offer("https://hub.test/", Some(file), false).unwrap();
        let listed = index().describe(&offer("E.ckpt"));
        assert_eq!((listed.id.as_str(), listed.name.as_str()), ("emotion", "Emotion"));
        assert_eq!(listed.card().as_deref(), Some("https://hub.test/TVLT/models"));
        assert_eq!(index().describe(&offer("F.ckpt")).name, "TVLT/models/F.ckpt");
    }

    #[test]
    fn an_unknown_model_leaves_the_default_and_a_sentence() {
        let Asked::Unknown(model, remark) = index().choose(Some("huge")).unwrap() else { panic!("known") };
        assert_eq!(model.id, "digits");
        assert!(remark.contains("model=huge"));
    }

    #[test]
    fn a_file_of_ones_own_has_no_card() {
        let own = ModelEntry::own("TVLT.ckpt".into(), 457e6);
        assert!(own.is_own() && own.card().is_none());
        assert!(own.about.contains("457 MB"));
    }

    #[test]
    fn broken_and_empty_lists_are_errors() {
        assert!(ModelIndex::from_json("<html>").is_err());
        let empty = ModelIndex::from_json(r#"{"default":"x","models":[]}"#).unwrap();
        assert!(matches!(empty.choose(None), Err(ModelIndexError::Empty)));
    }
}
