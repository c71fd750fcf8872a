//! Repositories on the hub, as the hub describes them, and the models in them that can be run here.
//!
//! The hub's addresses: `/api/models/OWNER/NAME?blobs=true` describes a repository (sizes and checksums of
//! its files, its licence), and `/api/models/OWNER/NAME/revision/REVISION?blobs=true` another revision of it;
//! `/OWNER/NAME/resolve/REVISION/FILE` is a file, usually through a redirect to another host.

mod place;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use tvlt::shard_name::part_of;

use self::place::MAIN;
pub use self::place::Place;
use super::DownloadError;

/// File name extensions of weights.
const WEIGHTS: [&str; 5] = [".safetensors", ".bin", ".ckpt", ".pt", ".pth"];
/// Names of files with these extensions that hold the state of a training run instead of weights.
const NOT_WEIGHTS: [&str; 5] = ["training_args", "optimizer", "scheduler", "rng_state", "scaler"];
/// Characters of a path that have a special meaning in an address.
const IN_PATH: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');
/// As [`IN_PATH`], and the slash: a revision such as `refs/pr/1` is one part of an address.
const IN_PART: AsciiSet = IN_PATH.add(b'/');

/// Whether a file of this name is a model's weights.
pub fn is_weights(name: &str) -> bool {
    let name = name.to_lowercase();
    WEIGHTS.iter().any(|ending| name.ends_with(ending))
}

/// A repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repository {
    /// `OWNER/NAME`.
    pub name: String,
    /// The revision that was described: a commit, or a branch where the hub names no commit.
    pub revision: String,
    /// Short name of the licence on the hub ("mit"); `None` where none is stated.
    pub licence: Option<String>,
    /// Its files.
    pub files: Vec<HubFile>,
}

/// A file of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubFile {
    /// Path within the repository.
    pub name: String,
    /// Size in bytes, where the hub lists it.
    pub bytes: Option<u64>,
    /// SHA-256 of its contents in hexadecimal. The hub lists it for large files only.
    pub sha256: Option<String>,
}

/// A model to download: its weights, and which configuration files go with them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The hub's address, as in `https://huggingface.co`.
    pub hub: String,
    /// `OWNER/NAME`.
    pub repository: String,
    /// A commit or a branch.
    pub revision: String,
    /// The weights.
    pub weights: HubFile,
    /// Whether the repository's `config.json` and `preprocessor_config.json` belong to them.
    pub config: bool,
    /// See `config`.
    pub preprocessor: bool,
    /// As in [`Repository::licence`].
    pub licence: Option<String>,
}

impl Offer {
    /// The model's name in addresses and in storage: `OWNER/NAME/FILE`.
    pub fn key(&self) -> String {
        format!("{}/{}", self.repository, self.weights.name)
    }

    /// Address of a file of the repository.
    pub fn address(&self, file: &str) -> String {
        let hub = self.hub.trim_end_matches('/');
        let revision = utf8_percent_encode(&self.revision, &IN_PART);
        format!("{hub}/{}/resolve/{revision}/{}", self.repository, utf8_percent_encode(file, &IN_PATH))
    }
}

/// Address of the hub's description of a repository, or of one of its revisions.
pub fn description_address(hub: &str, repository: &str, revision: Option<&str>) -> String {
    let hub = hub.trim_end_matches('/');
    match revision.map(|revision| utf8_percent_encode(revision, &IN_PART)) {
        Some(revision) => format!("{hub}/api/models/{repository}/revision/{revision}?blobs=true"),
        None => format!("{hub}/api/models/{repository}?blobs=true"),
    }
}

#[derive(Deserialize)]
struct Description {
    id: String,
    sha: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    gated: serde_json::Value,
    #[serde(default)]
    siblings: Vec<Sibling>,
}

#[derive(Deserialize)]
struct Sibling {
    rfilename: String,
    size: Option<u64>,
    lfs: Option<Lfs>,
}

#[derive(Deserialize)]
struct Lfs {
    sha256: Option<String>,
    size: Option<u64>,
}

impl Repository {
    /// Reads the hub's description of a repository, or of the revision of it that was asked for.
    ///
    /// # Errors
    /// [`DownloadError::Listing`], and [`DownloadError::Gated`] where the files are not open to everyone.
    pub fn from_json(repository: &str, revision: Option<&str>, json: &str) -> Result<Self, DownloadError> {
        let description: Description =
            serde_json::from_str(json).map_err(|_| DownloadError::Listing(repository.to_owned()))?;
        // `false`, or a string that says how access is given.
        if !matches!(description.gated, serde_json::Value::Null | serde_json::Value::Bool(false)) {
            return Err(DownloadError::Gated(description.id));
        }
        let files = description.siblings.into_iter().map(|file| {
            let (sha256, size) = file.lfs.map_or((None, None), |lfs| (lfs.sha256, lfs.size));
            HubFile { name: file.rfilename, bytes: size.or(file.size), sha256 }
        });
        Ok(Self {
            name: description.id,
            revision: description.sha.unwrap_or_else(|| revision.unwrap_or(MAIN).to_owned()),
            licence: description.tags.iter().find_map(|tag| tag.strip_prefix("license:")).map(str::to_owned),
            files: files.collect(),
        })
    }

    /// The place of one of its files, in the revision that was described.
    pub fn place(&self, file: String) -> Place {
        let revision = Some(self.revision.clone()).filter(|revision| revision != MAIN);
        Place { repository: self.name.clone(), revision, file: Some(file) }
    }

    /// The weights files that can be run: in Hugging Face's layout the one weights file, else all of them, in the hub's
    /// order. Parts of weights that are in several files are not among them.
    pub fn weights(&self) -> Vec<&HubFile> {
        let named = |name: &str| self.files.iter().find(|file| file.name == name);
        if named("config.json").is_some()
            && let Some(file) = named("model.safetensors").or_else(|| named("pytorch_model.bin"))
        {
            return vec![file];
        }
        let state = |name: &str| NOT_WEIGHTS.iter().any(|stem| name.contains(stem));
        let whole = |name: &str| is_weights(name) && !state(name) && part_of(name).is_none();
        self.files.iter().filter(|file| whole(&file.name)).collect()
    }

    /// The offer of one of its weights files, by path; the first one where none is named.
    /// `own_config` says whether the repository's configuration files are used.
    ///
    /// # Errors
    /// [`DownloadError::NoWeights`], [`DownloadError::NoFile`], and [`DownloadError::Sharded`] of a part of weights that
    /// are in several files, or where there are no other weights.
    pub fn offer(&self, hub: &str, file: Option<&str>, own_config: bool) -> Result<Offer, DownloadError> {
        let is_sharded = |file: &HubFile| is_weights(&file.name) && part_of(&file.name).is_some();
        let weights = match file {
            Some(name) if part_of(name).is_some() => return Err(DownloadError::Sharded(self.name.clone())),
            Some(name) => self
                .files
                .iter()
                .find(|file| file.name == name)
                .ok_or_else(|| DownloadError::NoFile(format!("{}/{name}", self.name)))?,
            None => *self.weights().first().ok_or_else(|| match self.files.iter().any(is_sharded) {
                true => DownloadError::Sharded(self.name.clone()),
                false => DownloadError::NoWeights(self.name.clone()),
            })?,
        };
        // A configuration belongs to weights in Hugging Face's layout beside it, not to any other checkpoint.
        let in_layout = matches!(weights.name.as_str(), "model.safetensors" | "pytorch_model.bin");
        let has = |name: &str| own_config && in_layout && self.files.iter().any(|file| file.name == name);
        Ok(Offer {
            hub: hub.to_owned(),
            repository: self.name.clone(),
            revision: self.revision.clone(),
            weights: weights.clone(),
            config: has("config.json"),
            preprocessor: has("preprocessor_config.json"),
            licence: self.licence.clone(),
        })
    }
}

#[cfg(test)]
mod tests;
