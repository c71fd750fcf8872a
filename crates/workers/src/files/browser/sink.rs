//! Where a download's bytes are written: the browser's storage, or memory where the browser stores nothing.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{File, FileSystemReadWriteOptions, FileSystemSyncAccessHandle};

use super::shelf::failed;
use bridge::DownloadError;

/// Bytes after which the file is flushed to the disk.
const FLUSH_EVERY: u64 = 8 * 1024 * 1024;

/// A file that is being written.
pub enum Sink {
    /// In the browser's storage.
    Shelf {
        /// The open file.
        handle: FileSystemSyncAccessHandle,
        /// Bytes in it.
        bytes: u64,
        /// Bytes of them that are flushed to the disk.
        flushed: u64,
    },
    /// In memory, as the chunks that have arrived.
    Memory {
        /// `Uint8Array`s.
        parts: Array,
        /// Bytes in them.
        bytes: u64,
    },
}

impl Sink {
    /// Appends to an open file.
    ///
    /// # Errors
    /// [`DownloadError::Storage`].
    pub fn shelf(handle: FileSystemSyncAccessHandle) -> Result<Self, DownloadError> {
        let bytes = handle.get_size().map_err(failed)? as u64;
        Ok(Self::Shelf { handle, bytes, flushed: bytes })
    }

    /// Appends to chunks in memory.
    pub fn memory(parts: Array) -> Self {
        let bytes = parts.iter().map(|part| f64::from(Uint8Array::new(&part).length()) as u64).sum();
        Self::Memory { parts, bytes }
    }

    /// Bytes written so far.
    pub fn len(&self) -> u64 {
        match self {
            Self::Shelf { bytes, .. } | Self::Memory { bytes, .. } => *bytes,
        }
    }

    /// Deletes all of them.
    ///
    /// # Errors
    /// [`DownloadError::Storage`].
    pub fn clear(&mut self) -> Result<(), DownloadError> {
        match self {
            Self::Shelf { handle, bytes, flushed } => {
                handle.truncate_with_u32(0).map_err(failed)?;
                (*bytes, *flushed) = (0, 0);
            }
            Self::Memory { parts, bytes } => {
                parts.set_length(0);
                *bytes = 0;
            }
        }
        Ok(())
    }

    /// Appends bytes without copying them into this module's memory.
    ///
    /// # Errors
    /// [`DownloadError::Full`] and [`DownloadError::Storage`]; the bytes before are kept.
    pub fn append(&mut self, piece: &Uint8Array) -> Result<(), DownloadError> {
        match self {
            Self::Shelf { handle, bytes, flushed } => {
                let options = FileSystemReadWriteOptions::new();
                let mut done = 0;
                while done < piece.length() {
                    options.set_at(*bytes as f64);
                    let rest = piece.subarray(done, piece.length());
                    let written =
                        handle.write_with_js_u8_array_and_options(&rest, &options).map_err(failed)?;
                    if written < 1.0 {
                        return Err(DownloadError::Full { needed: 1, free: 0 });
                    }
                    done += written as u32;
                    *bytes += written as u64;
                }
                if *bytes - *flushed >= FLUSH_EVERY {
                    handle.flush().map_err(failed)?;
                    *flushed = *bytes;
                }
            }
            Self::Memory { parts, bytes } => {
                parts.push(piece);
                *bytes += u64::from(piece.length());
            }
        }
        Ok(())
    }

    /// Ends the writing. Returns the file if it is in memory.
    ///
    /// # Errors
    /// [`DownloadError::Full`] and [`DownloadError::Storage`].
    pub fn close(self, name: &str) -> Result<Option<File>, DownloadError> {
        match self {
            Self::Shelf { handle, .. } => {
                let flushed = handle.flush();
                handle.close();
                flushed.map_err(failed)?;
                Ok(None)
            }
            Self::Memory { parts, .. } => {
                let name = name.rsplit('/').next().unwrap_or(name);
                File::new_with_u8_array_sequence(&JsValue::from(parts), name).map(Some).map_err(failed)
            }
        }
    }
}
