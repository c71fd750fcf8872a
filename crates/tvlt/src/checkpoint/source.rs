//! Where a checkpoint's bytes are read from: memory, a file, a browser's storage.

use std::{
    fmt::Debug,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// Bytes with random access, read a part at a time: a file of half a gigabyte is never held in memory
/// whole.
pub trait Source: Debug {
    /// Number of bytes.
    fn len(&self) -> u64;

    /// Fills `out` with the bytes from `start` on.
    ///
    /// # Errors
    /// Where the system cannot read them, or there are fewer.
    fn read_at(&self, start: u64, out: &mut [u8]) -> io::Result<()>;

    /// Whether there are no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of a range. Allocates nothing for a range beyond the end.
    ///
    /// # Errors
    /// As [`Source::read_at`].
    fn part(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let missing = || io::Error::new(io::ErrorKind::UnexpectedEof, "it ends too early");
        if range.start > range.end || range.end > self.len() {
            return Err(missing());
        }
        let length = usize::try_from(range.end - range.start).map_err(|_| missing())?;
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(length).map_err(|_| io::ErrorKind::OutOfMemory)?;
        bytes.resize(length, 0);
        self.read_at(range.start, &mut bytes)?;
        Ok(bytes)
    }
}

impl Source for Vec<u8> {
    fn len(&self) -> u64 {
        self.as_slice().len() as u64
    }

    fn read_at(&self, start: u64, out: &mut [u8]) -> io::Result<()> {
        let found = usize::try_from(start).ok().and_then(|start| self.get(start..)?.get(..out.len()));
        out.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

/// A file on disk.
#[derive(Debug)]
pub struct FileSource {
    file: Mutex<File>,
    len: u64,
}

impl FileSource {
    /// Opens a file.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let len = file.metadata()?.len();
        Ok(Self { file: Mutex::new(file), len })
    }
}

impl Source for FileSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, start: u64, out: &mut [u8]) -> io::Result<()> {
        // Every read seeks first, so a lock poisoned by a panic elsewhere does no harm.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_and_what_is_not_there_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("bytes");
        std::fs::write(&path, [1, 2, 3, 4, 5]).expect("written");
        let sources: [Box<dyn Source>; 2] =
            [Box::new(vec![1u8, 2, 3, 4, 5]), Box::new(FileSource::open(&path).expect("opened"))];
        for source in sources {
            assert_eq!(source.len(), 5);
            assert_eq!(source.part(1..4).expect("there"), [2, 3, 4]);
            assert!(source.part(5..5).expect("there").is_empty());
            for wrong in [0..6, 7..9, 0..u64::MAX, u64::MAX - 1..u64::MAX, Range { start: 3, end: 2 }] {
                assert!(source.part(wrong).is_err());
            }
            assert!(source.read_at(3, &mut [0; 3]).is_err());
        }
    }
}
