//! Answers requests.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsValue;

use super::media::Small;
use super::shared::Shared;
use super::store::Store;
use super::{gives, lock, numbers, reporter, saver, strip, takes};
use crate::payload::{buffer, bytes, float_buffer};
use crate::scope::now_ms;
use crate::teach::files::Files;
use crate::teach::opening;
use crate::teach::project::Origin;
use crate::teach::room::Room;
use crate::teach::{desk, picture, sound, thumbnail};
use bridge::protocol::teach::{Event, Request, Response};
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{BurstId, Clip, Kept, RoomState, SampleId, Senses};
use bridge::wire::Objects;
use tvlt::teach::features::Features;
use tvlt::teach::prior::Prior;

/// Time between two looks whether the project is open, in milliseconds.
const OPENING_MS: u32 = 20;

type Answer = Result<(Response, Objects), TeachError>;

/// Answers a request of number `id`.
///
/// # Errors
/// [`TeachError`].
pub async fn answer(shared: &Rc<Shared>, id: u32, request: Request, objects: Vec<JsValue>) -> Answer {
    let mut payload = objects.into_iter();
    match request {
        Request::Open { model, layers } => {
            plain(open(shared, Origin { model, layers }, payload.next()).await.map(Response::Room))
        }
        Request::Heads => plain(takes::heads(payload.next()).map(|taught| {
            let response = Response::Heads(taught.opened());
            *shared.taught.borrow_mut() = Some(taught);
            response
        })),
        Request::Sample { burst, senses, clip } => {
            plain(sample(shared, burst, senses, clip, &mut payload).map(Response::Room))
        }
        Request::Forget => plain(forget(shared).await.map(Response::Room)),
        Request::Thumbnails { class, have } => {
            let (thumbnails, pictures) = strip::strip(shared, class, &have).await?;
            Ok((Response::Thumbnails(thumbnails), Objects::moved(pictures)))
        }
        Request::Export => {
            let (zip, samples) = gives::export(shared).await?;
            let response = Response::Exported { file_name: gives::FILE_NAME.to_owned(), samples };
            Ok((response, Objects::shared(vec![zip.into()])))
        }
        Request::Import { replace } => {
            let taken = takes::import(shared, id, payload.next(), replace).await;
            imported(shared, taken)
        }
        Request::AddFiles { class } => {
            let taken = takes::add_files(shared, id, payload.collect(), class).await;
            imported(shared, taken)
        }
        Request::NextUnread => next_unread(shared).await,
        request => plain(served(shared, &request, &mut payload)),
    }
}

fn plain(response: Result<Response, TeachError>) -> Answer {
    Ok((response?, Objects::default()))
}

/// Answers a request that needs neither pictures nor sounds nor storage.
fn served(
    shared: &Rc<Shared>,
    request: &Request,
    payload: &mut impl Iterator<Item = JsValue>,
) -> Result<Response, TeachError> {
    let features = match request {
        Request::Look(senses) | Request::Features { senses, .. } => numbers::features(*senses, payload)?,
        _ => Features::default(),
    };
    let answer = shared.taught.borrow_mut().as_mut().and_then(|taught| taught.serve(request, &features));
    if let Some(answer) = answer {
        return answer;
    }
    let response = shared.with(|room| desk::serve(room, request, features).ok_or(TeachError::NotOpen)?)?;
    if let Request::Features { sample, .. } = request {
        shared.dirty.borrow_mut().insert(*sample);
        shared.taught_ms.set(now_ms());
    }
    match request {
        Request::Undo => saver::remember_unstored(shared),
        Request::Delete(_) => shared.forget_lost(),
        _ => {}
    }
    if matches!(response, Response::Room(_)) {
        changed(shared);
    }
    Ok(response)
}

/// Saves and reports what has changed.
fn changed(shared: &Rc<Shared>) {
    saver::save(shared);
    reporter::report(shared);
}

async fn open(shared: &Rc<Shared>, origin: Origin, prior: Option<JsValue>) -> Result<RoomState, TeachError> {
    let prior = match prior {
        Some(file) => {
            let file =
                bytes(&file).ok_or_else(|| TeachError::Missing("The model’s file for teaching".into()))?;
            Prior::from_bytes(&file).map_err(|error| TeachError::Model(error.to_string()))?
        }
        None => Prior::without(origin.layers.clone()),
    };
    while shared.opening.get() {
        TimeoutFuture::new(OPENING_MS).await;
    }
    shared.opening.set(true);
    let opened = settle(shared, origin, &prior).await;
    shared.opening.set(false);
    opened?;
    *shared.taught.borrow_mut() = None;
    *shared.prior.borrow_mut() = Some(prior);
    changed(shared);
    shared.state()
}

async fn settle(shared: &Shared, origin: Origin, prior: &Prior) -> Result<(), TeachError> {
    let is_same = shared.prior.borrow().as_ref() == Some(prior)
        && shared.room.borrow().as_ref().is_some_and(|room| *room.origin() == origin);
    if is_same {
        return Ok(());
    }
    let again = shared.room.borrow().as_ref().map(|room| room.with_model(origin.clone(), prior));
    if let Some(room) = again {
        let room = room?;
        *shared.dirty.borrow_mut() = room.bursts().flat_map(|(_, ids)| ids).collect();
        *shared.room.borrow_mut() = Some(room);
        return Ok(());
    }
    let room = match Store::open().await {
        Err(error) => {
            let mut room = Room::new(origin, prior)?;
            room.kept = Kept::InMemory(error);
            room
        }
        Ok(store) => load(shared, store, origin, prior).await?,
    };
    *shared.room.borrow_mut() = Some(room);
    Ok(())
}

async fn load(shared: &Shared, store: Store, origin: Origin, prior: &Prior) -> Result<Room, TeachError> {
    // Another tab writes as long as it has the lock, so that what is read before may be old. The lock is asked for
    // once: a second time it would be refused, as this worker has it already.
    if !shared.is_alone.get() {
        shared.is_alone.set(lock::take().await);
    }
    let opened = opening::open(store.load().await, shared.is_alone.get(), origin, prior)?;
    if let Some(project) = opened.listed
        && let Err(error) = store.sweep(&project).await
    {
        // Deleted samples then only take room until the next visit.
        shared.events.tell(Event::Notice(error));
    }
    shared.writes.set(opened.room.kept == Kept::Here);
    *shared.store.borrow_mut() = Some(Rc::new(store));
    Ok(opened.room)
}

fn sample(
    shared: &Rc<Shared>,
    burst: BurstId,
    senses: Senses,
    clip: Clip,
    payload: &mut impl Iterator<Item = JsValue>,
) -> Result<RoomState, TeachError> {
    let features = numbers::features(senses, payload)?;
    let (pixels, heard) = numbers::clip(clip, payload)?;
    let failed = |error: crate::teach::media_error::MediaError| TeachError::Sample(error.to_string());
    let files = Files {
        png: pixels.as_ref().map(picture::encode).transpose().map_err(failed)?,
        wav: heard.as_ref().map(sound::encode).transpose().map_err(failed)?,
    };
    if let Err(error) = shared.media.check(&files) {
        // There may be room on the device again.
        saver::save(shared);
        return Err(error);
    }
    let (added, key) = shared.with(|room| {
        let added = room.add(burst, features, clip)?;
        let key = room.key(added.sample);
        Ok((added, key))
    })?;
    if let Some(key) = key {
        shared.media.put(key, files);
        let spectrogram = heard.as_ref().and_then(thumbnail::spectrogram);
        shared.media.put_small(key, Small { picture: pixels.as_ref().map(thumbnail::picture), spectrogram });
    }
    if !added.dropped.is_empty() {
        shared.forget_lost();
        shared.events.tell(Event::Notice(TeachError::Thinned(added.dropped.len())));
    }
    shared.taught_ms.set(now_ms());
    shared.dirty.borrow_mut().insert(added.sample);
    changed(shared);
    shared.state()
}

async fn forget(shared: &Rc<Shared>) -> Result<RoomState, TeachError> {
    let prior = shared.prior.borrow().clone().ok_or(TeachError::NotOpen)?;
    shared.writes.set(false);
    // A write that is under way would bring samples back.
    while shared.saving.get() {
        TimeoutFuture::new(OPENING_MS).await;
    }
    let kept = shared.with(|room| {
        let new = room.forgotten(&prior)?;
        Ok(std::mem::replace(room, new).kept)
    })?;
    shared.dirty.borrow_mut().clear();
    shared.media.clear();
    let store = shared.store.borrow().clone();
    let kept = match (store, kept) {
        // They are the other tab's.
        (_, kept @ Kept::InMemory(TeachError::OpenElsewhere)) => kept,
        (None, kept) => kept,
        (Some(store), _) => match store.clear().await {
            Ok(()) => Kept::Here,
            Err(error) => Kept::InMemory(error),
        },
    };
    shared.writes.set(kept == Kept::Here);
    shared.with(|room| {
        room.kept = kept;
        Ok(())
    })?;
    changed(shared);
    shared.state()
}

fn imported(shared: &Rc<Shared>, taken: Result<takes::Taken, TeachError>) -> Answer {
    // Also what came before an error is kept.
    changed(shared);
    let takes::Taken { samples, already, left_out } = taken?;
    let room = shared.state()?;
    Ok((Response::Imported { room, samples, already, left_out }, Objects::default()))
}

/// The first unread sample whose files can be read; the others are given up.
async fn next_unread(shared: &Rc<Shared>) -> Answer {
    while let Some((sample, _)) = shared.with(|room| Ok(room.next_unread()))? {
        if let Some((clip, payload)) = read_clip(shared, sample).await? {
            return Ok((Response::Unread { sample, clip }, Objects::moved(payload)));
        }
        shared.with(|room| room.give_up(sample))?;
        saver::save_sample(shared, sample);
    }
    Ok((Response::AllRead, Objects::default()))
}

async fn read_clip(shared: &Shared, sample: SampleId) -> Result<Option<(Clip, Vec<JsValue>)>, TeachError> {
    let Some(key) = shared.with(|room| Ok(room.key(sample)))? else { return Ok(None) };
    let store = shared.store.borrow().clone();
    let Some(files) = shared.media.files(key, store).await? else { return Ok(None) };
    let pixels = files.png.as_ref().and_then(|png| picture::decode(png).ok());
    let heard = files.wav.as_ref().and_then(|wav| sound::decode(wav).ok());
    let clip = Clip {
        picture: pixels.as_ref().map(|pixels| pixels.size),
        sample_rate: heard.as_ref().map(|sound| sound.sample_rate),
    };
    let mut payload: Vec<JsValue> = pixels.iter().map(|pixels| buffer(&pixels.rgba)).collect();
    payload.extend(heard.iter().map(|sound| float_buffer(&sound.pcm)));
    Ok((!payload.is_empty()).then_some((clip, payload)))
}
