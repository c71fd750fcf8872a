//! One answer of the host, from its head to its last byte.

use super::fetch::{self, Answer};
use super::server::{now_ms, tell};
use super::shelf::{Record, Slot};
use super::sink::Sink;
use super::transfer::Control;
use crate::files::pace::Pace;
use crate::files::resume;
use crate::files::resume::{Known, Step};
use bridge::DownloadError;
use bridge::hub::Offer;
use bridge::protocol::files::{Coming, ComingStage, Tell};

/// Time between two words about how far it is, in milliseconds.
const TELL_EVERY_MS: f64 = 100.0;

/// How an answer ended, if not by an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrived {
    /// The file is whole.
    All,
    /// The person stopped it.
    Stopped,
}

/// A file on its way.
pub struct Stream<'a> {
    offer: &'a Offer,
    /// Where it goes.
    pub sink: Sink,
    /// What the host has said of it.
    pub known: Known,
    pace: Pace,
    told_ms: f64,
}

impl<'a> Stream<'a> {
    /// Goes on behind what is in `sink`.
    pub fn new(offer: &'a Offer, sink: Sink, known: Known) -> Self {
        Self { offer, sink, known, pace: Pace::default(), told_ms: 0.0 }
    }

    /// All bytes, where that is known.
    fn total(&self) -> Option<u64> {
        self.known.total.or(self.offer.weights.bytes)
    }

    /// Bytes that have not arrived.
    pub fn missing(&self) -> u64 {
        self.total().unwrap_or(0).saturating_sub(self.sink.len())
    }

    /// Tells the page how far it is.
    pub fn tell(&mut self, stage: ComingStage) {
        self.told_ms = now_ms();
        let total = self.total();
        let arriving = stage == ComingStage::Arriving;
        let coming = Coming {
            bytes: self.sink.len(),
            total,
            bytes_per_second: self.pace.bytes_per_second().filter(|_| arriving),
            seconds_left: total.and_then(|total| self.pace.seconds_left(total)).filter(|_| arriving),
            stage,
        };
        tell(&Tell::Coming { key: self.offer.key(), coming }, &[]);
    }

    /// Asks for what is missing and takes what comes.
    ///
    /// # Errors
    /// [`DownloadError::Connection`] and [`DownloadError::Unreachable`] where another try may help, and what
    /// [`resume::decide`] and [`Sink::append`] find.
    pub async fn arrive(&mut self, slot: Option<&Slot>, control: &Control) -> Result<Arrived, DownloadError> {
        // Nothing is missing of what was kept; its checksum tells whether it is right.
        if self.sink.len() > 0 && self.known.total == Some(self.sink.len()) {
            return Ok(Arrived::All);
        }
        if self.known.total.is_some_and(|total| self.sink.len() > total) {
            self.sink.clear()?;
        }
        self.tell(ComingStage::Arriving);
        let Some(answer) = self.begin(control).await? else {
            return Ok(if control.is_stopped() { Arrived::Stopped } else { Arrived::All });
        };
        if let Some(slot) = slot {
            // Written before the first byte: after a reload it tells whether the rest belongs to them.
            let (offer, known) = (self.offer.clone(), self.known.clone());
            slot.set_record(&Record { offer, known, complete: false }).await?;
        }
        self.pace = Pace::default();
        self.pace.add(now_ms(), self.sink.len());
        let ended_early = || DownloadError::Connection("it ended too early".into());
        let body = answer.body().ok_or_else(ended_early)?;
        loop {
            let piece = body.next().await;
            if control.is_stopped() {
                return Ok(Arrived::Stopped);
            }
            let piece = piece.map_err(|words| {
                // A connection that has only fallen silent is still open.
                control.end_request();
                DownloadError::Connection(words)
            })?;
            let Some(piece) = piece else { break };
            self.sink.append(&piece)?;
            self.pace.add(now_ms(), self.sink.len());
            if now_ms() - self.told_ms >= TELL_EVERY_MS {
                self.tell(ComingStage::Arriving);
            }
        }
        match self.total() {
            Some(total) if self.sink.len() < total => Err(ended_early()),
            Some(total) if self.sink.len() > total => {
                Err(DownloadError::Length { what: self.offer.key(), expected: total, got: self.sink.len() })
            }
            _ => Ok(Arrived::All),
        }
    }

    /// The answer whose bytes belong behind those that are there; `None` where all is there, or the person
    /// has stopped the download.
    async fn begin(&mut self, control: &Control) -> Result<Option<Answer>, DownloadError> {
        let address = self.offer.address(&self.offer.weights.name);
        loop {
            let have = self.sink.len();
            let abort = control.watch();
            let signal = abort.as_ref().map(web_sys::AbortController::signal);
            let answer = fetch::ask(&address, have, signal.as_ref()).await;
            if control.is_stopped() {
                return Ok(None);
            }
            let answer = answer?;
            let expected = self.offer.weights.bytes;
            match resume::decide(&self.offer.key(), have, &self.known, expected, &answer.head)? {
                Step::Append(known) => {
                    self.known = known;
                    return Ok(Some(answer));
                }
                Step::Restart(known) => {
                    self.sink.clear()?;
                    self.known = known;
                    return Ok(Some(answer));
                }
                Step::Complete => return Ok(None),
                Step::AskWhole => {
                    if let Some(abort) = abort {
                        abort.abort();
                    }
                    if have == 0 {
                        // A part in answer to a wish for all of it: there is no way on.
                        let what = self.offer.key();
                        return Err(DownloadError::Status { what, status: answer.head.status });
                    }
                    self.sink.clear()?;
                    self.known = Known::default();
                }
            }
        }
    }
}
