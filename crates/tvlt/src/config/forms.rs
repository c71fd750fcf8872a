//! The forms in which Hugging Face's files have sizes: one number for all sides, a list, or an object with names
//! (`transformers==4.40.2`, `image_processing_utils.py`, `convert_to_size_dict`).

use serde::{Deserialize, Deserializer, Serialize, de::Error};

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

/// One value for all, or a list with one for each.
pub(super) fn each<'de, D, T, const N: usize>(deserializer: D) -> Result<[T; N], D::Error>
where
    D: Deserializer<'de>,
    T: Copy + Deserialize<'de>,
{
    match OneOrMany::<T>::deserialize(deserializer)? {
        OneOrMany::One(value) => Ok([value; N]),
        OneOrMany::Many(values) => {
            values.try_into().map_err(|given: Vec<T>| D::Error::invalid_length(given.len(), &"one for each"))
        }
    }
}

/// The side of a square: one number, or both sides.
pub(super) fn side<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    match each(deserializer)? {
        [height, width] if height == width => Ok(height),
        _ => Err(D::Error::custom("the sides differ")),
    }
}

/// A list of names, or one name.
pub(super) fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(name) => vec![name],
        OneOrMany::Many(names) => names,
    })
}

/// HF's `size`: `{"shortest_edge": 224}`, or a plain number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "EdgeForm")]
pub struct ShortestEdge {
    /// Pixels.
    pub shortest_edge: usize,
}

/// HF's `crop_size`: `{"height": 224, "width": 224}`, `[224, 224]` (height first), or a plain number for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "CropForm")]
pub struct CropSize {
    /// Pixels.
    pub height: usize,
    /// Pixels.
    pub width: usize,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum EdgeForm {
    Number(usize),
    Named { shortest_edge: usize },
}

impl From<EdgeForm> for ShortestEdge {
    fn from(form: EdgeForm) -> Self {
        match form {
            EdgeForm::Number(shortest_edge) | EdgeForm::Named { shortest_edge } => Self { shortest_edge },
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum CropForm {
    Number(usize),
    Sides([usize; 2]),
    Named { height: usize, width: usize },
}

impl From<CropForm> for CropSize {
    fn from(form: CropForm) -> Self {
        match form {
            CropForm::Number(side) => Self { height: side, width: side },
            CropForm::Sides([height, width]) | CropForm::Named { height, width } => Self { height, width },
        }
    }
}
