//! Files of samples until they are stored, and small pictures of samples.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::store::Store;
use crate::teach::files::Files;
use crate::teach::picture::{self, Pixels};
use crate::teach::project::Key;
use crate::teach::sound;
use crate::teach::thumbnail;
use crate::teach::unstored::Unstored;
use bridge::protocol::teach_error::TeachError;

/// Most small pictures in memory. Each has about 25 kB.
const MOST_SMALL: usize = 1_500;

/// The small pictures of a sample.
#[derive(Debug, Clone, Default)]
pub struct Small {
    /// Of its picture.
    pub picture: Option<Pixels>,
    /// Of its sound.
    pub spectrogram: Option<Pixels>,
}

/// Files of samples until they are stored, and small pictures of samples.
#[derive(Debug, Default)]
pub struct Media {
    files: RefCell<Unstored>,
    small: RefCell<BTreeMap<Key, Rc<Small>>>,
}

impl Media {
    /// Whether the memory has room for these files.
    ///
    /// # Errors
    /// [`TeachError::MemoryFull`].
    pub fn check(&self, files: &Files) -> Result<(), TeachError> {
        self.files.borrow().check(files)
    }

    /// Holds the files of a sample in memory, until [`Media::stored`].
    pub fn put(&self, key: Key, files: Files) {
        self.files.borrow_mut().put(key, files);
    }

    /// The files of a sample that are not stored yet.
    pub fn unstored(&self, key: Key) -> Option<Rc<Files>> {
        self.files.borrow().get(key)
    }

    /// How many samples have files in memory, and the bytes of all.
    pub fn waiting(&self) -> (usize, usize) {
        let files = self.files.borrow();
        (files.count(), files.byte_count())
    }

    /// The files of a sample are stored and need no memory any more.
    pub fn stored(&self, key: Key) {
        self.files.borrow_mut().remove(key);
    }

    /// Forgets what there is of a sample that nothing brings back.
    pub fn forget(&self, key: Key) {
        self.files.borrow_mut().remove(key);
        self.small.borrow_mut().remove(&key);
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.files.borrow_mut().clear();
        self.small.borrow_mut().clear();
    }

    /// The files of a sample, from memory or from the storage; `None` where they are lost.
    ///
    /// # Errors
    /// [`TeachError::Storage`].
    pub async fn files(&self, key: Key, store: Option<Rc<Store>>) -> Result<Option<Rc<Files>>, TeachError> {
        if let Some(files) = self.unstored(key) {
            return Ok(Some(files));
        }
        match store {
            Some(store) => Ok(store.files(key).await?.map(Rc::new)),
            None => Ok(None),
        }
    }

    /// Holds the small pictures of a sample.
    pub fn put_small(&self, key: Key, small: Small) -> Rc<Small> {
        let small = Rc::new(small);
        let mut all = self.small.borrow_mut();
        while all.len() >= MOST_SMALL {
            all.pop_first();
        }
        all.insert(key, small.clone());
        small
    }

    /// The small pictures of a sample, made of its files where they are not in memory.
    ///
    /// # Errors
    /// [`TeachError::Storage`].
    pub async fn small(&self, key: Key, store: Option<Rc<Store>>) -> Result<Rc<Small>, TeachError> {
        if let Some(small) = self.small.borrow().get(&key) {
            return Ok(small.clone());
        }
        let files = self.files(key, store).await?.unwrap_or_default();
        // A damaged file has no small picture.
        let picture = files.png.as_ref().and_then(|png| picture::decode(png).ok());
        let sound = files.wav.as_ref().and_then(|wav| sound::decode(wav).ok());
        let small = Small {
            picture: picture.map(|pixels| thumbnail::picture(&pixels)),
            spectrogram: sound.and_then(|sound| thumbnail::spectrogram(&sound)),
        };
        Ok(self.put_small(key, small))
    }
}
