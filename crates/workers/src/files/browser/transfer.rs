//! Downloads models, one at a time, and resumes partial downloads.

use web_sys::{AbortController, AbortSignal};

use super::arrive::Stream;
use super::memory::Memory;
use super::shelf::{Record, Shelf, Slot};
use super::sink::Sink;
use super::teller::Teller;
use super::whole::{CONFIG, PREPROCESSOR, Whole};
use super::{checksum, fetch, fill, signal};
use crate::files::halt::Halt;
use crate::files::resume::Known;
use crate::files::turns::Turns;
use bridge::DownloadError;
use bridge::hub::Offer;
use bridge::protocol::files::Stop;

/// The downloads of this worker: one runs at a time.
#[derive(Default)]
pub struct Transfers {
    turns: Turns<AbortController>,
    memory: Memory,
}

impl Transfers {
    /// Stops the download of a model, if it is running, and drops its bytes in memory.
    pub async fn forget(&self, key: &str) {
        while let Some((stop, end)) = self.turns.of(key) {
            stop.abort_with_reason(&Stop::Cancel.reason().into());
            // The sender is dropped at the end, so the result is an error that carries nothing.
            let _ = end.await;
        }
        self.memory.forget(key);
    }

    /// Downloads a model, or resumes its download, once no other download is running. `stop` ends it at once.
    ///
    /// # Errors
    /// [`Halt::Stopped`], and any [`DownloadError`] but those of looking up a repository.
    pub async fn get(
        &self,
        offer: Offer,
        stop: &AbortController,
        teller: &mut Teller,
    ) -> Result<Whole, Halt> {
        let signal = stop.signal();
        let key = offer.key();
        // A running download keeps its file locked, perhaps the same file, until it has ended.
        let _turn = loop {
            match self.turns.take(&key, stop) {
                Ok(turn) => break turn,
                Err(end) => drop(signal::unless_stopped(&signal, end).await?),
            }
        };
        let Some(shelf) = Shelf::open().await? else {
            let texts = texts(&offer, &signal).await?;
            return self.memory.get(offer, texts, &signal, teller).await;
        };
        get_onto(&shelf, &offer, &signal, teller).await
    }
}

/// Downloads a model into the browser's storage. Its file is closed when this returns.
async fn get_onto(
    shelf: &Shelf,
    offer: &Offer,
    stop: &AbortSignal,
    teller: &mut Teller,
) -> Result<Whole, Halt> {
    let key = offer.key();
    let no_folder = || DownloadError::Storage("the model's folder could not be made".into());
    let slot = shelf.slot(&key, true).await?.ok_or_else(no_folder)?;
    let before = slot.record().await?;
    let same = |record: &Record| {
        record.complete && record.offer.weights == offer.weights && record.offer.revision == offer.revision
    };
    if before.as_ref().is_some_and(same)
        && let Some(whole) = shelf.whole(&key).await?
    {
        return Ok(whole);
    }
    // Done before any stored file changes: if the host does not answer, everything stays as it is.
    let texts = texts(offer, stop).await?;
    let got = write(shelf, &slot, (offer, before, texts), stop, teller).await;
    let thrown_away = match &got {
        Ok(_) => false,
        Err(Halt::Stopped) => signal::reason(stop) == Stop::Cancel,
        Err(Halt::Failed(error)) => {
            matches!(error, DownloadError::Length { .. } | DownloadError::Checksum(_))
        }
    };
    if thrown_away {
        shelf.remove(&key).await?;
    }
    got
}

/// Appends the missing bytes of a model to those that are stored.
async fn write(
    shelf: &Shelf,
    slot: &Slot,
    (offer, before, texts): (&Offer, Option<Record>, Texts),
    stop: &AbortSignal,
    teller: &mut Teller,
) -> Result<Whole, Halt> {
    // Stored bytes of other weights, such as an older version's, cannot be continued. Without a checksum, those of another
    // revision may be others.
    let other = before.as_ref().is_some_and(|record| {
        let is_unknown = offer.weights.sha256.is_none() && record.offer.revision != offer.revision;
        record.offer.weights != offer.weights || is_unknown
    });
    let known = before.filter(|_| !other).map(|record| record.known).unwrap_or_default();
    let record = Record { offer: offer.clone(), known: known.clone(), complete: false };
    slot.set_record(&record).await?;
    for (name, text) in texts {
        slot.set_text(name, &text).await?;
    }
    let mut stream = Stream::new(offer, Sink::shelf(slot.weights_writer().await?)?, known, teller);
    if other {
        stream.sink.clear()?;
    }
    let filled = fill::fill(&mut stream, Some(slot), stop).await;
    let Stream { sink, known, .. } = stream;
    let closed = sink.close(&offer.weights.name);
    filled?;
    closed?;
    checked(shelf, slot, offer, known, stop, teller).await
}

/// Compares the checksum, and records that the model is complete.
async fn checked(
    shelf: &Shelf,
    slot: &Slot,
    offer: &Offer,
    known: Known,
    stop: &AbortSignal,
    teller: &mut Teller,
) -> Result<Whole, Halt> {
    let gone = || DownloadError::Gone(offer.key());
    let weights = slot.weights().await?.ok_or_else(gone)?;
    checksum::compare(&weights, offer, stop, teller).await?;
    let total = Some(weights.size() as u64);
    slot.set_record(&Record { offer: offer.clone(), known: Known { total, ..known }, complete: true })
        .await?;
    Ok(shelf.whole(&offer.key()).await?.ok_or_else(gone)?)
}

/// Configuration files: their names and texts.
type Texts = Vec<(&'static str, String)>;

/// The configuration files that belong to a model.
async fn texts(offer: &Offer, stop: &AbortSignal) -> Result<Texts, Halt> {
    let mut texts = Vec::new();
    for (name, there) in [(CONFIG, offer.config), (PREPROCESSOR, offer.preprocessor)] {
        if there {
            texts.push((name, fetch::text(&offer.address(name), stop).await?));
        }
    }
    Ok(texts)
}
