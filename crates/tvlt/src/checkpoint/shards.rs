//! Sharded weights: several files, with an index that names the file of each tensor
//! (`transformers==4.40.2`, `modeling_utils.py`, `load_sharded_checkpoint`), read as one file.
//!
//! The files are concatenated, so that code that reads a tensor need not know how many there are.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use serde::Deserialize;

use super::{CheckpointError, Source, StoredTensor, Weights};
use crate::shard_name::part_of;

/// Ending of an index's name: `model.safetensors.index.json`.
pub const INDEX_ENDING: &str = ".index.json";

/// Limit on the index's length in bytes; TVLT-base's would have 40 KB.
const MAX_INDEX: usize = 1 << 20;

/// One of several weights files.
#[derive(Debug)]
pub struct Shard {
    /// Its name, without a folder.
    pub name: String,
    /// Its bytes.
    pub source: Box<dyn Source>,
}

/// Where a checkpoint's weights are.
#[derive(Debug)]
pub enum WeightsFiles {
    /// In one file.
    Whole(Box<dyn Source>),
    /// In several.
    Sharded {
        /// Text of the index. Without one, the files' names must show that none is missing
        /// (`model-00001-of-00002.safetensors`).
        index: Option<String>,
        /// The files, in any order.
        shards: Vec<Shard>,
    },
}

impl WeightsFiles {
    /// Bytes of all files.
    pub fn len(&self) -> u64 {
        match self {
            Self::Whole(source) => source.len(),
            Self::Sharded { shards, .. } => shards.iter().map(|shard| shard.source.len()).sum(),
        }
    }

    /// Whether there are no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<S: Source + 'static> From<Box<S>> for WeightsFiles {
    fn from(source: Box<S>) -> Self {
        Self::Whole(source)
    }
}

impl From<Box<dyn Source>> for WeightsFiles {
    fn from(source: Box<dyn Source>) -> Self {
        Self::Whole(source)
    }
}

/// An index: the file of each tensor, by the tensor's name. The rest of it (`metadata`) is not needed, as the
/// files themselves hold it.
#[derive(Debug, Deserialize)]
struct Index {
    weight_map: BTreeMap<String, String>,
}

fn parsed(json: &str) -> Result<Index, CheckpointError> {
    if json.len() > MAX_INDEX {
        return Err(CheckpointError::Index("it is longer than that of any TVLT model".into()));
    }
    // Some editors write a byte order mark first, which is not JSON.
    let json = json.trim_start_matches('\u{feff}');
    let index: Index =
        serde_json::from_str(json).map_err(|error| CheckpointError::Index(error.to_string()))?;
    match index.weight_map.is_empty() {
        true => Err(CheckpointError::Index("it names no tensor".into())),
        false => Ok(index),
    }
}

/// The files that an index names, each once, in order.
///
/// # Errors
/// [`CheckpointError::Index`] where the text is not an index, or names a file in another folder.
pub fn shard_names(index_json: &str) -> Result<Vec<String>, CheckpointError> {
    let names: BTreeSet<String> = parsed(index_json)?.weight_map.into_values().collect();
    let elsewhere =
        |name: &&String| name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', ':']);
    match names.iter().find(elsewhere) {
        Some(name) => {
            Err(CheckpointError::Index(format!("it names the file {name:?}, which is no file's name")))
        }
        None => Ok(names.into_iter().collect()),
    }
}

/// Reads the tables of contents of all files as one.
///
/// # Errors
/// [`CheckpointError::Index`] and [`CheckpointError::Shards`] where index and files do not fit together,
/// [`CheckpointError::Shard`] where one of the files cannot be read.
pub(super) fn read(index: Option<&str>, shards: Vec<Shard>) -> Result<Weights, CheckpointError> {
    let index =
        index.map(|json| Ok::<_, CheckpointError>((shard_names(json)?, parsed(json)?))).transpose()?;
    let given: BTreeSet<&str> = shards.iter().map(|shard| shard.name.as_str()).collect();
    if given.len() != shards.len() {
        return Err(CheckpointError::Shards("two of the files have the same name".into()));
    }
    match &index {
        Some((named, _)) => all_there(&given, named)?,
        None => all_counted(&given)?,
    }
    let mut all = Joined::default();
    let mut tensors: BTreeMap<String, StoredTensor> = BTreeMap::new();
    let (mut format, mut passed_over) = (None, BTreeSet::new());
    for Shard { name, source } in shards {
        let within = |error| CheckpointError::Shard { name: name.clone(), source: Box::new(error) };
        let part = Weights::read(source).map_err(within)?;
        if *format.get_or_insert(part.format) != part.format {
            return Err(CheckpointError::Shards(format!("{name} is of another format than the others")));
        }
        passed_over.extend(part.passed_over);
        let start = all.len();
        for (tensor, mut stored) in part.tensors {
            if let Some((_, index)) = &index {
                let place = index.weight_map.get(&tensor).map(String::as_str);
                if place != Some(&name) {
                    let words = match place {
                        Some(other) => {
                            format!("{tensor} is in {name}, but the index says that it is in {other}")
                        }
                        None => format!("{name} holds {tensor}, which the index does not name"),
                    };
                    return Err(CheckpointError::Shards(words));
                }
            }
            stored.bytes = stored.bytes.start + start..stored.bytes.end + start;
            if tensors.insert(tensor.clone(), stored).is_some() {
                return Err(CheckpointError::Shards(format!("{tensor} is in two of the files")));
            }
        }
        all.push(part.source);
    }
    if let Some((_, index)) = &index
        && let Some((tensor, file)) =
            index.weight_map.iter().find(|(tensor, _)| !tensors.contains_key(*tensor))
    {
        let words = format!("the index says that {tensor} is in {file}, which does not hold it");
        return Err(CheckpointError::Shards(words));
    }
    let format = format.ok_or_else(|| CheckpointError::Shards("no file was given".into()))?;
    let passed_over = passed_over.into_iter().collect();
    Ok(Weights { source: Box::new(all), format, tensors, config: None, passed_over })
}

/// Checks that the given files are those that the index names.
fn all_there(given: &BTreeSet<&str>, named: &[String]) -> Result<(), CheckpointError> {
    let named: BTreeSet<&str> = named.iter().map(String::as_str).collect();
    if let Some(missing) = named.difference(given).next() {
        return Err(CheckpointError::Shards(format!("the index names {missing}, which is not there")));
    }
    match given.difference(&named).next() {
        Some(other) => Err(CheckpointError::Shards(format!("the index does not name {other}"))),
        None => Ok(()),
    }
}

/// Checks that there are as many files as each name says, numbered from one.
fn all_counted(given: &BTreeSet<&str>) -> Result<(), CheckpointError> {
    let mut numbers = BTreeSet::new();
    let mut series = BTreeSet::new();
    for name in given {
        let Some((stem, number, count, ending)) = part_of(name) else {
            return Err(CheckpointError::Shards(format!(
                "{name} is no numbered part of a model; choose the index ({INDEX_ENDING}) too, or one file alone"
            )));
        };
        numbers.insert(number);
        series.insert((stem, count, ending));
    }
    let mut kinds = series.iter();
    let (Some((stem, count, ending)), None) = (kinds.next(), kinds.next()) else {
        return Err(CheckpointError::Shards("they belong to several models; choose those of one".into()));
    };
    match (1..=*count).find(|number| !numbers.contains(number)) {
        None if numbers.len() == *count => Ok(()),
        None => Err(CheckpointError::Shards("there are more files than their names count".into())),
        Some(missing) => {
            Err(CheckpointError::Shards(format!("{stem}-{missing:05}-of-{count:05}{ending} is not there")))
        }
    }
}

/// Sources, concatenated.
#[derive(Debug, Default)]
struct Joined {
    /// Each source with the offset of its end.
    parts: Vec<(u64, Box<dyn Source>)>,
}

impl Joined {
    fn push(&mut self, source: Box<dyn Source>) {
        let end = self.len() + source.len();
        self.parts.push((end, source));
    }
}

impl Source for Joined {
    fn len(&self) -> u64 {
        self.parts.last().map_or(0, |(end, _)| *end)
    }

    fn read_at(&self, mut start: u64, mut out: &mut [u8]) -> io::Result<()> {
        while !out.is_empty() {
            let number = self.parts.partition_point(|(end, _)| *end <= start);
            let (end, source) = self.parts.get(number).ok_or(io::ErrorKind::UnexpectedEof)?;
            let count = usize::try_from(end - start).unwrap_or(usize::MAX).min(out.len());
            let (now, later) = out.split_at_mut(count);
            source.read_at(start - (end - source.len()), now)?;
            start += count as u64;
            out = later;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::StoredType;

    fn joined(lengths: &[u8]) -> Joined {
        let mut all = Joined::default();
        let mut next = 0;
        for &length in lengths {
            all.push(Box::new((next..next + length).collect::<Vec<u8>>()));
            next += length;
        }
        all
    }

    #[test]
    fn sources_are_read_as_one() {
        let all = joined(&[3, 0, 1, 4]);
        assert_eq!(all.part(0..8).expect("there"), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(all.part(2..5).expect("there"), [2, 3, 4]);
        assert!(all.part(8..8).expect("there").is_empty());
        assert!(all.part(7..9).is_err());
        assert!(joined(&[]).is_empty());
    }

    /// A file with one tensor of two numbers.
    fn file(tensor: &str, numbers: [f32; 2]) -> Box<dyn Source> {
        let header = format!(r#"{{"{tensor}":{{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}}}"#);
        let numbers = numbers.map(f32::to_le_bytes).concat();
        Box::new([&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &numbers].concat())
    }

    const NAMES: [&str; 2] = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];

    fn shards() -> Vec<Shard> {
        let files = [file("a", [1.0, 2.0]), file("b", [3.0, 4.0])];
        let named = NAMES.into_iter().zip(files);
        named.map(|(name, source)| Shard { name: name.into(), source }).collect()
    }

    fn index(map: &[(&str, &str)]) -> String {
        let map: BTreeMap<&str, &str> = map.iter().copied().collect();
        serde_json::json!({ "metadata": { "total_size": 1 }, "weight_map": map }).to_string()
    }

    fn refused(index: Option<&str>, shards: Vec<Shard>) -> String {
        read(index, shards).map(|weights| weights.tensors).expect_err("refused").to_string()
    }

    #[test]
    fn tensors_of_all_files_are_found_with_an_index_and_without() {
        let index = index(&[("a", NAMES[0]), ("b", NAMES[1])]);
        for (index, turned) in [(Some(&*index), false), (Some(&*index), true), (None, true)] {
            let mut shards = shards();
            if turned {
                shards.reverse();
            }
            let weights = read(index, shards).expect("read");
            let values = |name: &str| weights.values(name, &weights.tensors[name]).expect("there");
            assert_eq!((values("a"), values("b")), (vec![1.0, 2.0], vec![3.0, 4.0]));
            assert_eq!(weights.tensors["a"].dtype, Ok(StoredType::F32));
        }
    }

    #[test]
    fn what_does_not_fit_together_is_named() {
        let map = [("a", NAMES[0]), ("b", NAMES[1])];
        let cases: [(&[(&str, &str)], &str); 5] = [
            (&map[..1], "does not name model-00002"),
            (&[map[0], map[1], ("c", NAMES[1])], "c is in model-00002"),
            (&[map[0], ("b", NAMES[0]), ("c", NAMES[1])], "b is in model-00002"),
            (&[map[0], map[1], ("c", "other.safetensors")], "names other.safetensors, which is not there"),
            (&[map[0], ("b", "../up.safetensors")], "no file's name"),
        ];
        for (map, words) in cases {
            let said = refused(Some(&index(map)), shards());
            assert!(said.contains(words), "{said}");
        }
        for json in ["", "[]", "{}", r#"{"weight_map": {}}"#, r#"{"weight_map": {"a": 1}}"#] {
            assert!(matches!(read(Some(json), shards()), Err(CheckpointError::Index(_))), "{json}");
        }
        let mut one = shards();
        one.truncate(1);
        assert!(refused(None, one).contains("model-00002-of-00002.safetensors is not there"));
        let mut stranger = shards();
        stranger[1].name = "adapter.safetensors".into();
        assert!(refused(None, stranger).contains("adapter.safetensors is no numbered part"));
        let mut twice = shards();
        twice[1].source = file("a", [5.0, 6.0]);
        assert!(refused(None, twice).contains("a is in two"));
        let mut broken = shards();
        broken[1].source = Box::new(vec![1u8, 2, 3]);
        assert!(refused(None, broken).starts_with("model-00002-of-00002.safetensors: "));
    }
}
