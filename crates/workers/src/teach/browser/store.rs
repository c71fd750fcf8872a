//! The storage on the device: an IndexedDB database with the classes, the samples and their files.

use std::collections::BTreeSet;
use std::rc::Rc;

use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, TransactionMode};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageEstimate;

use super::records::{files_from_value, files_to_value, sample_from_value, sample_to_value};
use crate::scope::scope;
use crate::teach::files::Files;
use crate::teach::opening::Stored;
use crate::teach::project::{KeptSample, Key, Project};
use bridge::protocol::teach_error::TeachError;

/// Name and version of the database.
const NAME: &str = "tvlt-teach";
const VERSION: u32 = 1;

/// Its object stores. Files are apart, as they are read one by one.
const PROJECT: &str = "project";
const SAMPLES: &str = "samples";
const FILES: &str = "files";

/// Key of the only entry of the classes.
const ONLY: &str = "project";

/// With less room than this the storage counts as full, in bytes.
const LEAST_ROOM: f64 = 16e6;

/// What is written at once.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The classes and bursts.
    pub project: Project,
    /// Samples without their files.
    pub samples: Vec<(Key, KeptSample)>,
    /// Files of samples.
    pub files: Vec<(Key, Rc<Files>)>,
}

/// The storage on the device.
#[derive(Debug)]
pub struct Store {
    database: Database,
}

impl Store {
    /// Opens the storage.
    ///
    /// # Errors
    /// [`TeachError::NotKept`] where the browser stores nothing for this page.
    pub async fn open() -> Result<Self, TeachError> {
        let refused = |error: Error| TeachError::NotKept(error.to_string());
        let mut request =
            Factory::new().and_then(|factory| factory.open(NAME, Some(VERSION))).map_err(refused)?;
        request.on_upgrade_needed(|event| {
            let Ok(database) = event.database() else { return };
            for name in [PROJECT, SAMPLES, FILES] {
                // Where this fails, the first transaction says so.
                let _ = database.create_object_store(name, ObjectStoreParams::new());
            }
        });
        Ok(Self { database: request.await.map_err(refused)? })
    }

    /// All that is stored but the files, as far as this version can read it.
    ///
    /// # Errors
    /// [`TeachError::Storage`].
    pub async fn load(&self) -> Result<Stored, TeachError> {
        let transaction =
            self.database.transaction(&[PROJECT, SAMPLES], TransactionMode::ReadOnly).map_err(failed)?;
        let projects = transaction.object_store(PROJECT).map_err(failed)?;
        let samples = transaction.object_store(SAMPLES).map_err(failed)?;
        // All are requested before the first is awaited, as a transaction ends by itself.
        let project = projects.get(JsValue::from(ONLY)).map_err(failed)?;
        let (keys, values) =
            (samples.get_all_keys(None, None).map_err(failed)?, samples.get_all(None, None).map_err(failed)?);
        let project = project.await.map_err(failed)?;
        let (keys, values) = (keys.await.map_err(failed)?, values.await.map_err(failed)?);
        let mut stored = Stored {
            // What is no text cannot be read as one either.
            project: project.map(|text| text.as_string().unwrap_or_default()),
            ..Stored::default()
        };
        for (key, value) in keys.iter().zip(&values) {
            match key_of(key).zip(sample_from_value(value)) {
                Some((key, sample)) => drop(stored.samples.insert(key, sample)),
                None => stored.unreadable += 1,
            }
        }
        Ok(stored)
    }

    /// The files of a sample; `None` where they are missing.
    ///
    /// # Errors
    /// [`TeachError::Storage`].
    pub async fn files(&self, key: Key) -> Result<Option<Files>, TeachError> {
        let transaction = self.database.transaction(&[FILES], TransactionMode::ReadOnly).map_err(failed)?;
        let files = transaction.object_store(FILES).map_err(failed)?;
        let value = files.get(value_of(key)).map_err(failed)?.await.map_err(failed)?;
        Ok(value.map(|value| files_from_value(&value)))
    }

    /// Writes changes, all or none of them.
    ///
    /// # Errors
    /// [`TeachError::Full`] and [`TeachError::Storage`].
    pub async fn write(&self, changes: &Changes) -> Result<(), TeachError> {
        match self.try_write(changes).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(why("the write was aborted".into()).await),
            Err(error) => Err(why(error).await),
        }
    }

    async fn try_write(&self, changes: &Changes) -> Result<bool, String> {
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let transaction = self
            .database
            .transaction(&[PROJECT, SAMPLES, FILES], TransactionMode::ReadWrite)
            .map_err(|error| text(&error))?;
        let [projects, samples, files] = [PROJECT, SAMPLES, FILES].map(|name| transaction.object_store(name));
        let (projects, samples, files) = (
            projects.map_err(|error| text(&error))?,
            samples.map_err(|error| text(&error))?,
            files.map_err(|error| text(&error))?,
        );
        let project = serde_json::to_string(&changes.project).map_err(|error| text(&error))?;
        projects.put(&project.into(), Some(&ONLY.into())).map_err(|error| text(&error))?;
        for (key, sample) in &changes.samples {
            let value = sample_to_value(sample).map_err(|error| text(&error))?;
            samples.put(&value, Some(&value_of(*key))).map_err(|error| text(&error))?;
        }
        for (key, content) in &changes.files {
            files.put(&files_to_value(content), Some(&value_of(*key))).map_err(|error| text(&error))?;
        }
        let committed = transaction.commit().map_err(|error| text(&error))?.await;
        committed.map(|result| result.is_committed()).map_err(|error| text(&error))
    }

    /// Removes samples that are not listed in `project`, which has to be the stored one: those that were deleted.
    ///
    /// # Errors
    /// [`TeachError::Storage`].
    pub async fn sweep(&self, project: &Project) -> Result<(), TeachError> {
        let listed: BTreeSet<Key> =
            project.bursts.iter().flat_map(|burst| burst.samples.iter().copied()).collect();
        let transaction =
            self.database.transaction(&[SAMPLES, FILES], TransactionMode::ReadWrite).map_err(failed)?;
        let samples = transaction.object_store(SAMPLES).map_err(failed)?;
        let files = transaction.object_store(FILES).map_err(failed)?;
        let keys = samples.get_all_keys(None, None).map_err(failed)?;
        let file_keys = files.get_all_keys(None, None).map_err(failed)?;
        for key in keys.await.map_err(failed)?.iter().filter(|key| !is_listed(key, &listed)) {
            samples.delete(key.clone()).map_err(failed)?;
        }
        for key in file_keys.await.map_err(failed)?.iter().filter(|key| !is_listed(key, &listed)) {
            files.delete(key.clone()).map_err(failed)?;
        }
        transaction.await.map(drop).map_err(failed)
    }

    /// Deletes everything. The empty database stays: to delete it would have to wait for other tabs.
    ///
    /// # Errors
    /// [`TeachError::Storage`].
    pub async fn clear(&self) -> Result<(), TeachError> {
        let transaction = self
            .database
            .transaction(&[PROJECT, SAMPLES, FILES], TransactionMode::ReadWrite)
            .map_err(failed)?;
        for name in [PROJECT, SAMPLES, FILES] {
            transaction.object_store(name).and_then(|store| store.clear().map(drop)).map_err(failed)?;
        }
        transaction.await.map(drop).map_err(failed)
    }
}

fn is_listed(key: &JsValue, listed: &BTreeSet<Key>) -> bool {
    key_of(key).is_some_and(|key| listed.contains(&key))
}

fn value_of(key: Key) -> JsValue {
    JsValue::from_f64(f64::from(key.0))
}

fn key_of(value: &JsValue) -> Option<Key> {
    value
        .as_f64()
        .filter(|number| (0.0..=f64::from(u32::MAX)).contains(number))
        .map(|number| Key(number as u32))
}

fn failed(error: Error) -> TeachError {
    TeachError::Storage(error.to_string())
}

/// The reason of a failed write: browsers hardly say that there is no room left.
async fn why(text: String) -> TeachError {
    let is_full = match scope().navigator().storage().estimate() {
        Ok(estimate) => {
            JsFuture::from(estimate).await.ok().map(StorageEstimate::from).is_some_and(|estimate| {
                let room = estimate.get_quota().zip(estimate.get_usage()).map(|(quota, usage)| quota - usage);
                room.is_some_and(|room| room < LEAST_ROOM)
            })
        }
        Err(_) => false,
    };
    if is_full || text.contains("Quota") { TeachError::Full } else { TeachError::Storage(text) }
}
