//! `null` in a configuration, as `transformers==4.40.2` takes it: where its code has `x if x is not None else
//! default` the key counts as missing, a switch is off, and a number that is none makes no model.

use serde_json::{Map, Value};

use super::{ConfigError, file_kind};

/// Longest text of a configuration: a hundred times what any of Hugging Face's has.
const MAX_TEXT: usize = 1 << 18;

/// What `null` means for some keys; for any other that is known, that there is no number.
pub(super) struct Nulls {
    /// Keys that `null` leaves at their default.
    pub(super) defaults: &'static [&'static str],
    /// Switches that `null` turns off.
    pub(super) switches: &'static [&'static str],
}

/// The object that a file's text is.
///
/// # Errors
/// [`ConfigError::Kind`] for a file that is something else, [`ConfigError::Json`] for one that is no object,
/// [`ConfigError::TooLong`].
pub(super) fn object(json: &str, what: &'static str) -> Result<Map<String, Value>, ConfigError> {
    if let Some(kind) = file_kind::of_text(json) {
        return Err(ConfigError::Kind { what, is: kind.what, todo: kind.todo });
    }
    if json.len() > MAX_TEXT {
        return Err(ConfigError::TooLong(what));
    }
    // Some editors put a mark of the encoding first, which is no JSON.
    let json = json.trim_start_matches('\u{feff}');
    serde_json::from_str(json).map_err(|source| ConfigError::Json { what, source })
}

/// Puts what they mean in the place of all nulls among the `known` keys.
///
/// # Errors
/// [`ConfigError::Null`], for a key that needs a value.
pub(super) fn resolve(
    object: &mut Map<String, Value>,
    known: &[String],
    nulls: &Nulls,
    what: &'static str,
) -> Result<(), ConfigError> {
    for key in known {
        let Some(value) = object.get_mut(key).filter(|value| value.is_null()) else { continue };
        if nulls.switches.contains(&key.as_str()) {
            *value = Value::Bool(false);
        } else if nulls.defaults.contains(&key.as_str()) {
            object.remove(key);
        } else {
            return Err(ConfigError::Null { what, key: key.clone() });
        }
    }
    Ok(())
}

/// The keys of a type's settings: those that it writes, and those that it writes only sometimes.
pub(super) fn keys(settings: &impl serde::Serialize, sometimes: &[&str]) -> Vec<String> {
    let written = serde_json::to_value(settings).ok();
    let written = written.as_ref().and_then(Value::as_object).into_iter().flat_map(Map::keys);
    written.cloned().chain(sometimes.iter().map(|key| (*key).to_owned())).collect()
}
