//! Whether a file is the one that the hub lists.

use js_sys::Uint8Array;
use sha2::{Digest, Sha256};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::arrive::Arrived;
use super::server::{now_ms, tell};
use super::shelf::failed;
use super::transfer::Control;
use bridge::DownloadError;
use bridge::hub::Offer;
use bridge::protocol::files::{Coming, ComingStage, Tell};

/// Bytes read at a time.
const PART: f64 = 4.0 * 1024.0 * 1024.0;
/// Time between two words about how far it is, in milliseconds.
const TELL_EVERY_MS: f64 = 200.0;

/// Compares a file's SHA-256 with the listed one, unless the person stops it; where none is listed there is
/// nothing to compare.
///
/// # Errors
/// [`DownloadError::Checksum`], and [`DownloadError::Storage`] where the file cannot be read.
pub async fn compare(file: &File, offer: &Offer, control: &Control) -> Result<Arrived, DownloadError> {
    let Some(listed) = &offer.weights.sha256 else { return Ok(Arrived::All) };
    let mut hash = Sha256::new();
    let (mut start, mut told_ms) = (0.0, f64::NEG_INFINITY);
    while start < file.size() {
        if control.is_stopped() {
            return Ok(Arrived::Stopped);
        }
        if now_ms() - told_ms > TELL_EVERY_MS {
            told_ms = now_ms();
            let (bytes, total) = (start as u64, Some(file.size() as u64));
            let stage = ComingStage::Checking;
            let coming = Coming { bytes, total, bytes_per_second: None, seconds_left: None, stage };
            tell(&Tell::Coming { key: offer.key(), coming }, &[]);
        }
        let part = file.slice_with_f64_and_f64(start, start + PART).map_err(failed)?;
        let buffer = JsFuture::from(part.array_buffer()).await.map_err(failed)?;
        hash.update(Uint8Array::new(&buffer).to_vec());
        start += PART;
    }
    let found = format!("{:x}", hash.finalize());
    if found.eq_ignore_ascii_case(listed) {
        Ok(Arrived::All)
    } else {
        Err(DownloadError::Checksum(offer.key()))
    }
}
