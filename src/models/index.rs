//! `models/index.json`: the list of the models that the site hosts, and of models on the hub.
//!
//! ```json
//! {
//!   "default": "digits",                      // id of the model that runs unless another is requested
//!   "hub": "https://huggingface.co",          // or a mirror of it; optional
//!   "models": [
//!     {
//!       "id": "digits",                       // in addresses: ?model=digits
//!       "name": "TVLT digits",
//!       "about": "Trained on ...",            // a short text on what it was trained on
//!       "path": "models/digits",              // for a model that the site hosts; or, on the hub:
//!       "repository": "OWNER/NAME",
//!       "file": "FILE",                       // its weights there
//!       "bytes": { "model.safetensors": 1 },  // sizes of its files
//!       "warning": "It says ...",             // a warning
//!       "labels": ["0", "1", "nothing"],      // its classes, in the model's order
//!       "nothing": "nothing",                 // the class that means "nothing to recognise"
//!       "subject": "Digits",                  // what its classes are, as on a button
//!       "invitation": { "idle": "...", "running": "..." }, // what to do, before and while a source is open
//!       "gauge": { "end": 3, "words": ["low", "middle", "high"] } // where its output is one number
//!     }
//!   ]
//! }
//! ```
//!
//! Everything from `about` on is optional. An entry also describes the person's own file if that has the same
//! `labels`.

use serde::Deserialize;
use thiserror::Error;

use super::entry::ModelEntry;
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

/// The hub's address, where the list names no other.
const HUB: &str = "https://huggingface.co";

/// The list of models.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ModelIndex {
    /// Id of the model that is loaded unless the address names another.
    pub default: String,
    /// The hub's address: Hugging Face's, or a mirror of it.
    #[serde(default = "hub")]
    pub hub: String,
    /// The models.
    pub models: Vec<ModelEntry>,
}

fn hub() -> String {
    HUB.to_owned()
}

/// The meaning of the address's `?model=`.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// A model that the site hosts.
    Here(ModelEntry),
    /// A model on the hub.
    OnHub(Place),
    /// An unknown model: the default model instead, and a sentence about the unknown one.
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

    /// The model that runs unless another is requested.
    ///
    /// # Errors
    /// [`ModelIndexError::Empty`].
    pub fn default_model(&self) -> Result<&ModelEntry, ModelIndexError> {
        let here = || self.models.iter().filter(|model| model.path.is_some());
        here().find(|model| model.id == self.default).or_else(|| here().next()).ok_or(ModelIndexError::Empty)
    }

    /// The requested model: an id of the list, or a place on the hub.
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

    /// The entry of a model on the hub, if the list has one.
    pub fn of_place(&self, place: &Place) -> Option<&ModelEntry> {
        self.models.iter().find(|model| {
            model.repository.as_ref() == Some(&place.repository)
                && (place.file.is_none() || model.file == place.file)
        })
    }

    /// The description of a model with these classes. A model that is not in the list gets the description of a listed
    /// one with the same classes.
    pub fn recognised(&self, entry: ModelEntry, labels: &[String]) -> ModelEntry {
        let listed = self.models.iter().any(|model| model.id == entry.id);
        let alike = || self.models.iter().find(|model| !labels.is_empty() && model.labels == labels);
        match alike().filter(|_| !listed) {
            Some(alike) => ModelEntry {
                warning: alike.warning.clone(),
                labels: alike.labels.clone(),
                nothing: alike.nothing.clone(),
                subject: alike.subject.clone(),
                invitation: alike.invitation.clone(),
                gauge: alike.gauge.clone(),
                ..entry
            },
            None => entry,
        }
    }

    /// A repository in the list, as an example of such a name.
    pub fn example(&self) -> Option<&str> {
        self.models.iter().find_map(|model| model.repository.as_deref())
    }

    /// The description of a model on the hub.
    pub fn describe(&self, offer: &Offer) -> ModelEntry {
        let (repository, file) = (offer.repository.clone(), Some(offer.weights.name.clone()));
        let place = Place { repository, file, ..Place::default() };
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
        let place =
            Place { repository: "TVLT/models".into(), file: Some("E.ckpt".into()), ..Place::default() };
        assert_eq!(index().choose(Some("emotion")).unwrap(), Asked::OnHub(place.clone()));
        assert_eq!(index().choose(Some("TVLT/models/E.ckpt")).unwrap(), Asked::OnHub(place.clone()));
        assert_eq!(index().of_place(&place).unwrap().weights_bytes(), Some(355));
        let unlisted = Place { repository: "a/b".into(), ..Place::default() };
        assert_eq!(index().choose(Some("a/b")).unwrap(), Asked::OnHub(unlisted.clone()));
        assert_eq!(index().of_place(&unlisted), None);
        assert_eq!(index().hub, HUB);
    }

    #[test]
    fn a_model_of_the_hub_has_a_name_and_a_page() {
        let files =
            r#"{"id":"TVLT/models","siblings":[{"rfilename":"E.ckpt","size":355},{"rfilename":"F.ckpt"}]}"#;
        let repository = Repository::from_json("TVLT/models", None, files).unwrap();
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
    fn a_copy_of_a_listed_model_is_recognised_by_its_classes() {
        let list = r#"{"default":"a","models":[{"id":"a","name":"A","path":"a","labels":["x","y"],"warning":"Mind."}]}"#;
        let index = ModelIndex::from_json(list).unwrap();
        let labels = ["x", "y"].map(str::to_owned);
        let own = ModelEntry::own("copy.ckpt".into(), 1e6);
        let known = index.recognised(own.clone(), &labels);
        assert_eq!((known.name.as_str(), known.warning.as_deref()), ("copy.ckpt", Some("Mind.")));
        assert_eq!(index.recognised(own.clone(), &labels[..1]), own);
        assert_eq!(index.recognised(own.clone(), &[]), own);
    }

    #[test]
    fn the_sites_own_list_can_be_read() {
        let index = ModelIndex::from_json(include_str!("../../www/models/index.json")).unwrap();
        let default = index.default_model().unwrap();
        assert!(default.nothing.as_ref().is_some_and(|nothing| default.labels.contains(nothing)));
        assert!(default.invitation.is_some());
        let own = ModelEntry::own("copy.ckpt".into(), 1e6);
        let emotions = ["happy", "sad", "angry", "fear", "disgust", "surprise"].map(str::to_owned);
        assert!(index.recognised(own.clone(), &emotions).warning.is_some());
        let gauge = index.recognised(own, &["sentiment".to_owned()]).gauge.unwrap();
        assert_eq!(gauge.in_words(0.0), Some("neutral"));
    }

    #[test]
    fn broken_and_empty_lists_are_errors() {
        assert!(ModelIndex::from_json("<html>").is_err());
        let empty = ModelIndex::from_json(r#"{"default":"x","models":[]}"#).unwrap();
        assert!(matches!(empty.choose(None), Err(ModelIndexError::Empty)));
    }
}
