//! Names a model so that heads tell with which weights they were taught, as the page does
//! (`src/app/teach/fingerprint.rs`).

use std::fs::File;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

/// Hexadecimal digits of the checksum that are kept: enough to tell models apart.
const KEPT_DIGITS: usize = 16;

/// The beginning of the SHA-256 of a model's weights, in hexadecimal: of the file, or of `model.safetensors` in the
/// folder. `None` where the folder has no such file.
///
/// # Errors
/// Where the file cannot be read.
pub fn checksum(model: &Path) -> io::Result<Option<String>> {
    let file = if model.is_dir() { model.join("model.safetensors") } else { model.to_owned() };
    if !file.exists() {
        return Ok(None);
    }
    let mut hasher = Sha256::new();
    io::copy(&mut File::open(file)?, &mut hasher)?;
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

    #[test]
    fn names_with_a_checksum_are_a_word_and_sixteen_digits() {
        assert_eq!(checksum_in("digits 0123456789abcdef"), Some("0123456789abcdef"));
        for name in ["digits", "digits 3911640", "my.safetensors 3911640 1700000000000", " 0123456789abcdef"]
        {
            assert_eq!(checksum_in(name), None, "{name}");
        }
    }

    #[test]
    fn a_folder_has_the_checksum_of_its_weights() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(checksum(folder.path()).unwrap(), None);
        let file = folder.path().join("model.safetensors");
        std::fs::write(&file, "abc").unwrap();
        for path in [folder.path(), &file] {
            assert_eq!(checksum(path).unwrap().as_deref(), Some("ba7816bf8f01cfea"));
        }
    }
}
