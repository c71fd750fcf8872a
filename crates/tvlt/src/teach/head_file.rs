//! Taught heads as a file: `head.safetensors`. With it and the model, clips are recognised.
//!
//! | entry | shape | what |
//! |---|---|---|
//! | `heads` in the metadata | | JSON: a description |
//! | `sight.weights`, `sound.weights` | `[classes + 1, features]` | of the model's features; "nothing" is the last |
//! | `sight.bias`, `sound.bias` | `[classes + 1]` | |
//! | `sight.known`, `sound.known` | `[classes + 1]` | 1 for what was taught to this head, else 0 |
//! | `sight.scene` | `[features]` | subtracted from features: the empty scene |
//! | `sight.map`, `sound.map` | `[width, features]` | where the model has a prior: map of features less the scene, divided by `scale` |
//! | `sight.mean`, `sight.scale`, ... | `[features]` | mean (mapped, it is subtracted), scale |
//! | `sight.between`, `sound.between` | `[width]` | variance of different things in mapped features |
//! | `sight.means`, `sound.means` | `[classes + 1, width]` | mean of each class in mapped features; zeros where it was not taught |
//!
//! The description has `version` (1), `model` (its name, for people), `layers` (of the features; the first is 1),
//! `classes` (their names) and `refusal` (a [`Refusal`]).
//!
//! A score is `weights · (features - scene) + bias`. The map to fewer features is part of the weights, so that a file
//! does not depend on the model's prior. Leads are by [`Familiarity`], where the last entries
//! are there. A modality without a head is left out.

use serde::{Deserialize, Serialize};

use super::familiarity::Familiarity;
use super::head::Head;
use super::heads::Heads;
use super::mapping::Mapping;
use super::modality::Modality;
use super::refusal::Refusal;
use super::ridge::Ridge;
use super::standard::Standard;
use super::tensors::{Reading, Stored, TeachFileError, Writing};

/// Name of the file.
pub const HEAD_FILE: &str = "head.safetensors";

/// Metadata entry of the description. It is a single one, because the order of several would change from file to file.
const HEADS: &str = "heads";

/// The version of the format that is written, and the only one that is read.
const VERSION: u32 = 1;

/// What is not numbers.
#[derive(Serialize, Deserialize)]
struct Description {
    version: u32,
    model: String,
    layers: Vec<usize>,
    classes: Vec<String>,
    refusal: Refusal,
}

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
        let heads = &self.heads;
        let description = Description {
            version: VERSION,
            model: self.model.clone(),
            layers: heads.layers.clone(),
            classes: heads.classes.clone(),
            refusal: heads.refusal,
        };
        let json = serde_json::to_string(&description);
        let mut writing = Writing::default();
        writing.words(HEADS, json.map_err(|error| TeachFileError::Write(error.to_string()))?);
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
            if let Some(familiarity) = &head.familiarity {
                write_familiarity(&mut writing, modality, familiarity);
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
        let Description { version, model, layers, classes, refusal } = reading.parsed(HEADS)?;
        if version != VERSION {
            let reason = format!("version {version} is not read, only {VERSION}: get a newer tvlt");
            return Err(TeachFileError::Entry { name: HEADS.to_owned(), reason });
        }
        if [refusal.sight, refusal.sound].iter().any(|lead| lead.spread <= 0.0) {
            let reason = "a spread is not above zero".to_owned();
            return Err(TeachFileError::Entry { name: HEADS.to_owned(), reason });
        }
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
    let familiarity = familiarity(reading, modality, features, rows)?;
    Ok(Some(Head { ridge: Ridge { weights, bias }, knows, scene, familiarity }))
}

fn write_familiarity(writing: &mut Writing, modality: Modality, familiarity: &Familiarity) {
    let name = |what: &str| format!("{}.{what}", modality.name());
    let mapping = familiarity.mapping();
    let (features, width) = (mapping.features(), mapping.width());
    let Some(rows) = mapping.rows() else { return };
    let none = vec![0.0; width];
    let means: Vec<f32> =
        familiarity.means().iter().flat_map(|mean| mean.as_ref().unwrap_or(&none)).copied().collect();
    writing.numbers(name("map"), &[width, features], rows, Stored::F32);
    writing.numbers(name("mean"), &[features], &mapping.standard().mean, Stored::F32);
    writing.numbers(name("scale"), &[features], &mapping.standard().scale, Stored::F32);
    writing.numbers(name("between"), &[width], familiarity.between(), Stored::F32);
    writing.numbers(name("means"), &[familiarity.means().len(), width], &means, Stored::F32);
}

/// What is known of `rows` classes with "nothing", where the file has it.
fn familiarity(
    reading: &Reading<'_>,
    modality: Modality,
    features: usize,
    rows: usize,
) -> Result<Option<Familiarity>, TeachFileError> {
    let name = |what: &str| format!("{}.{what}", modality.name());
    if !reading.has(&name("map")) {
        return Ok(None);
    }
    let ([width, columns], map) = reading.numbers(&name("map"))?;
    let ([_], mean) = reading.numbers(&name("mean"))?;
    let ([_], scale) = reading.numbers(&name("scale"))?;
    let ([_], between) = reading.numbers(&name("between"))?;
    let ([found, inner], means) = reading.numbers(&name("means"))?;
    if columns != features || found != rows || inner != width || width == 0 {
        let reason = "it does not fit the weights".to_owned();
        return Err(TeachFileError::Entry { name: name("means"), reason });
    }
    let means =
        means.chunks_exact(width).map(|mean| mean.iter().any(|value| *value != 0.0).then(|| mean.to_vec()));
    let mapping = Mapping::new(Standard { mean, scale }, map)?;
    Ok(Some(Familiarity::new(mapping, between, means.collect())?))
}
