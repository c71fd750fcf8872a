//! Reads `head.safetensors`, from a ZIP or by itself: all that is needed to recognise, beside the model.

use std::io::{Read, Seek, SeekFrom};

use tvlt::teach::head_file::HeadFile;
use zip::ZipArchive;

use super::error::ArchiveError;
use super::layout::components;
use super::pack::HEAD;

/// Most megabytes of the heads: those for 50 classes of a large model have about 10.
const MOST_MEGABYTES: u64 = 64;

/// The first bytes of a ZIP. As the first bytes of a safetensors file, which say how long its header is, they would be
/// of a header of more than 60 MB.
const ZIP: &[u8; 4] = b"PK\x03\x04";

/// Reads the heads of a ZIP, or of a `head.safetensors`.
///
/// # Errors
/// [`ArchiveError::NoZip`] and [`ArchiveError::File`] of a damaged ZIP, [`ArchiveError::NoHead`] of one without heads,
/// [`ArchiveError::FileTooLarge`], and [`ArchiveError::Head`] where the heads cannot be read.
pub fn read(mut reader: impl Read + Seek) -> Result<HeadFile, ArchiveError> {
    let mut start = Vec::new();
    let damaged = |error: std::io::Error| ArchiveError::File(error.to_string());
    reader.by_ref().take(ZIP.len() as u64).read_to_end(&mut start).map_err(damaged)?;
    reader.seek(SeekFrom::Start(0)).map_err(damaged)?;
    let bytes = if start == ZIP { unpack(reader)? } else { limited(reader)? };
    HeadFile::from_bytes(&bytes).map_err(|error| ArchiveError::Head(error.to_string()))
}

/// The bytes of the heads of a ZIP. Of several, those that lie least deep are the ZIP's own.
fn unpack(reader: impl Read + Seek) -> Result<Vec<u8>, ArchiveError> {
    let no_zip = |error: zip::result::ZipError| ArchiveError::NoZip(error.to_string());
    let mut zip = ZipArchive::new(reader).map_err(no_zip)?;
    let mut found: Option<(usize, usize)> = None;
    for index in 0..zip.len() {
        let file = zip.by_index_raw(index).map_err(no_zip)?;
        let path = file.name().map_err(no_zip)?;
        let depth = components(&path).filter(|parts| parts.last() == Some(&HEAD)).map(|parts| parts.len());
        if let Some(depth) = depth.filter(|depth| found.is_none_or(|(least, _)| *depth < least)) {
            found = Some((depth, index));
        }
    }
    let (_, index) = found.ok_or(ArchiveError::NoHead)?;
    limited(zip.by_index(index).map_err(|error| ArchiveError::File(error.to_string()))?)
}

/// All bytes, unless there are too many. The length that a ZIP promises may be wrong.
fn limited(reader: impl Read) -> Result<Vec<u8>, ArchiveError> {
    let most = MOST_MEGABYTES << 20;
    let mut bytes = Vec::new();
    let read = reader.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|error| ArchiveError::File(error.to_string()))?;
    if bytes.len() as u64 > most { Err(ArchiveError::FileTooLarge(MOST_MEGABYTES)) } else { Ok(bytes) }
}
