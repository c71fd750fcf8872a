//! Compares a file's checksum with the one that the hub lists.

use js_sys::Uint8Array;
use sha2::{Digest, Sha256};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, File};

use super::shelf::failed;
use super::signal::unless_stopped;
use super::teller::Teller;
use crate::files::halt::Halt;
use bridge::DownloadError;
use bridge::hub::Offer;
use bridge::protocol::files::{DownloadProgress, DownloadStage};

/// Bytes read at a time.
const PART: f64 = 4.0 * 1024.0 * 1024.0;
/// Time between two progress events, in milliseconds.
const TELL_EVERY_MS: f64 = 200.0;

/// Compares a file's SHA-256 with the listed one. Where none is listed, the file counts as right.
///
/// # Errors
/// [`DownloadError::Checksum`], [`DownloadError::Storage`] where the file cannot be read, and [`Halt::Stopped`].
pub async fn compare(
    file: &File,
    offer: &Offer,
    signal: &AbortSignal,
    teller: &mut Teller,
) -> Result<(), Halt> {
    let Some(listed) = &offer.weights.sha256 else { return Ok(()) };
    let mut hash = Sha256::new();
    let mut start = 0.0;
    while start < file.size() {
        if start == 0.0 || teller.is_due(TELL_EVERY_MS) {
            let (bytes, total) = (start as u64, Some(file.size() as u64));
            let stage = DownloadStage::Checking;
            teller.tell(DownloadProgress { bytes, total, bytes_per_second: None, seconds_left: None, stage });
        }
        let part = file.slice_with_f64_and_f64(start, start + PART).map_err(failed)?;
        let buffer = unless_stopped(signal, JsFuture::from(part.array_buffer())).await?.map_err(failed)?;
        hash.update(Uint8Array::new(&buffer).to_vec());
        start += PART;
    }
    let found = format!("{:x}", hash.finalize());
    if found.eq_ignore_ascii_case(listed) { Ok(()) } else { Err(DownloadError::Checksum(offer.key()).into()) }
}
