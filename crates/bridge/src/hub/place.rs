//! What a person types or pastes to name a model on the hub.

use percent_encoding::percent_decode_str;

use crate::DownloadError;

/// The longest name that the hub allows.
const LONGEST_NAME: usize = 96;
/// The hub's hosts, which people also write without `https://` before them.
const HOSTS: [&str; 3] = ["huggingface.co/", "www.huggingface.co/", "hf.co/"];
/// Words of the hub's addresses after which a revision follows.
const BEFORE_REVISION: [&str; 6] = ["resolve", "blob", "tree", "raw", "commit", "commits"];
/// The revision that is meant where none is named.
pub(super) const MAIN: &str = "main";

/// A model's place on the hub: a repository, and one of its revisions and files if they are named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// `OWNER/NAME`.
    pub repository: String,
    /// A commit, a branch other than the main one, a tag, or a pull request (`refs/pr/1`).
    pub revision: Option<String>,
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
        let wrong = || DownloadError::Name(words.to_owned());
        let (path, is_address) = match words.split_once("://") {
            Some((_, rest)) => (rest.split_once('/').map_or("", |(_, path)| path), true),
            None => match HOSTS.iter().find_map(|host| words.strip_prefix(host)) {
                Some(path) => (path, true),
                None => (words, false),
            },
        };
        let path = path.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
        let decoded = |part: &str| match is_address {
            true => percent_decode_str(part).decode_utf8().ok().map(|part| part.into_owned()),
            false => Some(part.to_owned()),
        };
        let parts: Option<Vec<String>> = path.split('/').map(decoded).collect();
        let parts = parts.ok_or_else(wrong)?;
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let (&[owner, name], rest) = parts.split_first_chunk().ok_or_else(wrong)?;
        let (revision, file) = match rest {
            // A pull request, or the hub's own conversion to safetensors.
            [before, "refs", kind @ ("pr" | "convert"), number, file @ ..]
                if BEFORE_REVISION.contains(before) =>
            {
                (Some(format!("refs/{kind}/{number}")), file)
            }
            [before, revision, file @ ..] if BEFORE_REVISION.contains(before) => {
                (Some((*revision).to_owned()).filter(|revision| revision != MAIN), file)
            }
            file => (None, file),
        };
        let in_revision = revision.iter().flat_map(|revision| revision.split('/'));
        let file = (!file.is_empty()).then(|| file.join("/"));
        // Split anew, as a slash may have been encoded.
        let in_file = file.iter().flat_map(|file| file.split('/'));
        if ![owner, name].into_iter().all(is_name) || !in_file.chain(in_revision).all(is_file_part) {
            return Err(wrong());
        }
        Ok(Self { repository: format!("{owner}/{name}"), revision, file })
    }
}

fn is_name(part: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    !part.is_empty() && part.len() <= LONGEST_NAME && part.chars().all(plain) && !part.starts_with('.')
}

fn is_file_part(part: &str) -> bool {
    !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0'])
}
