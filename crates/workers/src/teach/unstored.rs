//! Files of samples that are not stored on the device: those that are being written, and where the storage is refused or
//! full, all of them. Their size is bounded, as the tab would crash without memory, and everything would be lost.

use std::collections::BTreeMap;
use std::rc::Rc;

use bridge::protocol::teach_error::TeachError;

use super::files::Files;
use super::project::Key;

/// Most megabytes of all files: some 800 samples with picture and sound.
const MOST_MEGABYTES: usize = 256;

/// Files of samples that are not stored.
#[derive(Debug, Default)]
pub struct Unstored {
    files: BTreeMap<Key, Rc<Files>>,
    bytes: usize,
}

impl Unstored {
    /// Whether these files have room beside the others.
    ///
    /// # Errors
    /// [`TeachError::MemoryFull`].
    pub fn check(&self, files: &Files) -> Result<(), TeachError> {
        let is_full = self.bytes + files.byte_count() > MOST_MEGABYTES << 20;
        if is_full { Err(TeachError::MemoryFull(MOST_MEGABYTES)) } else { Ok(()) }
    }

    /// Holds the files of a sample.
    pub fn put(&mut self, key: Key, files: Files) {
        self.remove(key);
        self.bytes += files.byte_count();
        self.files.insert(key, Rc::new(files));
    }

    /// The files of a sample.
    pub fn get(&self, key: Key) -> Option<Rc<Files>> {
        self.files.get(&key).cloned()
    }

    /// Lets go of the files of a sample.
    pub fn remove(&mut self, key: Key) {
        if let Some(files) = self.files.remove(&key) {
            self.bytes -= files.byte_count();
        }
    }

    /// Lets go of all files.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many samples have files here.
    pub fn count(&self) -> usize {
        self.files.len()
    }

    /// Bytes of all files.
    pub fn byte_count(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn megabytes(count: usize) -> Files {
        Files { png: Some(vec![0; (count << 20) / 2]), wav: Some(vec![0; (count << 20) / 2]) }
    }

    #[test]
    fn files_beyond_the_bound_are_refused_until_others_are_gone() {
        let mut unstored = Unstored::default();
        for key in 0..4 {
            unstored.check(&megabytes(64)).unwrap();
            unstored.put(Key(key), megabytes(64));
        }
        let refused = unstored.check(&megabytes(1)).unwrap_err();
        assert_eq!(refused, TeachError::MemoryFull(MOST_MEGABYTES));
        assert!(refused.to_string().contains("Export"), "{refused}");
        assert!((0..4).all(|key| unstored.get(Key(key)).is_some()), "nothing that is there is lost");
        unstored.remove(Key(2));
        unstored.check(&megabytes(64)).unwrap();
        // Files of the same sample take the place of those before.
        unstored.put(Key(3), megabytes(2));
        assert_eq!((unstored.count(), unstored.byte_count() >> 20), (3, 130));
        unstored.clear();
        assert_eq!((unstored.count(), unstored.byte_count()), (0, 0));
    }
}
