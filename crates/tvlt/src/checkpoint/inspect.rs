//! A report on a weights file, tensor by tensor: for `tvlt inspect`, and for a file that does not load.

use std::{collections::BTreeMap, fmt};

use burn::tensor::Device;

use super::{
    CheckpointError, Format, StoredType, Weights, WeightsFiles, configured, heads, keys,
    load::{Comparison, compare},
    named,
};
use crate::config::{TvltConfig, Variant};

/// Limit on the tensors, and on the problems, that are listed one by one: twice as many as TVLT-base has tensors.
const MAX_LINES: usize = 1000;

/// Characters of a name that are shown.
const MAX_NAME: usize = 100;

/// What is known of a weights file.
#[derive(Debug)]
pub struct Report {
    /// How it is written.
    pub format: Format,
    /// Whether its tensors have Hugging Face's names or the authors'.
    pub variant: Variant,
    /// The configuration, or why there is none.
    pub config: Result<TvltConfig, CheckpointError>,
    /// Whether the configuration was inferred from the tensors' shapes.
    pub inferred: bool,
    /// Hugging Face's classes it would load into.
    pub classes: Vec<&'static str>,
    /// Its tensors, by Hugging Face's names where they have one.
    pub tensors: Vec<TensorLine>,
    /// What keeps it from loading, one sentence a tensor.
    pub problems: Vec<CheckpointError>,
    /// Numbers in all its tensors together.
    pub parameters: u64,
    /// Bytes of the file, or of all files.
    pub bytes: u64,
    /// As [`Weights::passed_over`].
    pub passed_over: Vec<String>,
}

/// One tensor of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorLine {
    /// Name.
    pub name: String,
    /// Shape.
    pub shape: Vec<usize>,
    /// Type of its numbers.
    pub dtype: String,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is loaded.
    Used,
    /// It belongs to a head that the model's class does not use.
    OtherHead,
    /// It does not belong to TVLT.
    Unexpected,
    /// It has another shape than the model's.
    Misshapen,
    /// It cannot be said, as there is no configuration.
    Unknown,
}

impl Report {
    /// Inspects a weights file, or several, with the text of its `config.json`, if there is one. Reads no numbers.
    /// `device` is needed to describe a model's parameters; none is allocated on it.
    ///
    /// # Errors
    /// Where the file's table of contents cannot be read.
    pub fn new(
        config_json: Option<&str>,
        files: impl Into<WeightsFiles>,
        device: &Device,
    ) -> Result<Self, CheckpointError> {
        let files = files.into();
        let bytes = files.len();
        let (weights, variant) = named(Weights::open(files)?)?;
        let count =
            |shape: &[usize]| shape.iter().fold(1u64, |count, length| count.saturating_mul(*length as u64));
        let mut report = Self {
            format: weights.format,
            variant,
            config: Err(CheckpointError::NoTensors),
            inferred: false,
            classes: Vec::new(),
            tensors: Vec::new(),
            problems: Vec::new(),
            parameters: weights.tensors.values().map(|tensor| count(&tensor.shape)).sum(),
            bytes,
            passed_over: weights.passed_over.clone(),
        };
        let fates = match configured(config_json, &weights, variant) {
            Ok((config, inferred)) => {
                report.inferred = inferred;
                let fates = report.compare(&config, &weights, device);
                report.config = Ok(config);
                fates
            }
            Err(error) => {
                report.config = Err(error);
                BTreeMap::new()
            }
        };
        let known = report.config.is_ok() && !report.classes.is_empty();
        report.tensors = weights
            .tensors
            .into_iter()
            .map(|(name, tensor)| TensorLine {
                fate: fates.get(&name).copied().unwrap_or(if known { Fate::Used } else { Fate::Unknown }),
                name,
                shape: tensor.shape,
                dtype: match tensor.dtype {
                    Ok(StoredType::F32) => "F32".into(),
                    Ok(StoredType::F16) => "F16".into(),
                    Ok(StoredType::Bf16) => "BF16".into(),
                    Ok(StoredType::F64) => "F64".into(),
                    Err(other) => other,
                },
            })
            .collect();
        Ok(report)
    }

    /// Whether it would load.
    pub fn loads(&self) -> bool {
        self.config.is_ok() && self.problems.is_empty()
    }

    /// Fills in `classes` and `problems`, and returns the fate of each tensor that is not used.
    fn compare(&mut self, config: &TvltConfig, weights: &Weights, device: &Device) -> BTreeMap<String, Fate> {
        let compared =
            heads(config, weights).and_then(|heads| Ok((heads, compare(config, weights, heads, device)?)));
        let (heads, Comparison { problems, other_heads }) = match compared {
            Ok(compared) => compared,
            Err(error) => {
                self.problems.push(error);
                return BTreeMap::new();
            }
        };
        self.classes = keys::classes(heads).collect();
        let mut fates: BTreeMap<String, Fate> =
            other_heads.into_iter().map(|name| (name, Fate::OtherHead)).collect();
        for error in &problems {
            match error {
                CheckpointError::Shape { name, .. } => fates.insert(name.clone(), Fate::Misshapen),
                CheckpointError::Unknown { name, .. } => fates.insert(name.clone(), Fate::Unexpected),
                _ => None,
            };
        }
        self.problems = problems;
        for (name, tensor) in &weights.tensors {
            if let (None, Err(given)) = (fates.get(name), &tensor.dtype) {
                self.problems.push(CheckpointError::Type { name: name.clone(), given: given.clone() });
            }
        }
        fates
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = match self.variant {
            Variant::HuggingFace => "Hugging Face's",
            Variant::Authors => "the authors'",
        };
        writeln!(out, "format      {}, {names} names", self.format)?;
        match &self.config {
            Ok(config) => {
                let told = if self.inferred { ", told from the shapes" } else { "" };
                let heads = [config.num_attention_heads, config.decoder_num_attention_heads];
                writeln!(out, "model       {}", self.classes.join(" and "))?;
                writeln!(
                    out,
                    "            {} layers of width {}, {} heads{told}",
                    config.num_hidden_layers, config.hidden_size, heads[0]
                )?;
                if config.task_mae {
                    writeln!(
                        out,
                        "            decoder of {} layers of width {}, {} heads",
                        config.decoder_num_hidden_layers, config.decoder_hidden_size, heads[1]
                    )?;
                }
            }
            Err(error) => writeln!(out, "model       {error}")?,
        }
        writeln!(out, "parameters  {}", self.parameters)?;
        writeln!(out, "bytes       {}", self.bytes)?;
        if !self.passed_over.is_empty() {
            let names = self.passed_over.join(", ");
            writeln!(out, "not read    objects of {names} (nothing of them was run)")?;
        }
        writeln!(out, "tensors     {}", self.tensors.len())?;
        let width = self.tensors.iter().map(|line| line.name.len()).max().unwrap_or(0).min(MAX_NAME);
        for line in self.tensors.iter().take(MAX_LINES) {
            // A name may hold any characters, so it is escaped before it is shown.
            let name: String = line.name.escape_debug().take(MAX_NAME).collect();
            let fate = match line.fate {
                Fate::Used | Fate::Unknown => "",
                Fate::OtherHead => "  of another head",
                Fate::Unexpected => "  unexpected",
                Fate::Misshapen => "  misshapen",
            };
            writeln!(out, "  {name:width$}  {:4}  {:?}{fate}", line.dtype, line.shape)?;
        }
        if self.tensors.len() > MAX_LINES {
            writeln!(out, "  and {} more", self.tensors.len() - MAX_LINES)?;
        }
        if self.loads() {
            return writeln!(out, "loads       yes");
        }
        writeln!(out, "loads       no")?;
        let problems = self.problems.iter().take(MAX_LINES);
        problems.into_iter().try_for_each(|problem| writeln!(out, "  {}", problem.to_string().escape_debug()))
    }
}
