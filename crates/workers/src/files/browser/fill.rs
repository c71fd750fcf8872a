//! Lets a file grow until it is whole, through cuts of the connection.

use gloo_timers::future::TimeoutFuture;
use web_sys::AbortSignal;

use super::arrive::Stream;
use super::shelf::{Slot, free_bytes};
use super::signal::unless_stopped;
use crate::files::halt::Halt;
use bridge::DownloadError;
use bridge::protocol::files::DownloadStage;

/// Tries without a single new byte after which a download gives up.
const TRIES: u32 = 5;
/// Time before the second try, in milliseconds; each further one waits twice as long.
const FIRST_WAIT_MS: u32 = 500;
/// Room that is left free beside the model.
const SPARE_BYTES: u64 = 1024 * 1024;
const MEGABYTE: f64 = 1e6;

/// Lets the file grow until it is whole; in `slot`, where the browser keeps it.
///
/// # Errors
/// [`Halt::Stopped`], [`DownloadError::Full`], and what [`Stream::arrive`] finds, once too often where another try
/// may help.
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

/// Refuses a download that the browser has no room for, before it costs anything.
async fn room_for(stream: &Stream<'_>) -> Result<(), DownloadError> {
    let Some(free) = free_bytes().await else { return Ok(()) };
    if stream.missing() + SPARE_BYTES > free { Err(full(stream, free)) } else { Ok(()) }
}

fn full(stream: &Stream<'_>, free: u64) -> DownloadError {
    let megabytes = |bytes: u64| (bytes as f64 / MEGABYTE).ceil() as u64;
    DownloadError::Full { needed: megabytes(stream.missing() + SPARE_BYTES), free: megabytes(free) }
}
