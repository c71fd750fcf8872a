//! `null` in a configuration, as `transformers==4.40.2` reads it: where its code has `x if x is not None else default` the
//! key counts as missing, a switch is off, and a number that is `null` is an error. A switch may also be a number.

use serde_json::{Map, Value};

use super::{ConfigError, file_kind};

/// Limit on a configuration's length in bytes: a hundred times that of any of Hugging Face's.
const MAX_TEXT: usize = 1 << 18;

/// Keys for which `null` has a meaning. For any other known key it is a missing number, which is an error.
pub(super) struct Nulls {
    /// Keys that take their default.
    pub(super) defaults: &'static [&'static str],
    /// Switches that are off.
    pub(super) switches: &'static [&'static str],
}

/// Parses a file's text as a JSON object.
///
/// # Errors
/// [`ConfigError::Kind`] for a file of another kind, [`ConfigError::Json`] for one that is not an object,
/// [`ConfigError::TooLong`].
pub(super) fn object(json: &str, what: &'static str) -> Result<Map<String, Value>, ConfigError> {
    if let Some(kind) = file_kind::of_text(json) {
        return Err(ConfigError::Kind { what, is: kind.what, todo: kind.todo });
    }
    if json.len() > MAX_TEXT {
        return Err(ConfigError::TooLong(what));
    }
    // Some editors write a byte order mark first, which is not JSON.
    let json = json.trim_start_matches('\u{feff}');
    serde_json::from_str(json).map_err(|source| ConfigError::Json { what, source })
}

/// Replaces each `null` among the `known` keys by what it means, and numbers by switches, as Python takes them.
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
        let Some(value) = object.get_mut(key) else { continue };
        if let (true, Some(number)) = (nulls.switches.contains(&key.as_str()), value.as_f64()) {
            *value = Value::Bool(number != 0.0);
        }
        if !value.is_null() {
            continue;
        }
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

/// The keys of a type's settings: those that it always writes, and `sometimes`.
pub(super) fn keys(settings: &impl serde::Serialize, sometimes: &[&str]) -> Vec<String> {
    let written = serde_json::to_value(settings).ok();
    let written = written.as_ref().and_then(Value::as_object).into_iter().flat_map(Map::keys);
    written.cloned().chain(sometimes.iter().map(|key| (*key).to_owned())).collect()
}
