//! The table of contents of `torch.save`'s zip archives. PyTorch stores the files in them uncompressed.

use std::{collections::BTreeMap, io, ops::Range};

use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipLocator};

use super::MAX_NAME;
use crate::checkpoint::{CheckpointError, Source};

/// Limit on the files of an archive: a training state of TVLT-base has a thousand.
const MAX_FILES: usize = 1 << 14;

/// Adapts a source to the zip library's reader trait.
struct Reader<'a>(&'a dyn Source);

impl ReaderAt for Reader<'_> {
    fn read_at(&self, out: &mut [u8], offset: u64) -> io::Result<usize> {
        let left = self.0.len().saturating_sub(offset);
        let count = out.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        self.0.read_at(offset, &mut out[..count])?;
        Ok(count)
    }
}

/// The byte range of each file, by its path.
///
/// # Errors
/// [`CheckpointError::Broken`], where the archive is broken or a file is compressed.
pub(super) fn files(source: &dyn Source) -> Result<BTreeMap<String, Range<u64>>, CheckpointError> {
    let broken = |error: rawzip::Error| CheckpointError::Broken(error.to_string());
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let archive = ZipLocator::new()
        .locate_in_reader(Reader(source), &mut buffer, source.len())
        .map_err(|(_, error)| broken(error))?;
    let mut entries = archive.entries(&mut buffer);
    let mut files = BTreeMap::new();
    while let Some(entry) = entries.next_entry().map_err(broken)? {
        let path = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
        if entry.compression_method() != CompressionMethod::STORE {
            return Err(CheckpointError::Broken(format!("{path} is compressed, which PyTorch never does")));
        }
        let (start, end) = archive.get_entry(entry.wayfinder()).map_err(broken)?.compressed_data_range();
        if start > end || end > source.len() {
            return Err(CheckpointError::Broken(format!("{path} ends beyond the file")));
        }
        if files.len() >= MAX_FILES || path.len() > MAX_NAME {
            return Err(CheckpointError::TooMany);
        }
        files.insert(path, start..end);
    }
    Ok(files)
}
