//! One download: from what is there already to the whole file, through cuts of the connection, until the
//! person stops it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::Array;
use web_sys::AbortController;

use super::arrive::{Arrived, Stream};
use super::server::{CONFIG, PREPROCESSOR, Whole};
use super::shelf::{Record, Shelf, Slot, free_bytes};
use super::sink::Sink;
use super::{checksum, fetch};
use crate::files::resume::Known;
use bridge::DownloadError;
use bridge::hub::Offer;
use bridge::protocol::files::ComingStage;

/// Tries without a single new byte after which a download gives up.
const TRIES: u32 = 5;
/// Time before the second try, in milliseconds; each further one waits twice as long.
const FIRST_WAIT_MS: u32 = 500;
/// How often is looked whether a download that was told to stop has ended, in milliseconds.
const END_MS: u32 = 20;
/// How often a wait looks whether the person has stopped the download, in milliseconds.
const LOOK_MS: u32 = 100;
/// Room that is left free beside the model.
const SPARE_BYTES: u64 = 1024 * 1024;
const MEGABYTE: f64 = 1e6;

/// How a download ended, if not by an error.
pub enum Ended {
    /// All is there and right.
    Whole(Box<Whole>),
    /// The person stopped it.
    Halted,
}

/// What the person wants of a running download.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Wish {
    #[default]
    GoOn,
    Pause,
    Cancel,
}

/// The person's hand on one download.
pub struct Control {
    key: String,
    wish: Cell<Wish>,
    abort: RefCell<Option<AbortController>>,
}

impl Control {
    fn new(key: String) -> Self {
        Self { key, wish: Cell::default(), abort: RefCell::default() }
    }

    fn stop(&self, wish: Wish) {
        self.wish.set(wish);
        self.end_request();
    }

    /// Ends the request that runs.
    pub fn end_request(&self) {
        if let Some(abort) = self.abort.take() {
            abort.abort();
        }
    }

    /// Whether the person has stopped it.
    pub fn is_stopped(&self) -> bool {
        self.wish.get() != Wish::GoOn
    }

    /// A signal that ends a request when the person stops the download.
    pub fn watch(&self) -> Option<AbortController> {
        // Without it a stop waits for the next bytes.
        let abort = AbortController::new().ok();
        self.abort.replace(abort.clone());
        abort
    }
}

/// What was paused in a browser that keeps nothing.
struct Held {
    key: String,
    known: Known,
    parts: Array,
}

/// The downloads of this worker: one runs at a time.
#[derive(Default)]
pub struct Transfers {
    running: RefCell<Option<Rc<Control>>>,
    /// Rises with each download that is asked for: of those that wait for one to end, only the last starts.
    asked: Cell<u32>,
    held: RefCell<Option<Held>>,
}

impl Transfers {
    /// Stops the running download and keeps what has arrived.
    pub fn pause(&self) {
        if let Some(control) = &*self.running.borrow() {
            control.stop(Wish::Pause);
        }
    }

    /// Stops the running download and throws away what has arrived.
    pub fn cancel(&self) {
        if let Some(control) = &*self.running.borrow() {
            control.stop(Wish::Cancel);
        }
    }

    /// Ends the download of a model, if it runs, and forgets what is held of it in memory.
    pub async fn forget(&self, key: &str) {
        let runs = || self.running.borrow().clone().filter(|control| control.key == key);
        while let Some(control) = runs() {
            control.stop(Wish::Cancel);
            TimeoutFuture::new(END_MS).await;
        }
        if self.held.borrow().as_ref().is_some_and(|held| held.key == key) {
            self.held.replace(None);
        }
    }

    /// Gets a model, or goes on with it. Another one that runs is paused.
    ///
    /// # Errors
    /// Any [`DownloadError`] but those of looking a repository up.
    pub async fn get(&self, offer: Offer) -> Result<Ended, DownloadError> {
        self.asked.set(self.asked.get().wrapping_add(1));
        let number = self.asked.get();
        // It holds its file, perhaps the same one, until it has ended.
        while self.running.borrow().is_some() {
            self.pause();
            TimeoutFuture::new(END_MS).await;
            if self.asked.get() != number {
                return Ok(Ended::Halted);
            }
        }
        let control = Rc::new(Control::new(offer.key()));
        self.running.replace(Some(control.clone()));
        let ended = self.run(offer, &control).await;
        self.running.replace(None);
        ended
    }

    async fn run(&self, offer: Offer, control: &Rc<Control>) -> Result<Ended, DownloadError> {
        let key = offer.key();
        let Some(shelf) = Shelf::open().await? else { return self.run_in_memory(offer, control).await };
        let Some(slot) = shelf.slot(&key, true).await? else {
            return Err(DownloadError::Storage("the model's folder could not be made".into()));
        };
        let before = slot.record().await?;
        let same = |record: &Record| {
            record.complete
                && record.offer.weights == offer.weights
                && record.offer.revision == offer.revision
        };
        if before.as_ref().is_some_and(same)
            && let Some(whole) = shelf.whole(&key).await?
        {
            return Ok(Ended::Whole(Box::new(whole)));
        }
        // Before anything that is kept changes: without an answer of the host it stays as it is.
        let texts = texts(&offer).await?;
        if control.is_stopped() {
            return Ok(Ended::Halted);
        }
        // What is there of other weights, an older version's, is no part of these.
        let other = before.as_ref().is_some_and(|record| record.offer.weights != offer.weights);
        let known = before.filter(|_| !other).map(|record| record.known).unwrap_or_default();
        let record = Record { offer: offer.clone(), known: known.clone(), complete: false };
        slot.set_record(&record).await?;
        for (name, text) in texts {
            slot.set_text(name, &text).await?;
        }
        let mut stream = Stream::new(&offer, Sink::shelf(slot.weights_writer().await?)?, known);
        if other {
            stream.sink.clear()?;
        }
        let outcome = self.fill(&mut stream, Some(&slot), control).await;
        let known = stream.known.clone();
        let closed = stream.sink.close(&offer.weights.name);
        // What throws the file away must come after it is closed.
        let outcome = outcome.and_then(|arrived| closed.map(|_| arrived));
        let gone = || DownloadError::Gone(key.clone());
        let outcome = match outcome {
            Ok(Arrived::All) => {
                let weights = slot.weights().await?.ok_or_else(gone)?;
                checksum::compare(&weights, &offer, control).await
            }
            ended => ended,
        };
        match outcome {
            Ok(Arrived::All) => {}
            Ok(Arrived::Stopped) => {
                if control.wish.get() == Wish::Cancel {
                    shelf.remove(&key).await?;
                }
                return Ok(Ended::Halted);
            }
            Err(error) => {
                if matches!(error, DownloadError::Length { .. } | DownloadError::Checksum(_)) {
                    shelf.remove(&key).await?;
                }
                return Err(error);
            }
        }
        let weights = slot.weights().await?.ok_or_else(gone)?;
        let total = Some(weights.size() as u64);
        slot.set_record(&Record { offer, known: Known { total, ..known }, complete: true }).await?;
        let whole = shelf.whole(&key).await?.ok_or_else(gone)?;
        Ok(Ended::Whole(Box::new(whole)))
    }

    /// The same where the browser keeps nothing: for this visit alone.
    async fn run_in_memory(&self, offer: Offer, control: &Rc<Control>) -> Result<Ended, DownloadError> {
        let key = offer.key();
        let held = self.held.take().filter(|held| held.key == key);
        let (parts, known) =
            held.map_or_else(|| (Array::new(), Known::default()), |held| (held.parts, held.known));
        let (mut config, mut preprocessor) = (None, None);
        for (name, text) in texts(&offer).await? {
            *(if name == CONFIG { &mut config } else { &mut preprocessor }) = Some(text);
        }
        let mut stream = Stream::new(&offer, Sink::memory(parts.clone()), known);
        let outcome = self.fill(&mut stream, None, control).await;
        let known = stream.known.clone();
        let keep =
            !matches!(outcome, Err(DownloadError::Length { .. })) && control.wish.get() != Wish::Cancel;
        match outcome {
            Ok(Arrived::All) => {}
            stopped => {
                if keep {
                    self.held.replace(Some(Held { key, known, parts }));
                }
                return stopped.map(|_| Ended::Halted);
            }
        }
        let gone = DownloadError::Gone(key.clone());
        let weights = stream.sink.close(&offer.weights.name)?.ok_or(gone)?;
        if checksum::compare(&weights, &offer, control).await? == Arrived::Stopped {
            if control.wish.get() != Wish::Cancel {
                self.held.replace(Some(Held { key, known, parts }));
            }
            return Ok(Ended::Halted);
        }
        Ok(Ended::Whole(Box::new(Whole { offer, weights, config, preprocessor, kept: false })))
    }

    /// Lets the file grow until it is whole or the download is stopped.
    async fn fill(
        &self,
        stream: &mut Stream<'_>,
        slot: Option<&Slot>,
        control: &Control,
    ) -> Result<Arrived, DownloadError> {
        let mut failures = 0;
        loop {
            let before = stream.sink.len();
            if slot.is_some() {
                room_for(stream).await?;
            }
            match stream.arrive(slot, control).await {
                Err(error @ (DownloadError::Connection(_) | DownloadError::Unreachable(_))) => {
                    failures = if stream.sink.len() > before { 1 } else { failures + 1 };
                    if failures >= TRIES {
                        return Err(error);
                    }
                    stream.tell(ComingStage::Waiting);
                    pause(FIRST_WAIT_MS << (failures - 1), control).await;
                }
                Err(DownloadError::Full { .. }) => {
                    return Err(full(stream, free_bytes().await.unwrap_or(0)));
                }
                outcome => return outcome,
            }
            if control.is_stopped() {
                return Ok(Arrived::Stopped);
            }
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

async fn pause(milliseconds: u32, control: &Control) {
    for _ in 0..milliseconds / LOOK_MS {
        if control.is_stopped() {
            return;
        }
        TimeoutFuture::new(LOOK_MS).await;
    }
}

/// The configuration files that belong to a model.
async fn texts(offer: &Offer) -> Result<Vec<(&'static str, String)>, DownloadError> {
    let mut texts = Vec::new();
    for (name, there) in [(CONFIG, offer.config), (PREPROCESSOR, offer.preprocessor)] {
        if there {
            texts.push((name, fetch::text(&offer.address(name)).await?));
        }
    }
    Ok(texts)
}
