//! Receives the weights of one model from the host.

use web_sys::AbortSignal;

use super::fetch;
use super::fetch::Answer;
use super::shelf::{Record, Slot};
use super::sink::Sink;
use super::teller::Teller;
use crate::files::halt::Halt;
use crate::files::pace::Pace;
use crate::files::resume;
use crate::files::resume::{Known, Step};
use crate::scope::now_ms;
use bridge::DownloadError;
use bridge::hub::Offer;
use bridge::protocol::files::{DownloadProgress, DownloadStage};

/// Time between two progress events, in milliseconds.
const TELL_EVERY_MS: f64 = 100.0;

/// A file that is being downloaded.
pub struct Stream<'a> {
    offer: &'a Offer,
    /// Where its bytes are written.
    pub sink: Sink,
    /// What the host has reported about it.
    pub known: Known,
    pace: Pace,
    teller: &'a mut Teller,
}

impl<'a> Stream<'a> {
    /// Continues after the bytes that are in `sink`.
    pub fn new(offer: &'a Offer, sink: Sink, known: Known, teller: &'a mut Teller) -> Self {
        Self { offer, sink, known, pace: Pace::default(), teller }
    }

    /// All bytes, where that is known.
    fn total(&self) -> Option<u64> {
        self.known.total.or(self.offer.weights.bytes)
    }

    /// Bytes that have not arrived.
    pub fn missing(&self) -> u64 {
        self.total().unwrap_or(0).saturating_sub(self.sink.len())
    }

    /// Sends a progress event to the page.
    pub fn tell(&mut self, stage: DownloadStage) {
        let total = self.total();
        let arriving = stage == DownloadStage::Arriving;
        self.teller.tell(DownloadProgress {
            bytes: self.sink.len(),
            total,
            bytes_per_second: self.pace.bytes_per_second().filter(|_| arriving),
            seconds_left: total.and_then(|total| self.pace.seconds_left(total)).filter(|_| arriving),
            stage,
        });
    }

    /// Requests the missing bytes and receives them, until the file is complete.
    ///
    /// # Errors
    /// [`DownloadError::Connection`] and [`DownloadError::Unreachable`], where another try may help; the errors of
    /// [`resume::decide`] and [`Sink::append`]; and [`Halt::Stopped`].
    pub async fn arrive(&mut self, slot: Option<&Slot>, signal: &AbortSignal) -> Result<(), Halt> {
        // All bytes are there already; the checksum will show whether they are right.
        if self.sink.len() > 0 && self.known.total == Some(self.sink.len()) {
            return Ok(());
        }
        if self.known.total.is_some_and(|total| self.sink.len() > total) {
            self.sink.clear()?;
        }
        self.tell(DownloadStage::Arriving);
        let Some(answer) = self.begin(signal).await? else { return Ok(()) };
        if let Some(slot) = slot {
            // The record is written before the first byte, so that after a reload it shows which file the bytes
            // belong to.
            let (offer, known) = (self.offer.clone(), self.known.clone());
            slot.set_record(&Record { offer, known, complete: false }).await?;
        }
        self.pace = Pace::default();
        self.pace.add(now_ms(), self.sink.len());
        let ended_early = || DownloadError::Connection("it ended too early".into());
        let body = answer.body().ok_or_else(ended_early)?;
        while let Some(piece) = body.next().await? {
            self.sink.append(&piece)?;
            self.pace.add(now_ms(), self.sink.len());
            if self.teller.is_due(TELL_EVERY_MS) {
                self.tell(DownloadStage::Arriving);
            }
        }
        match self.total() {
            Some(total) if self.sink.len() < total => Err(ended_early().into()),
            Some(total) if self.sink.len() > total => {
                let (what, got) = (self.offer.key(), self.sink.len());
                Err(DownloadError::Length { what, expected: total, got }.into())
            }
            _ => Ok(()),
        }
    }

    /// Requests the missing bytes; returns the answer that holds them, or `None` where nothing is missing.
    async fn begin(&mut self, signal: &AbortSignal) -> Result<Option<Answer>, Halt> {
        let address = self.offer.address(&self.offer.weights.name);
        loop {
            let have = self.sink.len();
            let answer = fetch::ask(&address, have, signal).await?;
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
                    if have == 0 {
                        // The host sends a part although the whole file was requested: give up.
                        let what = self.offer.key();
                        return Err(DownloadError::Status { what, status: answer.head.status }.into());
                    }
                    self.sink.clear()?;
                    self.known = Known::default();
                }
            }
        }
    }
}
