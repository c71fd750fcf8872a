//! Abort signals: waiting that ends when the request is aborted.

use std::future::Future;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use gloo_events::EventListener;
use web_sys::AbortSignal;

use crate::files::halt::Halt;
use bridge::protocol::files::Stop;

/// Waits for `work` unless the request is aborted.
///
/// # Errors
/// [`Halt::Stopped`] as soon as `signal` is aborted; `work` is dropped then.
pub async fn unless_stopped<T>(signal: &AbortSignal, work: impl Future<Output = T>) -> Result<T, Halt> {
    let (sender, aborted) = oneshot::channel::<()>();
    let _listener = EventListener::once(signal, "abort", move |_| drop(sender));
    go_on(signal)?;
    match select(std::pin::pin!(work), aborted).await {
        Either::Left((done, _)) => Ok(done),
        Either::Right(_) => Err(Halt::Stopped),
    }
}

/// Checks between two steps whether to stop.
///
/// # Errors
/// [`Halt::Stopped`] where `signal` is aborted.
pub fn go_on(signal: &AbortSignal) -> Result<(), Halt> {
    if signal.aborted() { Err(Halt::Stopped) } else { Ok(()) }
}

/// The reason why a signal was aborted.
pub fn reason(signal: &AbortSignal) -> Stop {
    Stop::from_reason(signal.reason().as_string().as_deref())
}
