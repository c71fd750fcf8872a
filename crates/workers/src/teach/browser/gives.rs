//! Writes the ZIP, as a `Blob` of parts so that it need not be in memory at once.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag};

use super::shared::Shared;
use crate::teach::archive::error::ArchiveError;
use crate::teach::archive::pack::Packer;
use crate::teach::inventory;
use bridge::protocol::teach_error::TeachError;
use bridge::wire::describe;

/// Name of the file.
pub const FILE_NAME: &str = "tvlt-classes.zip";

/// Bytes of a part.
const PART: usize = 8 << 20;

/// Collects written bytes, and gives them to the browser a part at a time.
#[derive(Clone, Default)]
struct Parts {
    bytes: Rc<RefCell<Vec<u8>>>,
    blobs: Rc<RefCell<Vec<Blob>>>,
}

impl Parts {
    fn hand_over(&self) -> Result<(), JsValue> {
        let bytes = self.bytes.take();
        let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes.as_slice())))?;
        self.blobs.borrow_mut().push(blob);
        Ok(())
    }

    fn whole(&self) -> Result<Blob, JsValue> {
        self.hand_over()?;
        let options = BlobPropertyBag::new();
        options.set_type("application/zip");
        let blobs: Array = self.blobs.borrow().iter().collect();
        Blob::new_with_blob_sequence_and_options(&blobs, &options)
    }
}

impl Write for Parts {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.borrow_mut().extend_from_slice(bytes);
        if self.bytes.borrow().len() >= PART {
            self.hand_over().map_err(|error| io::Error::other(describe(&error)))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The ZIP, and how many samples are in it.
///
/// # Errors
/// [`TeachError::NotOpen`], [`TeachError::Nothing`], [`TeachError::Export`] and [`TeachError::Storage`].
pub async fn export(shared: &Shared) -> Result<(Blob, usize), TeachError> {
    let failed = |error: ArchiveError| TeachError::Export(error.to_string());
    // The report is completed step by step, so that looks are answered meanwhile. Where it fails, the
    // ZIP has none.
    while shared.with(|room| room.step()) == Ok(false) {
        TimeoutFuture::new(0).await;
    }
    let inventory = shared.with(inventory::take)?;
    let parts = Parts::default();
    let mut packer = Packer::new(parts.clone());
    let mut samples = 0;
    for item in &inventory.samples {
        let Some(key) = shared.with(|room| Ok(room.key(item.sample)))? else { continue };
        let store = shared.store.borrow().clone();
        let Some(files) = shared.media.files(key, store).await? else { continue };
        packer
            .sample(&item.class, &item.burst, &item.name, files.png.as_deref(), files.wav.as_deref())
            .map_err(failed)?;
        samples += 1;
    }
    packer.finish(&inventory.manifest, inventory.head.as_deref()).map_err(failed)?;
    let blob = parts.whole().map_err(|error| TeachError::Export(describe(&error)))?;
    Ok((blob, samples))
}
