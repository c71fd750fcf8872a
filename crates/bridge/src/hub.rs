//! Repositories on the hub, as the hub describes them, and the models in them that can be run here.
//!
//! The hub's addresses: `/api/models/OWNER/NAME?blobs=true` describes a repository (sizes and checksums of
//! its files, its licence); `/OWNER/NAME/resolve/REVISION/FILE` is a file, usually through a redirect
//! to another host.

use serde::{Deserialize, Serialize};

use super::DownloadError;

/// File name extensions of weights.
const WEIGHTS: [&str; 5] = [".safetensors", ".bin", ".ckpt", ".pt", ".pth"];
/// Names of files with these extensions that hold the state of a training run instead of weights.
const NOT_WEIGHTS: [&str; 5] = ["training_args", "optimizer", "scheduler", "rng_state", "scaler"];
/// The longest name that the hub allows.
const LONGEST_NAME: usize = 96;

/// Whether a file of this name is a model's weights.
pub fn is_weights(name: &str) -> bool {
    let name = name.to_lowercase();
    WEIGHTS.iter().any(|ending| name.ends_with(ending))
}

/// A model's place on the hub: a repository, and one of its files if one is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `OWNER/NAME`.
    pub repository: String,
    /// Path of the file within the repository.
    pub file: Option<String>,
}

impl Place {
    /// Reads `owner/name`, `owner/name/file`, or a page's address on the hub.
    ///
    /// # Errors
    /// [`DownloadError::Name`] where it is none of these.
    pub fn parse(words: &str) -> Result<Self, DownloadError> {
        let words = words.trim();
        let path = match words.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
            None => words,
        };
        let path = path.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
        let mut parts = path.split('/').collect::<Vec<_>>().into_iter();
        let (owner, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let rest: Vec<&str> = match parts.as_slice() {
            ["resolve" | "blob" | "tree" | "raw", _, file @ ..] => file.to_vec(),
            file => file.to_vec(),
        };
        let named = [owner, name].into_iter().all(is_name) && rest.iter().all(|part| is_file_part(part));
        if !named {
            return Err(DownloadError::Name(words.to_owned()));
        }
        Ok(Self { repository: format!("{owner}/{name}"), file: (!rest.is_empty()).then(|| rest.join("/")) })
    }
}

fn is_name(part: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    !part.is_empty() && part.len() <= LONGEST_NAME && part.chars().all(plain) && !part.starts_with('.')
}

fn is_file_part(part: &str) -> bool {
    !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0'])
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
        format!("{hub}/{}/resolve/{}/{}", self.repository, self.revision, escaped(file))
    }
}

/// Address of the hub's description of a repository.
pub fn description_address(hub: &str, repository: &str) -> String {
    format!("{}/api/models/{repository}?blobs=true", hub.trim_end_matches('/'))
}

/// Percent-encodes the characters of a path that have a special meaning in an address.
fn escaped(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                address.push(char::from(byte));
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
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
    /// Reads the hub's description.
    ///
    /// # Errors
    /// [`DownloadError::Listing`], and [`DownloadError::Gated`] where the files are not open to everyone.
    pub fn from_json(repository: &str, json: &str) -> Result<Self, DownloadError> {
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
            revision: description.sha.unwrap_or_else(|| "main".into()),
            licence: description.tags.iter().find_map(|tag| tag.strip_prefix("license:")).map(str::to_owned),
            files: files.collect(),
        })
    }

    /// The weights files that can be run: in Hugging Face's layout the one weights file, else all of them, the most
    /// likely first.
    pub fn weights(&self) -> Vec<&HubFile> {
        let named = |name: &str| self.files.iter().find(|file| file.name == name);
        if named("config.json").is_some()
            && let Some(file) = named("model.safetensors").or_else(|| named("pytorch_model.bin"))
        {
            return vec![file];
        }
        let state = |name: &str| NOT_WEIGHTS.iter().any(|stem| name.contains(stem));
        self.files.iter().filter(|file| is_weights(&file.name) && !state(&file.name)).collect()
    }

    /// The offer of one of its weights files, by path; the most likely one where none is named.
    /// `own_config` says whether the repository's configuration files are used.
    ///
    /// # Errors
    /// [`DownloadError::NoWeights`] and [`DownloadError::NoFile`].
    pub fn offer(&self, hub: &str, file: Option<&str>, own_config: bool) -> Result<Offer, DownloadError> {
        let weights = match file {
            Some(name) => self
                .files
                .iter()
                .find(|file| file.name == name)
                .ok_or_else(|| DownloadError::NoFile(format!("{}/{name}", self.name)))?,
            None => *self.weights().first().ok_or_else(|| DownloadError::NoWeights(self.name.clone()))?,
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
