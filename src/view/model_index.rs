//! `models/index.json`: which models the site carries.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

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

/// The list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ModelIndex {
    /// Id of the model that loads unless the address names another.
    pub default: String,
    /// All of them.
    pub models: Vec<ModelEntry>,
}

/// One model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ModelEntry {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// A word on what it was trained on.
    #[serde(default)]
    pub about: String,
    /// Its directory, relative to `models/`.
    pub path: String,
    /// Size of its files, in bytes, by file name.
    #[serde(default)]
    pub bytes: BTreeMap<String, u64>,
}

impl ModelIndex {
    /// Reads the list.
    ///
    /// # Errors
    /// [`ModelIndexError::Json`].
    pub fn from_json(json: &str) -> Result<Self, ModelIndexError> {
        Ok(serde_json::from_str(json)?)
    }

    /// The asked-for model, or the default with a sentence where the asked-for one is not known.
    ///
    /// # Errors
    /// [`ModelIndexError::Empty`].
    pub fn choose(&self, asked: Option<&str>) -> Result<(&ModelEntry, Option<String>), ModelIndexError> {
        let find = |id: &str| self.models.iter().find(|model| model.id == id);
        if let Some(model) = asked.and_then(find) {
            return Ok((model, None));
        }
        let default = find(&self.default).or_else(|| self.models.first()).ok_or(ModelIndexError::Empty)?;
        let remark = asked.map(|id| {
            let known: Vec<_> = self.models.iter().map(|model| model.id.as_str()).collect();
            format!(
                "The address asks for model={id}, which is not here; {} runs in its place. There is: {}.",
                default.name,
                known.join(", ")
            )
        });
        Ok((default, remark))
    }
}

/// A number of bytes for people.
fn size(bytes: f64) -> String {
    match bytes {
        ..1e6 => format!("{:.0} KB", bytes / 1e3),
        ..1e7 => format!("{:.1} MB", bytes / 1e6),
        _ => format!("{:.0} MB", bytes / 1e6),
    }
}

impl ModelEntry {
    /// Directory of its files, relative to the page.
    pub fn directory(&self) -> String {
        let path = self.path.trim_matches('/');
        // Paths in the list may be written from the page or from the list itself.
        if path.starts_with("models/") { path.into() } else { format!("models/{path}") }
    }

    /// A file of the person's own, of `bytes` bytes.
    pub fn own(name: String, bytes: f64) -> Self {
        let about = format!("A file of {} on this machine; it is not uploaded.", size(bytes));
        Self { id: String::new(), name, about, path: String::new(), bytes: BTreeMap::new() }
    }

    /// Whether it is a file of the person's own.
    pub fn is_own(&self) -> bool {
        self.id.is_empty()
    }

    /// Address of its card, relative to the page; a file of one's own has none.
    pub fn card(&self) -> Option<String> {
        (!self.is_own()).then(|| format!("{}/card.html", self.directory()))
    }

    /// Size of the weights in bytes, where the list says it.
    pub fn weights_bytes(&self) -> Option<u64> {
        self.bytes.get("model.safetensors").copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"{"default":"digits","models":[
        {"id":"tiny","name":"Tiny","path":"models/tiny"},
        {"id":"digits","name":"TVLT digits","about":"Drawn and spoken digits.","path":"digits","bytes":{"model.safetensors":5}}]}"#;

    #[test]
    fn the_default_and_the_asked_for_model() {
        let index = ModelIndex::from_json(LIST).unwrap();
        let (model, remark) = index.choose(None).unwrap();
        assert_eq!((model.id.as_str(), remark), ("digits", None));
        assert_eq!(model.card().as_deref(), Some("models/digits/card.html"));
        assert_eq!(model.weights_bytes(), Some(5));
        let (model, remark) = index.choose(Some("tiny")).unwrap();
        assert_eq!((model.directory().as_str(), remark), ("models/tiny", None));
    }

    #[test]
    fn an_unknown_model_leaves_the_default_and_a_sentence() {
        let index = ModelIndex::from_json(LIST).unwrap();
        let (model, remark) = index.choose(Some("huge")).unwrap();
        assert_eq!(model.id, "digits");
        assert!(remark.unwrap().contains("model=huge"));
    }

    #[test]
    fn a_file_of_ones_own_has_no_card() {
        let own = ModelEntry::own("TVLT.ckpt".into(), 457e6);
        assert!(own.is_own() && own.card().is_none());
        assert!(own.about.contains("457 MB"));
        assert_eq!([90e3, 3.14e6].map(size), ["90 KB", "3.1 MB"]);
    }

    #[test]
    fn broken_and_empty_lists_are_errors() {
        assert!(ModelIndex::from_json("<html>").is_err());
        let empty = ModelIndex::from_json(r#"{"default":"x","models":[]}"#).unwrap();
        assert!(matches!(empty.choose(None), Err(ModelIndexError::Empty)));
    }
}
