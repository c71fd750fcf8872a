//! A person's own film: opened, and asked which half of it the browser cannot read.

use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::{
    element::Player,
    error::{CaptureError, CaptureNotice},
    media_file::{self, Bytes},
};

/// How long a loaded file may take to decode its first sound: steps, and milliseconds of each.
const DECODE_STEPS: u32 = 10;
const DECODE_STEP_MS: u32 = 50;

/// A loaded film.
pub(super) struct OwnFile {
    /// Where it plays.
    pub player: Player,
    /// Whether the browser reads its sound.
    pub hears: bool,
    /// What of it the browser does not read.
    pub notices: Vec<CaptureNotice>,
}

/// Loads `file` as far as its first picture or sound.
///
/// # Errors
/// [`CaptureError::UnknownCodecs`] and `Undecodable`, and where the browser has no such element.
pub(super) async fn open(file: &Blob) -> Result<OwnFile, CaptureError> {
    let tracks = media_file::tracks(&Source(file)).await;
    let player = match Player::file(file).await {
        Err(CaptureError::Undecodable) => {
            let codecs = tracks.and_then(|tracks| tracks.in_words());
            return Err(codecs.map_or(CaptureError::Undecodable, CaptureError::UnknownCodecs));
        }
        player => player?,
    };
    let has_sound = tracks.as_ref().is_none_or(|tracks| !tracks.sound.is_empty());
    for _ in 0..DECODE_STEPS {
        if !has_sound || player.has_sound() {
            break;
        }
        TimeoutFuture::new(DECODE_STEP_MS).await;
    }
    let (sees, hears) = (player.has_pictures(), player.has_sound());
    let notices = tracks.map(|tracks| tracks.unread(sees, hears)).unwrap_or_default();
    Ok(OwnFile { player, hears, notices })
}

/// A file where it lies.
struct Source<'a>(&'a Blob);

impl Bytes for Source<'_> {
    fn len(&self) -> u64 {
        self.0.size() as u64
    }

    async fn read(&self, start: u64, length: u64) -> Option<Vec<u8>> {
        let end = start.saturating_add(length);
        let part = self.0.slice_with_f64_and_f64(start as f64, end as f64).ok()?;
        let buffer = JsFuture::from(part.array_buffer()).await.ok()?;
        Some(Uint8Array::new(&buffer).to_vec())
    }
}
