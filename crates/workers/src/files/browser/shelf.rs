//! The stored models: one folder for each in the origin private file system, with its weights, its configuration
//! files, and a record of what it is and whether it is complete.

use js_sys::{Array, Reflect};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemRemoveOptions, FileSystemSyncAccessHandle, StorageEstimate,
};

use super::whole::{CONFIG, PREPROCESSOR, Whole};
use crate::files::resume::Known;
use crate::scope::scope;
use bridge::DownloadError;
use bridge::hub::Offer;
use bridge::protocol::files::Kept;
use bridge::wire::describe;

/// Folder of all models.
const MODELS: &str = "models";
/// Names of the files of a model's folder.
const RECORD: &str = "record.json";
const WEIGHTS: &str = "weights";

/// The record of a stored model.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    /// Which model.
    pub offer: Offer,
    /// What the host has reported about the weights.
    pub known: Known,
    /// Whether all has arrived and the checksum was right.
    pub complete: bool,
}

/// The folder of all models.
pub struct Shelf(FileSystemDirectoryHandle);

/// The folder of one model.
pub struct Slot(FileSystemDirectoryHandle);

impl Shelf {
    /// Opens the folder; `None` where the browser stores nothing for this page (a private window, storage that
    /// the person has switched off, or an old browser).
    ///
    /// # Errors
    /// [`DownloadError::Storage`].
    pub async fn open() -> Result<Option<Self>, DownloadError> {
        let storage = scope().navigator().storage();
        // Missing on pages without a secure connection.
        if JsValue::from(storage.clone()).is_falsy()
            || Reflect::get(&storage, &"getDirectory".into()).map_or(true, |value| !value.is_function())
        {
            return Ok(None);
        }
        let Ok(root) = JsFuture::from(storage.get_directory()).await else { return Ok(None) };
        let root: FileSystemDirectoryHandle = root.unchecked_into();
        folder(&root, MODELS, true).await.map(|folder| folder.map(Self))
    }

    /// The folder of a model. It is created if it is missing and `make` is set.
    ///
    /// # Errors
    /// [`DownloadError::Storage`].
    pub async fn slot(&self, key: &str, make: bool) -> Result<Option<Slot>, DownloadError> {
        Ok(folder(&self.0, &folder_name(key), make).await?.map(Slot))
    }

    /// All stored models, sorted by name.
    ///
    /// # Errors
    /// [`DownloadError::Storage`].
    pub async fn list(&self) -> Result<Vec<Kept>, DownloadError> {
        let mut kept = Vec::new();
        let folders = self.0.values();
        loop {
            let next = JsFuture::from(folders.next().map_err(failed)?).await.map_err(failed)?;
            let field = |name: &str| Reflect::get(&next, &name.into()).unwrap_or(JsValue::UNDEFINED);
            if field("done").is_truthy() {
                break;
            }
            let Ok(folder) = field("value").dyn_into::<FileSystemDirectoryHandle>() else { continue };
            let slot = Slot(folder);
            if let Some(Record { offer, known, complete }) = slot.record().await? {
                let bytes = slot.weights().await?.map_or(0, |file| file.size() as u64);
                kept.push(Kept { offer, bytes, total: known.total, complete });
            }
        }
        kept.sort_by_key(|kept| kept.offer.key());
        Ok(kept)
    }

    /// The key of a complete model: `key` itself, or the first complete model of the repository that it names.
    ///
    /// # Errors
    /// [`DownloadError::Storage`].
    pub async fn find(&self, key: &str) -> Result<Option<String>, DownloadError> {
        let kept = self.list().await?.into_iter().filter(|kept| kept.complete);
        let mut keys = kept.map(|kept| (kept.offer.repository.clone(), kept.offer.key()));
        Ok(keys.find(|(repository, whole)| whole == key || repository == key).map(|(_, whole)| whole))
    }

    /// A complete model; `None` where it is missing or incomplete.
    ///
    /// # Errors
    /// [`DownloadError::Storage`].
    pub async fn whole(&self, key: &str) -> Result<Option<Whole>, DownloadError> {
        let Some(slot) = self.slot(key, false).await? else { return Ok(None) };
        let Some(record) = slot.record().await?.filter(|record| record.complete) else { return Ok(None) };
        let Some(weights) = slot.weights().await? else { return Ok(None) };
        if record.known.total.is_some_and(|total| total != weights.size() as u64) {
            return Ok(None);
        }
        let (config, preprocessor) = (slot.text(CONFIG).await?, slot.text(PREPROCESSOR).await?);
        let weights = named(&weights, &record.offer.weights.name)?;
        Ok(Some(Whole { offer: record.offer, weights, config, preprocessor, kept: true }))
    }

    /// Deletes a model.
    ///
    /// # Errors
    /// [`DownloadError::Storage`]; a missing model is not an error.
    pub async fn remove(&self, key: &str) -> Result<(), DownloadError> {
        let options = FileSystemRemoveOptions::new();
        options.set_recursive(true);
        let removal = self.0.remove_entry_with_options(&folder_name(key), &options);
        absent_or(JsFuture::from(removal).await).map(drop)
    }
}

impl Slot {
    /// The record; `None` where there is none that can be read.
    ///
    /// # Errors
    /// [`DownloadError::Storage`].
    pub async fn record(&self) -> Result<Option<Record>, DownloadError> {
        Ok(self.text(RECORD).await?.and_then(|json| serde_json::from_str(&json).ok()))
    }

    /// Writes the record.
    ///
    /// # Errors
    /// [`DownloadError::Storage`], [`DownloadError::Full`], [`DownloadError::Taken`].
    pub async fn set_record(&self, record: &Record) -> Result<(), DownloadError> {
        let json =
            serde_json::to_string(record).map_err(|error| DownloadError::Storage(error.to_string()))?;
        self.set_text(RECORD, &json).await
    }

    /// A configuration file's text; `None` where the file is missing.
    ///
    /// # Errors
    /// [`DownloadError::Storage`].
    pub async fn text(&self, name: &str) -> Result<Option<String>, DownloadError> {
        let Some(file) = self.file(name).await? else { return Ok(None) };
        Ok(JsFuture::from(file.text()).await.map_err(failed)?.as_string())
    }

    /// Writes a text file.
    ///
    /// # Errors
    /// [`DownloadError::Storage`], [`DownloadError::Full`], [`DownloadError::Taken`].
    pub async fn set_text(&self, name: &str, text: &str) -> Result<(), DownloadError> {
        let handle = self.writer(name).await?;
        let written = handle
            .truncate_with_u32(0)
            .and_then(|()| handle.write_with_u8_array(text.as_bytes()))
            .and_then(|_| handle.flush());
        handle.close();
        written.map_err(failed)
    }

    /// The weights that have arrived.
    ///
    /// # Errors
    /// [`DownloadError::Storage`].
    pub async fn weights(&self) -> Result<Option<File>, DownloadError> {
        self.file(WEIGHTS).await
    }

    /// A handle to write the weights with; close it when done.
    ///
    /// # Errors
    /// [`DownloadError::Storage`], [`DownloadError::Taken`].
    pub async fn weights_writer(&self) -> Result<FileSystemSyncAccessHandle, DownloadError> {
        self.writer(WEIGHTS).await
    }

    async fn file(&self, name: &str) -> Result<Option<File>, DownloadError> {
        let Some(handle) = absent_or(JsFuture::from(self.0.get_file_handle(name)).await)? else {
            return Ok(None);
        };
        let file = JsFuture::from(handle.unchecked_into::<FileSystemFileHandle>().get_file()).await;
        Ok(absent_or(file)?.map(JsCast::unchecked_into))
    }

    async fn writer(&self, name: &str) -> Result<FileSystemSyncAccessHandle, DownloadError> {
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let handle =
            JsFuture::from(self.0.get_file_handle_with_options(name, &options)).await.map_err(failed)?;
        let handle: FileSystemFileHandle = handle.unchecked_into();
        let access = JsFuture::from(handle.create_sync_access_handle()).await.map_err(failed)?;
        Ok(access.unchecked_into())
    }
}

/// Bytes of storage that are left; `None` where the browser does not say.
pub async fn free_bytes() -> Option<u64> {
    let estimate = scope().navigator().storage().estimate().ok()?;
    let estimate: StorageEstimate = JsFuture::from(estimate).await.ok()?.unchecked_into();
    Some((estimate.get_quota()? - estimate.get_usage()?).max(0.0) as u64)
}

/// The same file under another name, which people will see.
///
/// # Errors
/// [`DownloadError::Storage`].
pub fn named(file: &File, name: &str) -> Result<File, DownloadError> {
    let name = name.rsplit('/').next().unwrap_or(name);
    File::new_with_blob_sequence(&Array::of1(file), name).map_err(failed)
}

/// The error for a browser's exception.
pub fn failed(error: JsValue) -> DownloadError {
    match exception_name(&error).as_str() {
        "NoModificationAllowedError" => DownloadError::Taken,
        // Only the download itself knows how much is missing; it fills in the numbers.
        "QuotaExceededError" => DownloadError::Full { needed: 1, free: 0 },
        _ => DownloadError::Storage(describe(&error)),
    }
}

fn exception_name(error: &JsValue) -> String {
    let name = Reflect::get(error, &"name".into()).ok();
    name.and_then(|name| name.as_string()).unwrap_or_default()
}

/// Turns the exception for a missing file or folder into `None`.
fn absent_or(outcome: Result<JsValue, JsValue>) -> Result<Option<JsValue>, DownloadError> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if exception_name(&error) == "NotFoundError" => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

async fn folder(
    parent: &FileSystemDirectoryHandle,
    name: &str,
    make: bool,
) -> Result<Option<FileSystemDirectoryHandle>, DownloadError> {
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(make);
    let folder = JsFuture::from(parent.get_directory_handle_with_options(name, &options)).await;
    Ok(absent_or(folder)?.map(JsCast::unchecked_into))
}

/// A folder name for a key, unique for each key.
fn folder_name(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
