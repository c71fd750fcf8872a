//! The description of one model.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::gauge::Gauge;
use super::quantity;
use bridge::hub::Place;

/// Name of the file that a model brings for teaching a person's own classes.
const PRIOR: &str = "teach.safetensors";

/// The description of one model, from the site's list (see [`super::index`]) or from elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct ModelEntry {
    /// Name in addresses; empty for the person's own file.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// A short text on what it was trained on.
    #[serde(default)]
    pub about: String,
    /// Its directory, relative to `models/`, where the site hosts it.
    #[serde(default)]
    pub path: Option<String>,
    /// Its repository on the hub, `OWNER/NAME`, where the hub hosts it.
    #[serde(default)]
    pub repository: Option<String>,
    /// Its weights in the repository.
    #[serde(default)]
    pub file: Option<String>,
    /// Size of its files, in bytes, by file name.
    #[serde(default)]
    pub bytes: BTreeMap<String, u64>,
    /// A warning.
    #[serde(default)]
    pub warning: Option<String>,
    /// Its classes, in the model's order.
    #[serde(default)]
    pub labels: Vec<String>,
    /// The class that means "nothing to recognise"; it is never shown as the winner.
    #[serde(default)]
    pub nothing: Option<String>,
    /// What its classes are, in a word, as on a button.
    #[serde(default)]
    pub subject: Option<String>,
    /// What a person can do to see it recognise something.
    #[serde(default)]
    pub invitation: Option<Invitation>,
    /// The scale of its output, where that is one number.
    #[serde(default)]
    pub gauge: Option<Gauge>,
    /// Address of a page about it on another site.
    #[serde(skip)]
    pub page: Option<String>,
}

/// Texts that say what a person can do to see the model recognise something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Invitation {
    /// Shown before a source is open.
    pub idle: String,
    /// Shown while a source runs and nothing is recognised.
    pub running: String,
}

impl ModelEntry {
    /// Directory of its files, relative to the page, where the site hosts it.
    pub fn directory(&self) -> Option<String> {
        let path = self.path.as_deref()?.trim_matches('/');
        // Paths in the list may be relative to the page or to the list itself.
        Some(if path.starts_with("models/") { path.into() } else { format!("models/{path}") })
    }

    /// Its place on the hub, where the hub hosts it.
    pub fn place(&self) -> Option<Place> {
        Some(Place { repository: self.repository.clone()?, file: self.file.clone(), ..Place::default() })
    }

    /// The person's own file, of `bytes` bytes.
    pub fn own(name: String, bytes: f64) -> Self {
        let about = format!("A file of {} on this machine; it is not uploaded.", quantity::bytes(bytes));
        Self { name, about, ..Self::default() }
    }

    /// Whether it is the person's own file.
    pub fn is_own(&self) -> bool {
        self.id.is_empty()
    }

    /// Address of its card; the person's own file has none.
    pub fn card(&self) -> Option<String> {
        self.page.clone().or_else(|| Some(format!("{}/card.html", self.directory()?)))
    }

    /// Address of what it brings for teaching, relative to the page, where the list names the file.
    pub fn prior(&self) -> Option<String> {
        self.bytes.get(PRIOR)?;
        Some(format!("{}/{PRIOR}", self.directory()?))
    }

    /// Size of the weights in bytes, where the list has it.
    pub fn weights_bytes(&self) -> Option<u64> {
        self.bytes.get(self.file.as_deref().unwrap_or("model.safetensors")).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_ones_own_has_no_card() {
        let own = ModelEntry::own("TVLT.ckpt".into(), 457e6);
        assert!(own.is_own() && own.card().is_none());
        assert!(own.about.contains("457 MB"));
    }

    #[test]
    fn what_a_model_brings_for_teaching_is_beside_its_weights() {
        let mut entry = ModelEntry { path: Some("models/digits".into()), ..ModelEntry::default() };
        assert_eq!(entry.prior(), None);
        entry.bytes.insert("teach.safetensors".into(), 1);
        assert_eq!(entry.prior().as_deref(), Some("models/digits/teach.safetensors"));
    }
}
