//! Downloads into memory, for this visit only, in a browser that stores nothing.

use std::cell::RefCell;

use js_sys::Array;
use web_sys::AbortSignal;

use super::arrive::Stream;
use super::sink::Sink;
use super::teller::Teller;
use super::whole::{CONFIG, Whole};
use super::{checksum, fill, signal};
use crate::files::halt::Halt;
use crate::files::resume::Known;
use bridge::DownloadError;
use bridge::hub::Offer;
use bridge::protocol::files::Stop;

/// The bytes of a stopped download, in memory.
#[derive(Default)]
pub struct Memory(RefCell<Option<Held>>);

struct Held {
    key: String,
    known: Known,
    parts: Array,
}

impl Memory {
    /// Drops the bytes of a model.
    pub fn forget(&self, key: &str) {
        self.0.borrow_mut().take_if(|held| held.key == key);
    }

    /// Downloads a model, or resumes its download; `texts` are its configuration files.
    ///
    /// # Errors
    /// As [`fill::fill`] and [`checksum::compare`]. What has arrived is kept, unless it is wrong or was cancelled.
    pub async fn get(
        &self,
        offer: Offer,
        texts: Vec<(&'static str, String)>,
        stop: &AbortSignal,
        teller: &mut Teller,
    ) -> Result<Whole, Halt> {
        let key = offer.key();
        let held = self.0.take().filter(|held| held.key == key);
        let (parts, known) =
            held.map_or_else(|| (Array::new(), Known::default()), |held| (held.parts, held.known));
        let (mut config, mut preprocessor) = (None, None);
        for (name, text) in texts {
            *(if name == CONFIG { &mut config } else { &mut preprocessor }) = Some(text);
        }
        let mut stream = Stream::new(&offer, Sink::memory(parts.clone()), known, teller);
        let filled = fill::fill(&mut stream, None, stop).await;
        let Stream { sink, known, .. } = stream;
        let outcome = match filled {
            Ok(()) => self.close(sink, &offer, stop, teller).await,
            Err(halt) => Err(halt),
        };
        match outcome {
            Ok(weights) => Ok(Whole { offer, weights, config, preprocessor, kept: false }),
            Err(halt) => {
                if is_held(&halt, stop) {
                    self.0.replace(Some(Held { key, known, parts }));
                }
                Err(halt)
            }
        }
    }

    async fn close(
        &self,
        sink: Sink,
        offer: &Offer,
        stop: &AbortSignal,
        teller: &mut Teller,
    ) -> Result<web_sys::File, Halt> {
        let gone = || DownloadError::Gone(offer.key());
        let weights = sink.close(&offer.weights.name)?.ok_or_else(gone)?;
        checksum::compare(&weights, offer, stop, teller).await?;
        Ok(weights)
    }
}

/// Whether what has arrived can be used for another try.
fn is_held(halt: &Halt, stop: &AbortSignal) -> bool {
    match halt {
        Halt::Stopped => signal::reason(stop) == Stop::Pause,
        Halt::Failed(error) => !matches!(error, DownloadError::Length { .. } | DownloadError::Checksum(_)),
    }
}
