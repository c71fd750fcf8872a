//! Writes to the storage what has changed, one write at a time. What cannot be written stays in memory.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::shared::Shared;
use super::store::Changes;
use bridge::protocol::teach::Event;
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{Kept, SampleId};

/// Most samples of one write.
const BATCH: usize = 48;

/// Saves what has changed; while a write is under way, after it.
pub fn save(shared: &Rc<Shared>) {
    shared.save_again.set(true);
    if !shared.writes.get() || shared.saving.replace(true) {
        return;
    }
    let shared = shared.clone();
    spawn_local(async move {
        while shared.save_again.replace(false) && shared.writes.get() {
            write(&shared).await;
        }
        shared.saving.set(false);
    });
}

/// Saves a sample, too.
pub fn save_sample(shared: &Rc<Shared>, sample: SampleId) {
    shared.dirty.borrow_mut().insert(sample);
    save(shared);
}

async fn write(shared: &Rc<Shared>) {
    let Some(store) = shared.store.borrow().clone() else { return };
    let batch: Vec<SampleId> = shared.dirty.borrow().iter().take(BATCH).copied().collect();
    let changes = shared.with(|room| {
        let mut changes = Changes { project: room.project(), ..Changes::default() };
        for id in &batch {
            // One that was deleted since is stored if it is brought back.
            let Some((key, sample)) = room.key(*id).zip(room.kept_sample(*id)) else { continue };
            changes.samples.push((key, sample));
            changes.files.extend(shared.media.unstored(key).map(|files| (key, files)));
        }
        Ok(changes)
    });
    let Ok(changes) = changes else { return };
    for id in &batch {
        shared.dirty.borrow_mut().remove(id);
    }
    match store.write(&changes).await {
        Ok(()) => {
            for (key, _) in &changes.files {
                shared.media.stored(*key);
            }
            if !shared.dirty.borrow().is_empty() {
                shared.save_again.set(true);
            }
            settle(shared, Kept::Here);
        }
        Err(error) => {
            // They are written with the next change.
            shared.dirty.borrow_mut().extend(batch);
            settle(shared, Kept::InMemory(error));
        }
    }
}

/// Tells the page where things are kept, if that has changed.
fn settle(shared: &Shared, kept: Kept) {
    let changed = shared.with(|room| Ok(std::mem::replace(&mut room.kept, kept.clone()) != kept));
    if changed != Ok(true) {
        return;
    }
    if let Kept::InMemory(error) = kept {
        shared.events.tell(Event::Notice(error));
    }
    shared.tell_state();
}

/// Marks the samples whose files are still in memory as to be stored: what was deleted before it was stored, and is
/// brought back.
pub fn remember_unstored(shared: &Shared) {
    // Without a project there are no samples.
    let _: Result<(), TeachError> = shared.with(|room| {
        let ids = room.bursts().flat_map(|(_, ids)| ids);
        let unstored = ids.filter(|id| room.key(*id).is_some_and(|key| shared.media.unstored(key).is_some()));
        shared.dirty.borrow_mut().extend(unstored);
        Ok(())
    });
}
