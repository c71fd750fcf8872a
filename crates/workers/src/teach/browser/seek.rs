//! A `Blob` as a file that is read from anywhere.

use std::io::{Error, Read, Result, Seek, SeekFrom};

use web_sys::Blob;

use crate::blob;
use bridge::wire::describe;

/// Bytes that are fetched at once.
const CHUNK: u64 = 256 << 10;

/// Reads a `Blob` in chunks; its bytes stay with the browser until then.
#[derive(Debug)]
pub struct BlobReader {
    blob: Blob,
    length: u64,
    at: u64,
    chunk: Vec<u8>,
    /// Where the chunk begins.
    start: u64,
}

impl BlobReader {
    /// Reads `blob` from its beginning.
    pub fn new(blob: Blob) -> Self {
        Self { length: blob.size() as u64, blob, at: 0, chunk: Vec::new(), start: 0 }
    }
}

impl Read for BlobReader {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        if self.at >= self.length || out.is_empty() {
            return Ok(0);
        }
        let is_inside = self.at >= self.start && self.at < self.start + self.chunk.len() as u64;
        if !is_inside {
            self.chunk.resize(CHUNK.min(self.length - self.at) as usize, 0);
            self.start = self.at;
            if let Err(error) = blob::read(&self.blob, self.start, &mut self.chunk) {
                self.chunk.clear();
                return Err(Error::other(describe(&error)));
            }
        }
        let rest = &self.chunk[(self.at - self.start) as usize..];
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| Error::other("a place before the beginning of the file was asked for"))?;
        Ok(self.at)
    }
}
