//! Recognises the files that a person chose for a model: weights, their shards, configurations.
//!
//! Names are not reliable: a browser calls a second download `config (1).json`, and people rename files. So
//! the contents of a JSON file decide, and its name only where they do not.

use serde_json::{Map, Value};
use thiserror::Error;

use bridge::hub::is_weights;

/// Keys of a `config.json`.
const CONFIG_KEYS: [&str; 14] = [
    "architectures",
    "attention_probs_dropout_prob",
    "audio_patch_size",
    "decoder_hidden_size",
    "frequency_length",
    "hidden_act",
    "hidden_size",
    "id2label",
    "image_patch_size",
    "intermediate_size",
    "layer_norm_eps",
    "model_type",
    "num_attention_heads",
    "num_hidden_layers",
];

/// Keys of a `preprocessor_config.json`, and of a `processor_config.json`, which has the same settings inside.
const PREPROCESSOR_KEYS: [&str; 19] = [
    "crop_size",
    "do_center_crop",
    "do_normalize",
    "do_rescale",
    "do_resize",
    "feature_extractor",
    "feature_extractor_type",
    "feature_size",
    "hop_length_to_sampling_rate",
    "image_mean",
    "image_processor",
    "image_processor_type",
    "image_std",
    "n_fft",
    "padding_value",
    "processor_class",
    "resample",
    "rescale_factor",
    "sampling_rate",
];

/// Key of the map in an index that names the shard of each tensor.
const INDEX_KEY: &str = "weight_map";

/// Words that file managers add to a copy's name: `config - Copy.json`, `config copy.json`.
const COPY_WORDS: [&str; 6] = ["copy", "Copy", "Kopie", "copie", "Copia", "copia"];

/// A chosen file.
#[derive(Debug, Clone, Default)]
pub struct ChosenFile {
    /// Its name.
    pub name: String,
    /// Its text, where it is small enough for a configuration and does not have the name of weights.
    pub text: Option<String>,
}

/// What a file was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// The weights, all in one file.
    Weights,
    /// One shard of the weights.
    Shard,
    /// The index of the shards, `model.safetensors.index.json`.
    Index,
    /// `config.json`.
    Config,
    /// `preprocessor_config.json` or `processor_config.json`.
    Preprocessor,
    /// None of these, and why.
    Unused(&'static str),
}

impl Role {
    /// The role in words, for the person.
    pub fn in_words(&self) -> String {
        match self {
            Self::Weights => "the model’s weights".into(),
            Self::Shard => "a part of the model’s weights".into(),
            Self::Index => "the list of the weights’ parts".into(),
            Self::Config => "the model’s configuration".into(),
            Self::Preprocessor => "the settings of its processors".into(),
            Self::Unused(why) => format!("not used: {why}"),
        }
    }
}

/// The chosen files by their roles. Numbers are indices into the given list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sorted {
    /// What each file was taken for.
    pub roles: Vec<Role>,
    /// The weights, in the order of their shards.
    pub weights: Vec<usize>,
    /// Names of the shards as in the index; empty for weights in one file.
    pub shards: Vec<String>,
    /// The index of the shards.
    pub index: Option<usize>,
    /// `config.json`.
    pub config: Option<usize>,
    /// `preprocessor_config.json`.
    pub preprocessor: Option<usize>,
}

/// Why the chosen files are no model.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChosenFilesError {
    /// There are only configurations.
    #[error(
        "there are no weights among the chosen files ({0}): choose the weights (.safetensors, .bin or .ckpt) together with them"
    )]
    NoWeights(String),
}

/// Finds the role of each file.
///
/// # Errors
/// [`ChosenFilesError::NoWeights`].
pub fn sort(files: &[ChosenFile]) -> Result<Sorted, ChosenFilesError> {
    let json: Vec<Option<Value>> = files.iter().map(parsed).collect();
    let mut sorted = Sorted { roles: files.iter().zip(&json).map(role).collect(), ..Sorted::default() };
    let known = |value: &Option<Value>, keys: &[&str]| {
        value.as_ref().and_then(Value::as_object).map_or(0, |map| count(map, keys))
    };
    sorted.index = sorted.one_of(files, Role::Index, |_| 0);
    sorted.config = sorted.one_of(files, Role::Config, |at| known(&json[at], &CONFIG_KEYS));
    sorted.preprocessor = sorted.one_of(files, Role::Preprocessor, |at| known(&json[at], &PREPROCESSOR_KEYS));
    let listed = sorted.index.and_then(|at| json[at].as_ref()).map(listed_parts).unwrap_or_default();
    sorted.choose_weights(files, &listed);
    if sorted.weights.is_empty() {
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        return Err(ChosenFilesError::NoWeights(names.join(", ")));
    }
    Ok(sorted)
}

impl Sorted {
    /// Picks the one file with this role that is used: the one for which `says` is highest, then one with a plain
    /// name, then the first. The others become unused.
    fn one_of(&mut self, files: &[ChosenFile], role: Role, says: impl Fn(usize) -> usize) -> Option<usize> {
        let with_role = || (0..files.len()).filter(|at| self.roles[*at] == role);
        let is_plain = |at: usize| plain_name(&files[at].name) == files[at].name;
        let chosen = with_role().rev().max_by_key(|at| (says(*at), is_plain(*at)))?;
        for at in with_role().filter(|at| *at != chosen).collect::<Vec<_>>() {
            self.roles[at] = Role::Unused("another file was taken for the same");
        }
        Some(chosen)
    }

    fn choose_weights(&mut self, files: &[ChosenFile], listed: &[String]) {
        let plain: Vec<String> = files.iter().map(|file| plain_name(&file.name)).collect();
        let mut weights: Vec<usize> =
            (0..files.len()).filter(|at| self.roles[*at] == Role::Weights).collect();
        // Of two copies of one shard, the first is used; an unchanged name comes before one with a number added.
        weights.sort_by_key(|at| (plain[*at].clone(), plain[*at] != files[*at].name, *at));
        let mut parts: Vec<usize> = weights
            .iter()
            .copied()
            .filter(|at| if listed.is_empty() { is_part(&plain[*at]) } else { listed.contains(&plain[*at]) })
            .collect();
        parts.dedup_by(|after, before| plain[*after] == plain[*before]);
        if parts.is_empty() {
            let first = (0..files.len()).find(|at| self.roles[*at] == Role::Weights);
            self.weights = first.into_iter().collect();
            if let Some(index) = self.index.take() {
                self.roles[index] = Role::Unused("it lists other files than the chosen ones");
            }
        } else {
            self.shards = parts.iter().map(|at| plain[*at].clone()).collect();
            self.weights = parts;
        }
        for at in weights {
            self.roles[at] = match (self.weights.contains(&at), self.shards.is_empty()) {
                (true, true) => Role::Weights,
                (true, false) => Role::Shard,
                (false, _) => Role::Unused("other weights were chosen, too"),
            };
        }
    }
}

fn parsed(file: &ChosenFile) -> Option<Value> {
    // Editors on Windows write a byte order mark first.
    let text = file.text.as_deref()?.trim_start_matches('\u{feff}');
    serde_json::from_str(text).ok()
}

fn role((file, json): (&ChosenFile, &Option<Value>)) -> Role {
    if is_weights(&file.name) {
        return Role::Weights;
    }
    let by_name = || match plain_name(&file.name).as_str() {
        "config.json" => Some(Role::Config),
        "preprocessor_config.json" | "processor_config.json" => Some(Role::Preprocessor),
        name if name.ends_with(".index.json") => Some(Role::Index),
        _ => None,
    };
    let Some(map) = json.as_ref().and_then(Value::as_object) else {
        // A broken configuration is not skipped: its reader will report the error. A file without the extension
        // `.json` may be weights under another name.
        let is_json = file.name.ends_with(".json");
        let other = if is_json { Role::Unused("it is no JSON") } else { Role::Weights };
        return by_name().unwrap_or(other);
    };
    if map.contains_key(INDEX_KEY) {
        return Role::Index;
    }
    match (count(map, &CONFIG_KEYS), count(map, &PREPROCESSOR_KEYS)) {
        (0, 0) => by_name().unwrap_or(Role::Unused("nothing of a model’s configuration is in it")),
        (config, preprocessor) if config >= preprocessor => Role::Config,
        _ => Role::Preprocessor,
    }
}

fn count(map: &Map<String, Value>, keys: &[&str]) -> usize {
    keys.iter().filter(|key| map.contains_key(**key)).count()
}

/// The files that an index names.
fn listed_parts(index: &Value) -> Vec<String> {
    let map = index.get(INDEX_KEY).and_then(Value::as_object);
    let mut names: Vec<String> = map
        .into_iter()
        .flat_map(|map| map.values())
        .filter_map(|name| name.as_str())
        .map(|name| name.rsplit('/').next().unwrap_or(name).to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Whether a name is that of a shard: `model-00001-of-00002.safetensors`.
fn is_part(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let Some((before, all)) = stem.rsplit_once("-of-") else { return false };
    let number = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    number(all) && before.rsplit_once('-').is_some_and(|(_, part)| number(part))
}

/// The name without what a browser or a file manager has added to it: `config (1).json`,
/// `config(1).json`, `config-1.json`, `config - Copy.json`, `config copy 2.json`.
pub fn plain_name(name: &str) -> String {
    let (mut stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    while let Some(shorter) = without_suffix(stem).filter(|shorter| !shorter.is_empty()) {
        stem = shorter;
    }
    if extension.is_empty() { stem.to_owned() } else { format!("{stem}.{extension}") }
}

fn without_suffix(stem: &str) -> Option<&str> {
    let stem = stem.trim_end();
    if let Some((before, number)) = stem.strip_suffix(')').and_then(|open| open.rsplit_once('('))
        && is_small_number(number)
    {
        return Some(before.trim_end());
    }
    if let Some((before, number)) = stem.rsplit_once('-')
        && is_small_number(number)
    {
        return Some(before);
    }
    // "config copy 2": the number is removed only where the word is there.
    let numbered = stem.rsplit_once(' ').filter(|(_, number)| is_small_number(number));
    let words = numbered.map_or(stem, |(before, _)| before);
    let before = COPY_WORDS.iter().find_map(|word| words.strip_suffix(word)?.strip_suffix(' '))?;
    Some(before.trim_end_matches([' ', '-', '–']))
}

/// Whether this is a number of one or two digits; longer ones number shards.
fn is_small_number(digits: &str) -> bool {
    matches!(digits.len(), 1 | 2) && digits.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests;
