//! Names a model so that heads tell with which weights they were taught, as the page does
//! (`src/app/teach/fingerprint.rs`).

use std::fs::File;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::error::TeachingError;
use tvlt::checkpoint::is_index;

/// Hexadecimal digits of the checksum that are kept: enough to tell models apart.
const KEPT_DIGITS: usize = 16;

/// The beginning of the SHA-256 of a weights file, in hexadecimal. `None` for the index of several files.
///
/// # Errors
/// [`TeachingError::Access`].
pub fn checksum(weights: &Path) -> Result<Option<String>, TeachingError> {
    if is_index(weights) {
        return Ok(None);
    }
    let mut hasher = Sha256::new();
    File::open(weights)
        .and_then(|mut file| io::copy(&mut file, &mut hasher))
        .map_err(|source| TeachingError::Access { path: weights.to_owned(), verb: "read", source })?;
    let digits: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Some(digits[..KEPT_DIGITS].to_owned()))
}

/// The checksum in a model's name, where it is one word and a checksum.
pub fn checksum_in(name: &str) -> Option<&str> {
    let (word, last) = name.split_once(' ')?;
    let is_checksum = last.len() == KEPT_DIGITS
        && last.bytes().all(|digit| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit));
    (!word.is_empty() && is_checksum).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tvlt::checkpoint::weights_path;

    #[test]
    fn names_with_a_checksum_are_a_word_and_sixteen_digits() {
        assert_eq!(checksum_in("digits 0123456789abcdef"), Some("0123456789abcdef"));
        for name in ["digits", "digits 3911640", "my.safetensors 3911640 1700000000000", " 0123456789abcdef"]
        {
            assert_eq!(checksum_in(name), None, "{name}");
        }
    }

    #[test]
    fn the_checksum_is_of_the_weights_that_are_read() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["pytorch_model.bin", "model.safetensors"] {
            let file = folder.path().join(name);
            std::fs::write(&file, "abc").unwrap();
            assert_eq!(weights_path(folder.path()).unwrap(), file);
            assert_eq!(checksum(&file).unwrap().as_deref(), Some("ba7816bf8f01cfea"));
        }
        let index = folder.path().join("model.safetensors.index.json");
        std::fs::write(&index, r#"{"weight_map": {"a": "model.safetensors"}}"#).unwrap();
        assert_eq!(checksum(&index).unwrap(), None);
        assert!(matches!(checksum(&folder.path().join("nowhere")), Err(TeachingError::Access { .. })));
    }
}
