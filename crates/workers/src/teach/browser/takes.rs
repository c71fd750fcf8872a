//! Takes in ZIPs and files. Their samples are unread; or heads alone are read, and nothing is taken in.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

use super::convert::stored_picture;
use super::saver;
use super::seek::BlobReader;
use super::shared::Shared;
use crate::frame::FrameReader;
use crate::teach::archive::heads;
use crate::teach::archive::unpack::{PackedFile, PackedSample, Unpacker};
use crate::teach::arrival::Arrival;
use crate::teach::duplicates::Duplicates;
use crate::teach::files::Files;
use crate::teach::intake::{pair, stored_sound};
use crate::teach::project::Key;
use crate::teach::taught::Taught;
use bridge::protocol::teach::Event;
use bridge::protocol::teach_error::{TeachError, in_words};
use bridge::protocol::teach_state::{BurstId, ClassId, Clip, Kept, SampleId};
use bridge::wire::describe;

/// Samples between two progress events.
const TELL_EVERY: usize = 8;

/// Samples in memory above which the storage is waited for, and their bytes.
const MOST_WAITING: usize = 96;
const MOST_WAITING_BYTES: usize = 64 << 20;

/// Most bytes of a file that is added.
const MOST_BYTES: f64 = 64e6;

/// What was taken in.
#[derive(Default)]
pub struct Taken {
    /// Samples.
    pub samples: usize,
    /// Samples that were there already.
    pub already: usize,
    /// Files that were left out, and why.
    pub left_out: Vec<TeachError>,
}

/// A sample's files before they are checked, with their names.
#[derive(Default)]
struct Raw {
    picture: Option<(String, Vec<u8>)>,
    sound: Option<(String, Vec<u8>)>,
}

/// Takes in samples of one import.
struct Taking<'a> {
    shared: &'a Rc<Shared>,
    /// Number of the request.
    id: u32,
    frames: FrameReader,
    total: usize,
    done: usize,
    arrival: Arrival,
    /// The burst that samples belong to, once one of them has been accepted.
    burst: Option<BurstId>,
    /// What was there before, where it is not taken in again.
    there: Duplicates,
    taken: Taken,
}

/// Reads the heads of a ZIP, or a file of heads.
///
/// # Errors
/// [`TeachError::Missing`] and [`TeachError::Archive`].
pub fn heads(object: Option<JsValue>) -> Result<Taught, TeachError> {
    let (blob, name) = named(object)?;
    let file = heads::read(BlobReader::new(blob));
    file.map(Taught::new).map_err(|error| TeachError::Archive { name, why: error.to_string() })
}

/// A file of a payload with its name.
fn named(object: Option<JsValue>) -> Result<(Blob, String), TeachError> {
    let blob = object.and_then(|object| object.dyn_into::<Blob>().ok());
    let blob = blob.ok_or_else(|| TeachError::Missing("The file".into()))?;
    let name = blob.dyn_ref::<File>().map_or_else(|| "classes.zip".to_owned(), File::name);
    Ok((blob, name))
}

/// Takes in a ZIP.
///
/// # Errors
/// [`TeachError::Missing`], [`TeachError::Archive`], [`TeachError::NothingTaken`] and [`TeachError::NotOpen`].
pub async fn import(
    shared: &Rc<Shared>,
    id: u32,
    object: Option<JsValue>,
    replace: bool,
) -> Result<Taken, TeachError> {
    let (blob, name) = named(object)?;
    let mut zip = Unpacker::open(BlobReader::new(blob), &name)
        .map_err(|error| TeachError::Archive { name: name.clone(), why: error.to_string() })?;
    let bursts = std::mem::take(&mut zip.bursts);
    let arrival = Arrival::of_zip(std::mem::take(&mut zip.classes), replace);
    let total = bursts.iter().map(|burst| burst.samples.len()).sum();
    let mut taking = Taking::new(shared, id, arrival, total);
    for (name, error) in std::mem::take(&mut zip.left_out) {
        taking.taken.left_out.push(TeachError::File { name, why: error.to_string() });
    }
    taking.there = present(shared, &taking.arrival).await?;
    for burst in bursts {
        taking.burst = None;
        let mut samples = burst.samples.iter();
        while !taking.arrival.is_refused(burst.class)
            && let Some(sample) = samples.next()
        {
            let raw = taking.unpack(&mut zip, sample);
            match taking.add(burst.class, raw).await {
                Ok(()) => {}
                // The person has deleted the class, or this recording, meanwhile: the others are taken in.
                Err(TeachError::Gone(_)) => break,
                Err(error) => return Err(error),
            }
        }
        taking.pass(burst.class, samples.len());
    }
    taking.finish(&format!("“{name}”"))
}

/// The samples that there are of the classes that come.
async fn present(shared: &Shared, arrival: &Arrival) -> Result<Duplicates, TeachError> {
    let mut there = Duplicates::default();
    let (classes, bursts) =
        shared.with(|room| Ok((arrival.all_known(room), room.bursts().collect::<Vec<_>>())))?;
    for (class, samples) in bursts.into_iter().filter(|(class, _)| classes.contains(class)) {
        for sample in samples {
            let Some(key) = shared.with(|room| Ok(room.key(sample)))? else { continue };
            let store = shared.store.borrow().clone();
            // What cannot be read is not the same as anything.
            if let Ok(Some(files)) = shared.media.files(key, store).await {
                there.note(class, &files);
            }
        }
    }
    Ok(there)
}

/// Adds files to a class, as one burst.
///
/// # Errors
/// [`TeachError::Gone`], [`TeachError::NothingTaken`] and [`TeachError::NotOpen`].
pub async fn add_files(
    shared: &Rc<Shared>,
    id: u32,
    objects: Vec<JsValue>,
    class: ClassId,
) -> Result<Taken, TeachError> {
    let files: Vec<File> = objects.into_iter().filter_map(|object| object.dyn_into().ok()).collect();
    let names: Vec<String> = files.iter().map(File::name).collect();
    let (pairs, others) = pair(names.iter().map(String::as_str));
    let mut taking = Taking::new(shared, id, Arrival::into_class(class), pairs.len());
    for (at, error) in others {
        let (name, why) = (names[at].clone(), error.to_string());
        taking.taken.left_out.push(TeachError::File { name, why });
    }
    for pair in pairs {
        let mut raw = Raw::default();
        for (place, slot) in [(pair.picture, &mut raw.picture), (pair.sound, &mut raw.sound)] {
            let Some(file) = place.and_then(|at| files.get(at)) else { continue };
            match bytes_of(file).await {
                Ok(bytes) => *slot = Some((file.name(), bytes)),
                Err(why) => taking.taken.left_out.push(TeachError::File { name: file.name(), why }),
            }
        }
        taking.add(0, raw).await?;
    }
    taking.finish("these files")
}

async fn bytes_of(file: &File) -> Result<Vec<u8>, String> {
    if file.size() > MOST_BYTES {
        return Err(format!("it has more than {} MB; make it smaller", MOST_BYTES / 1e6));
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|error| describe(&error))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

impl<'a> Taking<'a> {
    fn new(shared: &'a Rc<Shared>, id: u32, arrival: Arrival, total: usize) -> Self {
        let (frames, there, taken) = (FrameReader::default(), Duplicates::default(), Taken::default());
        Self { shared, id, frames, total, done: 0, arrival, burst: None, there, taken }
    }

    fn unpack(&mut self, zip: &mut Unpacker<BlobReader>, sample: &PackedSample) -> Raw {
        let mut bytes = |file: &Option<PackedFile>| {
            let file = file.as_ref()?;
            match zip.read(file) {
                Ok(bytes) => Some((file.path.clone(), bytes)),
                Err(error) => {
                    let (name, why) = (file.path.clone(), error.to_string());
                    self.taken.left_out.push(TeachError::File { name, why });
                    None
                }
            }
        };
        Raw { picture: bytes(&sample.picture), sound: bytes(&sample.sound) }
    }

    /// Adds a sample of what can be read of its files, unless its class has it already.
    async fn add(&mut self, class: usize, raw: Raw) -> Result<(), TeachError> {
        let (mut clip, mut files) = (Clip::default(), Files::default());
        if let Some((name, bytes)) = raw.picture {
            match stored_picture(bytes, &mut self.frames).await {
                Ok((png, size)) => (clip.picture, files.png) = (Some(size), Some(png)),
                Err(error) => self.taken.left_out.push(TeachError::File { name, why: error.to_string() }),
            }
        }
        if let Some((name, bytes)) = raw.sound {
            match stored_sound(&bytes) {
                Ok((wav, rate)) => (clip.sample_rate, files.wav) = (Some(rate), Some(wav)),
                Err(error) => self.taken.left_out.push(TeachError::File { name, why: error.to_string() }),
            }
        }
        if clip != Clip::default() {
            let known = self.shared.with(|room| Ok(self.arrival.known(room, class)))?;
            if known.is_some_and(|known| self.there.take(known, &files)) {
                self.taken.already += 1;
            } else {
                self.keep(class, clip, files).await?;
            }
        }
        self.progress().await;
        Ok(())
    }

    async fn keep(&mut self, class: usize, clip: Clip, files: Files) -> Result<(), TeachError> {
        while self.is_crowded() && self.is_stored() {
            TimeoutFuture::new(20).await;
        }
        match self.shared.media.check(&files).and_then(|()| self.accept(class, clip)) {
            Ok((id, key)) => {
                if let Some(key) = key {
                    self.shared.media.put(key, files);
                }
                self.taken.samples += 1;
                saver::save_sample(self.shared, id);
            }
            Err(_) if self.arrival.is_refused(class) => self.arrival.leave_out(class, 1),
            Err(error @ (TeachError::TooManySamples(_) | TeachError::MemoryFull(_))) => {
                // There may be room on the device again.
                saver::save(self.shared);
                // Said once, however many are left out.
                if self.taken.left_out.last() != Some(&error) {
                    self.taken.left_out.push(error);
                }
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Adds a sample to the room.
    fn accept(&mut self, class: usize, clip: Clip) -> Result<(SampleId, Option<Key>), TeachError> {
        let prior = self.shared.prior.borrow();
        let prior = prior.as_ref().ok_or(TeachError::NotOpen)?;
        let had_begun = self.arrival.has_begun();
        let added = self.shared.with(|room| {
            let id = self.arrival.add(room, prior, (class, &mut self.burst), clip)?;
            Ok((id, room.key(id)))
        });
        if self.arrival.has_begun() && !had_begun {
            // What made way can only be brought back as a whole.
            self.shared.forget_lost();
        }
        added
    }

    /// Samples that the loop has not come to are done, too; of a refused class they are counted.
    fn pass(&mut self, class: usize, samples: usize) {
        if self.arrival.is_refused(class) {
            self.arrival.leave_out(class, samples);
        }
        self.done += samples;
    }

    /// What was taken in of `what`.
    ///
    /// # Errors
    /// [`TeachError::NothingTaken`] where there was nothing that could be.
    fn finish(mut self, what: &str) -> Result<Taken, TeachError> {
        self.taken.left_out.extend(self.arrival.left_out());
        if self.taken.samples + self.taken.already > 0 {
            return Ok(self.taken);
        }
        Err(TeachError::NothingTaken { what: what.to_owned(), why: in_words(&self.taken.left_out) })
    }

    async fn progress(&mut self) {
        self.done += 1;
        if !self.done.is_multiple_of(TELL_EVERY) && self.done != self.total {
            return;
        }
        let (done, total) = (self.done, self.total);
        self.shared.events.tell_of(self.id, Event::Progress { done, total });
        // Requests that wait are answered.
        TimeoutFuture::new(0).await;
    }

    fn is_crowded(&self) -> bool {
        let (samples, bytes) = self.shared.media.waiting();
        samples > MOST_WAITING || bytes > MOST_WAITING_BYTES
    }

    fn is_stored(&self) -> bool {
        self.shared.saving.get() && self.shared.with(|room| Ok(room.kept == Kept::Here)) == Ok(true)
    }
}
