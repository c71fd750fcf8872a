//! Reads the person's own file a part at a time, without loading it into memory.

use std::io;

use web_sys::Blob;

use crate::blob;
use bridge::wire::describe;
use tvlt::checkpoint::Source;

/// A `Blob` as a source of bytes. They stay with the browser until they are read.
#[derive(Debug)]
pub struct BlobSource {
    blob: Blob,
}

impl BlobSource {
    /// Reads `blob`.
    pub fn new(blob: Blob) -> Self {
        Self { blob }
    }
}

impl Source for BlobSource {
    fn len(&self) -> u64 {
        self.blob.size() as u64
    }

    fn read_at(&self, start: u64, out: &mut [u8]) -> io::Result<()> {
        blob::read(&self.blob, start, out).map_err(|error| io::Error::other(describe(&error)))
    }
}
