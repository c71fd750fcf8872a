//! Prefixes that training puts before a model's names: `torch.compile`'s `_orig_mod.`, data parallelism's
//! `module.`, a trainer's `model.`. Known ones are removed; an unknown one is an error that names it. The counters of
//! averaged weights are removed too.

use std::collections::{BTreeMap, BTreeSet};

use super::{CheckpointError, StoredTensor};
use crate::config::Variant;

/// Parts of a name that wrappers around a layer add anywhere in it; no TVLT layer has such a name.
const WRAPPERS: [&str; 6] = [
    "_orig_mod",
    "module",
    "_fsdp_wrapped_module",
    "_fpw_module",
    "_checkpoint_wrapped_module",
    "_forward_module",
];

/// Last parts of names under which averages of weights (`torch.optim.swa_utils.AveragedModel`, ema_pytorch's `EMA`)
/// count their steps, each in one number; no TVLT tensor has such a name.
const COUNTERS: [&str; 5] = ["n_averaged", "initted", "step", "num_updates", "decay"];

/// Parts before all names of a model: a trainer's attribute, and the authors' own.
const OWNERS: [&str; 2] = ["model", "transformer"];

/// The last part of the one name that every model has, and whose model it shows the file to be.
const MARKS: [(&str, Variant); 2] =
    [("cls_embedding", Variant::HuggingFace), ("cls_token", Variant::Authors)];

/// Hugging Face's own prefix of the encoder's names.
const ENCODER: &str = "tvlt";

/// Whether a tensor of this name shows that the file holds a TVLT model.
pub(super) fn is_mark(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    MARKS.iter().any(|(mark, _)| *mark == last)
}

/// The tensors without the prefixes and counters that training added, and whose names they have.
///
/// # Errors
/// [`CheckpointError::Models`] for two models in one file, [`CheckpointError::Prefix`] where some of the names
/// have an unknown prefix, [`CheckpointError::Prefixed`] where two names become the same.
pub(super) fn stripped(
    tensors: BTreeMap<String, StoredTensor>,
) -> Result<(BTreeMap<String, StoredTensor>, Variant), CheckpointError> {
    let tensors = tensors.into_iter().filter(|(name, tensor)| !is_counter(name, tensor)).collect();
    let tensors = renamed(tensors, |name| {
        let parts: Vec<&str> = name.split('.').filter(|part| !WRAPPERS.contains(part)).collect();
        parts.join(".")
    })?;
    let marks: Vec<(String, Variant)> = tensors.keys().filter_map(|name| prefix(name)).collect();
    let prefixes: BTreeSet<&str> = marks.iter().map(|(prefix, _)| prefix.as_str()).collect();
    let variant = match marks.iter().any(|(_, variant)| *variant == Variant::HuggingFace) {
        false if !marks.is_empty() => Variant::Authors,
        _ => Variant::HuggingFace,
    };
    let mut prefixes = prefixes.into_iter();
    let prefix = match (prefixes.next(), prefixes.next()) {
        (None | Some(""), None) => return Ok((tensors, variant)),
        (Some(prefix), None) => prefix,
        (first, second) => {
            let said = |prefix: Option<&str>| match prefix.unwrap_or_default() {
                "" => "no prefix".to_owned(),
                prefix => format!("{prefix:?}"),
            };
            return Err(CheckpointError::Models(said(first), said(second)));
        }
    };
    let owned = prefix.trim_end_matches('.').split('.').all(|part| OWNERS.contains(&part));
    if !owned && !tensors.keys().all(|name| name.starts_with(prefix)) {
        return Err(CheckpointError::Prefix(prefix.to_owned()));
    }
    let stripped = renamed(tensors, |name| name.strip_prefix(prefix).unwrap_or(name).to_owned())?;
    Ok((stripped, variant))
}

/// Whether a tensor is a counter that averaging added.
fn is_counter(name: &str, tensor: &StoredTensor) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    COUNTERS.contains(&last) && tensor.shape.iter().all(|length| *length == 1)
}

/// The prefix of a name that ends in one of [`MARKS`], with its dot, and whose model it is; else `None`.
fn prefix(name: &str) -> Option<(String, Variant)> {
    let mut parts: Vec<&str> = name.split('.').collect();
    let last = parts.pop()?;
    let (_, variant) = MARKS.into_iter().find(|(mark, _)| *mark == last)?;
    if variant == Variant::HuggingFace && parts.last() == Some(&ENCODER) {
        parts.pop();
    }
    Some((parts.iter().map(|part| format!("{part}.")).collect(), variant))
}

fn renamed(
    tensors: BTreeMap<String, StoredTensor>,
    rename: impl Fn(&str) -> String,
) -> Result<BTreeMap<String, StoredTensor>, CheckpointError> {
    let mut all = BTreeMap::new();
    for (name, tensor) in tensors {
        let new = rename(&name);
        if all.insert(new.clone(), tensor).is_some() {
            return Err(CheckpointError::Prefixed { name, new });
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::StoredType;

    fn of(names: &[&str]) -> BTreeMap<String, StoredTensor> {
        let tensor = StoredTensor { dtype: Ok(StoredType::F32), shape: vec![2], bytes: 0..8, strides: None };
        names.iter().map(|name| ((*name).to_owned(), tensor.clone())).collect()
    }

    fn names(given: &[&str]) -> (Vec<String>, Variant) {
        let (tensors, variant) = stripped(of(given)).expect("clear");
        (tensors.into_keys().collect(), variant)
    }

    #[test]
    fn what_training_puts_before_the_names_is_taken_away() {
        for before in [
            "",
            "_orig_mod.",
            "module.",
            "model.",
            "module._orig_mod.",
            "_orig_mod.module.model.",
            "model._orig_mod.",
            "_forward_module.model.",
            "_fsdp_wrapped_module._fpw_module.",
            "net.",
        ] {
            let given = ["classifier.0.bias", "tvlt.cls_embedding"].map(|name| format!("{before}{name}"));
            let given = given.each_ref().map(String::as_str);
            let expected = vec!["classifier.0.bias".to_owned(), "tvlt.cls_embedding".to_owned()];
            assert_eq!(names(&given), (expected, Variant::HuggingFace), "{before}");
            let given = ["cls_token", "norm.bias"].map(|name| format!("{before}{name}"));
            let given = given.each_ref().map(String::as_str);
            let expected = vec!["cls_token".to_owned(), "norm.bias".to_owned()];
            assert_eq!(names(&given), (expected, Variant::Authors), "{before}");
        }
        // The encoder alone has no prefix of its own.
        assert_eq!(
            names(&["model.cls_embedding", "model.layernorm.bias"]).0,
            ["cls_embedding", "layernorm.bias"]
        );
        // Part of the model was compiled, or uses activation checkpointing.
        let given = [
            "classifier.0.bias",
            "tvlt._orig_mod.cls_embedding",
            "tvlt.encoder.layer.0._checkpoint_wrapped_module.output.dense.bias",
        ];
        let expected = ["classifier.0.bias", "tvlt.cls_embedding", "tvlt.encoder.layer.0.output.dense.bias"];
        assert_eq!(names(&given).0, expected);
        // A trainer's own tensors keep their names, so that loading refuses them by name.
        let given = ["loss.weight", "model.tvlt.cls_embedding"];
        assert_eq!(names(&given).0, ["loss.weight", "tvlt.cls_embedding"]);
        let given = ["transformer.cls_token", "transformer.norm.bias", "other"];
        assert_eq!(names(&given).0, ["cls_token", "norm.bias", "other"]);
        assert_eq!(names(&["a", "module.b"]).0, ["a", "b"]);
    }

    #[test]
    fn counters_of_averages_are_taken_away() {
        let mut tensors = of(&["module.cls_token", "module.norm.bias", "step"]);
        let counter = |shape: &[usize]| StoredTensor {
            dtype: Err("Long".into()),
            shape: shape.into(),
            bytes: 0..8,
            strides: None,
        };
        tensors.insert("n_averaged".into(), counter(&[]));
        tensors.insert("ema_model.initted".into(), counter(&[1]));
        let (tensors, _) = stripped(tensors).expect("clear");
        // The tensor called `step` has two numbers, so it is no counter.
        assert_eq!(tensors.into_keys().collect::<Vec<_>>(), ["cls_token", "norm.bias", "step"]);
    }

    #[test]
    fn what_is_not_clear_is_refused_by_its_name() {
        let cases: [(&[&str], &[&str]); 5] = [
            (&["student.tvlt.cls_embedding", "teacher.tvlt.cls_embedding"], &["student.", "teacher."]),
            (&["model.tvlt.cls_embedding", "tvlt.cls_embedding"], &["model.", "no prefix"]),
            (&["net.tvlt.cls_embedding", "head.weight"], &["net."]),
            (&["module.cls_token", "module.norm.bias", "norm.bias"], &["norm.bias"]),
            (
                &["model.tvlt.cls_embedding", "classifier.0.bias", "model.classifier.0.bias"],
                &["model.classifier.0.bias"],
            ),
        ];
        for (given, words) in cases {
            let said = stripped(of(given)).expect_err("unclear").to_string();
            assert!(words.iter().all(|word| said.contains(word)), "{said}");
        }
    }
}
