//! Names of classes, `id2label` and `label2id`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;

/// Hugging Face's name for a class without one.
pub(super) fn unnamed(index: usize) -> String {
    format!("LABEL_{index}")
}

/// Reads `id2label`. Numbers and other plain values in place of names are taken as text: Hugging Face keeps them as
/// they are.
pub(super) fn by_index<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<usize, String>, D::Error> {
    let named = |(key, value): (String, Value)| {
        let index = key.trim().parse().map_err(|_| D::Error::custom("a key is no number"))?;
        let name = match value {
            Value::String(name) => name,
            Value::Null => unnamed(index),
            Value::Array(_) | Value::Object(_) => return Err(D::Error::custom("a name is no text")),
            number => number.to_string(),
        };
        Ok((index, name))
    };
    BTreeMap::<String, Value>::deserialize(deserializer)?.into_iter().map(named).collect()
}

/// The inverse, `label2id`.
pub(super) fn by_name(id2label: &BTreeMap<usize, String>) -> BTreeMap<&str, usize> {
    id2label.iter().map(|(index, name)| (name.as_str(), *index)).collect()
}
