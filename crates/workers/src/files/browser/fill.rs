//! Downloads a file to its end, with new tries after the connection breaks.

use gloo_timers::future::TimeoutFuture;
use web_sys::AbortSignal;

use super::arrive::Stream;
use super::shelf::{Slot, free_bytes};
use super::signal::unless_stopped;
use crate::files::halt::Halt;
use bridge::DownloadError;
use bridge::protocol::files::DownloadStage;

/// Tries in a row without a new byte after which a download gives up.
const TRIES: u32 = 5;
/// Wait before the second try, in milliseconds; it doubles for each further try.
const FIRST_WAIT_MS: u32 = 500;
/// Storage that must stay free beside the model.
const SPARE_BYTES: u64 = 1024 * 1024;
const MEGABYTE: f64 = 1e6;

/// Downloads until the file is complete. `slot` is its place in the browser's storage, if it is stored.
///
/// # Errors
/// [`Halt::Stopped`], [`DownloadError::Full`], and the errors of [`Stream::arrive`]; those where another try may
/// help only after [`TRIES`] tries.
pub async fn fill(stream: &mut Stream<'_>, slot: Option<&Slot>, signal: &AbortSignal) -> Result<(), Halt> {
    let mut failures = 0;
    loop {
        let before = stream.sink.len();
        if slot.is_some() {
            room_for(stream).await?;
        }
        match stream.arrive(slot, signal).await {
            Err(Halt::Failed(error @ (DownloadError::Connection(_) | DownloadError::Unreachable(_)))) => {
                failures = if stream.sink.len() > before { 1 } else { failures + 1 };
                if failures >= TRIES {
                    return Err(error.into());
                }
                stream.tell(DownloadStage::Waiting);
                unless_stopped(signal, TimeoutFuture::new(FIRST_WAIT_MS << (failures - 1))).await?;
            }
            Err(Halt::Failed(DownloadError::Full { .. })) => {
                return Err(full(stream, free_bytes().await.unwrap_or(0)).into());
            }
            outcome => return outcome,
        }
    }
}

/// Refuses a download for which the browser has no room, before anything is transferred.
async fn room_for(stream: &Stream<'_>) -> Result<(), DownloadError> {
    let Some(free) = free_bytes().await else { return Ok(()) };
    if stream.missing() + SPARE_BYTES > free { Err(full(stream, free)) } else { Ok(()) }
}

fn full(stream: &Stream<'_>, free: u64) -> DownloadError {
    let megabytes = |bytes: u64| (bytes as f64 / MEGABYTE).ceil() as u64;
    DownloadError::Full { needed: megabytes(stream.missing() + SPARE_BYTES), free: megabytes(free) }
}
