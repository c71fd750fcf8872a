//! Reads settings from a JSON object, and says of a value that cannot be used which it is and what it should be.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::ConfigError;

/// Characters of a value that are shown.
const SHOWN: usize = 60;

/// What some keys have to be, where the type of their default does not tell it.
const EXPECTED: [(&str, &str); 6] = [
    ("size", "a number of pixels or {\"shortest_edge\": number}"),
    ("crop_size", "a number of pixels, [height, width] or {\"height\": number, \"width\": number}"),
    ("image_size", "a whole number, or a list of two that are the same"),
    ("architectures", "a list of names"),
    ("id2label", "an object with the name of each class, such as {\"0\": \"happy\", \"1\": \"sad\"}"),
    ("num_labels", "a whole number"),
];

/// Settings from an object's keys; a missing key takes its default.
///
/// # Errors
/// [`ConfigError::Value`] for the first value that cannot be used.
pub(super) fn settings<T: Default + Serialize + DeserializeOwned>(
    object: Map<String, Value>,
    what: &'static str,
) -> Result<T, ConfigError> {
    let object = Value::Object(object);
    T::deserialize(&object).map_err(|source| {
        // Read one by one, the wrong value is found, which the error of the whole does not name.
        let values = object.as_object().into_iter().flatten();
        let mut found = values.filter_map(|(key, value)| {
            let alone = Map::from_iter([(key.clone(), value.clone())]);
            let error = T::deserialize(Value::Object(alone)).err()?;
            let expected = expected::<T>(key, &error);
            Some(ConfigError::Value { what, key: key.clone(), found: shown(value), expected })
        });
        found.next().unwrap_or(ConfigError::Json { what, source })
    })
}

/// What the value of a key has to be, as the end of "it has to be ...".
fn expected<T: Default + Serialize>(key: &str, error: &serde_json::Error) -> String {
    if let Some((_, words)) = EXPECTED.iter().find(|(known, _)| *known == key) {
        return (*words).to_owned();
    }
    let default = serde_json::to_value(T::default()).ok();
    match default.as_ref().and_then(|default| default.get(key)) {
        Some(Value::Bool(_)) => "true or false".into(),
        Some(Value::Number(number)) if number.is_u64() => "a whole number".into(),
        Some(Value::Number(_)) => "a number".into(),
        Some(Value::Array(all)) => format!("a number, or a list of {}", all.len()),
        // A choice: the error lists the names.
        _ => match error.to_string().split_once(", expected ") {
            Some((_, names)) if names.contains('`') => names.replace('`', "\""),
            _ => "a text".into(),
        },
    }
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{TvltConfig, TvltProcessorConfig};

    #[test]
    fn a_value_that_cannot_be_used_is_named_with_what_it_should_be() {
        for (json, said) in [
            (
                r#""hidden_size": "768""#,
                r#"hidden_size is "768" in config.json, but it has to be a whole number"#,
            ),
            (r#""layer_norm_eps": []"#, "layer_norm_eps is [] in config.json, but it has to be a number"),
            (r#""task_mae": "yes""#, "has to be true or false"),
            (
                r#""hidden_act": "tanhh""#,
                r#"hidden_act is "tanhh" in config.json, but it has to be one of "gelu""#,
            ),
            (r#""loss_type": "l1""#, r#"has to be "classification" or "regression""#),
            (r#""loss_type": 1"#, "has to be a text"),
            (r#""image_size": [224, 192]"#, "a list of two that are the same"),
            (r#""image_patch_size": [16]"#, "has to be a number, or a list of 2"),
            (r#""id2label": ["happy"]"#, "an object with the name of each class"),
            (r#""id2label": {"happy": 0}"#, "an object with the name of each class"),
            (r#""problem_type": 7"#, "problem_type is 7"),
        ] {
            let json = format!("{{\"num_hidden_layers\": 2, {json}}}");
            let error = TvltConfig::from_json(&json).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        let long = format!("{{\"size\": {:?}}}", "ä".repeat(999));
        for (json, said) in [
            (
                r#"{"size": {"height": 224, "width": 224}}"#,
                r#"a number of pixels or {"shortest_edge": number}"#,
            ),
            (r#"{"crop_size": {"shortest_edge": 224}}"#, r#"[height, width] or {"height""#),
            (
                r#"{"image_mean": [0.5]}"#,
                "image_mean is [0.5] in preprocessor_config.json, but it has to be a number, or a list of 3",
            ),
            (r#"{"resample": "bilinear"}"#, "has to be a whole number"),
            (&long, "ä..."),
        ] {
            let error = TvltProcessorConfig::from_json(json).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
