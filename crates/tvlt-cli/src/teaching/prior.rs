//! What ships beside a model for teaching.

use std::io::ErrorKind;
use std::path::Path;

use super::error::TeachingError;
use tvlt::teach::layers::taught_layers;
use tvlt::teach::prior::Prior;
use tvlt::teach::prior_file::PRIOR_FILE;

/// What ships for teaching in the folder of a model of this many layers; `None` where there is no such file.
///
/// # Errors
/// [`TeachingError::Access`], [`TeachingError::File`], or [`TeachingError::Layers`] where it is another model's.
pub fn shipped_prior(folder: &Path, layer_count: usize) -> Result<Option<Prior>, TeachingError> {
    let path = folder.join(PRIOR_FILE);
    let bytes = match std::fs::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        read => read.map_err(|source| TeachingError::Access { path: path.clone(), verb: "read", source })?,
    };
    let prior =
        Prior::from_bytes(&bytes).map_err(|source| TeachingError::File { path: path.clone(), source })?;
    let expected = taught_layers(layer_count);
    if prior.layers() != expected {
        return Err(TeachingError::Layers { path, found: prior.layers().to_vec(), expected });
    }
    Ok(Some(prior))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_and_cannot_be_used_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let shipped = |layers| shipped_prior(folder.path(), layers);
        assert!(shipped(6).unwrap().is_none());
        let file = folder.path().join(PRIOR_FILE);
        std::fs::create_dir(&file).unwrap();
        assert!(matches!(shipped(6), Err(TeachingError::Access { .. })));
        std::fs::remove_dir(&file).unwrap();
        std::fs::write(&file, "no prior").unwrap();
        assert!(matches!(shipped(6), Err(TeachingError::File { .. })));
        std::fs::write(&file, Prior::without(taught_layers(6)).to_bytes().unwrap()).unwrap();
        assert!(shipped(6).unwrap().is_some());
        assert!(matches!(shipped(1), Err(TeachingError::Layers { .. })));
    }
}
