//! The files of a sample.

/// The files of a sample.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Files {
    /// Its picture.
    pub png: Option<Vec<u8>>,
    /// Its sound.
    pub wav: Option<Vec<u8>>,
}

impl Files {
    /// Bytes of both.
    pub fn byte_count(&self) -> usize {
        [&self.png, &self.wav].into_iter().flatten().map(Vec::len).sum()
    }
}
