//! Taught heads as a file: `head.safetensors`. With it and the model, clips are recognised.
//!
//! | entry | shape | what |
//! |---|---|---|
//! | `format` in the metadata | | "tvlt-heads" |
//! | `version` in the metadata | | "1" |
//! | `model` in the metadata | | name of the model, for people |
//! | `layers` in the metadata | | layers of the features, as "2,3,4" |
//! | `classes` in the metadata | | JSON: names of the classes |
//! | `refusal` in the metadata | | JSON: a [`Refusal`] |
//! | `sight.weights`, `sound.weights` | `[classes + 1, features]` | of the model's features; "nothing" is the last |
//! | `sight.bias`, `sound.bias` | `[classes + 1]` | |
//! | `sight.known`, `sound.known` | `[classes + 1]` | 1 for what was taught to this head, else 0 |
//! | `sight.scene` | `[features]` | subtracted from features: the empty scene |
//!
//! A score is `weights · (features - scene) + bias`. The map to fewer features is part of the weights, so that a file
//! does not depend on the model's prior. A modality without a head is left out.

use super::head::Head;
use super::heads::Heads;
use super::modality::Modality;
use super::refusal::Refusal;
use super::ridge::Ridge;
use super::tensors::{Reading, Stored, TeachFileError, Writing, layers_from_words, layers_to_words};

/// Name of the file.
pub const HEAD_FILE: &str = "head.safetensors";

/// Metadata entries.
const FORMAT: &str = "format";
const VERSION: &str = "version";
const MODEL: &str = "model";
const LAYERS: &str = "layers";
const CLASSES: &str = "classes";
const REFUSAL: &str = "refusal";

const THIS_FORMAT: &str = "tvlt-heads";
const THIS_VERSION: &str = "1";

/// Heads with the name of their model.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadFile {
    /// The heads.
    pub heads: Heads,
    /// The model's name, for people.
    pub model: String,
}

impl HeadFile {
    /// Writes the file.
    ///
    /// # Errors
    /// [`TeachFileError::Write`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, TeachFileError> {
        let json = |error: serde_json::Error| TeachFileError::Write(error.to_string());
        let heads = &self.heads;
        let mut writing = Writing::default();
        writing.words(FORMAT, THIS_FORMAT);
        writing.words(VERSION, THIS_VERSION);
        writing.words(MODEL, &self.model);
        writing.words(LAYERS, layers_to_words(&heads.layers));
        writing.words(CLASSES, serde_json::to_string(&heads.classes).map_err(json)?);
        writing.words(REFUSAL, serde_json::to_string(&heads.refusal).map_err(json)?);
        for modality in Modality::ALL {
            let Some(head) = heads.head(modality) else { continue };
            let name = |what: &str| format!("{}.{what}", modality.name());
            let rows = head.ridge.bias.len();
            let features = head.ridge.weights.len() / rows.max(1);
            let known: Vec<f32> = head.knows.iter().map(|known| f32::from(u8::from(*known))).collect();
            writing.numbers(name("weights"), &[rows, features], &head.ridge.weights, Stored::F32);
            writing.numbers(name("bias"), &[rows], &head.ridge.bias, Stored::F32);
            writing.numbers(name("known"), &[rows], &known, Stored::F32);
            if let Some(scene) = &head.scene {
                writing.numbers(name("scene"), &[features], scene, Stored::F32);
            }
        }
        writing.to_bytes()
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`TeachFileError`], where it is none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TeachFileError> {
        let reading = Reading::new(bytes)?;
        for (name, expected) in [(FORMAT, THIS_FORMAT), (VERSION, THIS_VERSION)] {
            let found = reading.words(name)?;
            if found != expected {
                let reason = format!("it is {found:?}, and only {expected:?} is read");
                return Err(TeachFileError::Entry { name: name.to_owned(), reason });
            }
        }
        let classes: Vec<String> = reading.parsed(CLASSES)?;
        let refusal: Refusal = reading.parsed(REFUSAL)?;
        let layers = layers_from_words(reading.words(LAYERS)?)?;
        let model = reading.words(MODEL)?.to_owned();
        let [sight, sound] = Modality::ALL.map(|modality| head(&reading, modality, classes.len() + 1));
        let (sight, sound) = (sight?, sound?);
        if sight.is_none() && sound.is_none() {
            return Err(TeachFileError::Lacks("sight.weights and sound.weights".to_owned()));
        }
        Ok(Self { heads: Heads { classes, sight, sound, refusal, layers }, model })
    }
}

fn head(reading: &Reading<'_>, modality: Modality, rows: usize) -> Result<Option<Head>, TeachFileError> {
    let name = |what: &str| format!("{}.{what}", modality.name());
    if !reading.has(&name("weights")) {
        return Ok(None);
    }
    let fits = |name: String, found: usize, expected: usize| {
        let reason = format!("it is of {found}, and {expected} are expected");
        if found == expected { Ok(()) } else { Err(TeachFileError::Entry { name, reason }) }
    };
    let ([found, features], weights) = reading.numbers(&name("weights"))?;
    fits(name("weights"), found, rows)?;
    let ([found], bias) = reading.numbers(&name("bias"))?;
    fits(name("bias"), found, rows)?;
    let ([found], known) = reading.numbers(&name("known"))?;
    fits(name("known"), found, rows)?;
    let scene = match reading.has(&name("scene")) {
        true => {
            let ([found], scene) = reading.numbers(&name("scene"))?;
            fits(name("scene"), found, features)?;
            Some(scene)
        }
        false => None,
    };
    let knows = known.into_iter().map(|known| known > 0.5).collect();
    Ok(Some(Head { ridge: Ridge { weights, bias }, knows, scene }))
}
