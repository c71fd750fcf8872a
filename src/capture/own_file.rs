//! Opens the person's own video, and finds out which of its tracks the browser cannot decode.

use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::{
    element::Player,
    error::{CaptureError, CaptureNotice},
    media_file::{self, Bytes},
};

/// How long to wait for the first decoded sound of a loaded file: steps, and milliseconds of each.
const DECODE_STEPS: u32 = 10;
const DECODE_STEP_MS: u32 = 50;

/// A loaded video.
pub(super) struct OwnFile {
    /// The element it plays in.
    pub player: Player,
    /// Whether the browser decodes its sound.
    pub hears: bool,
    /// Notices about tracks that the browser does not decode.
    pub notices: Vec<CaptureNotice>,
}

/// Loads `file` up to its first picture or sound.
///
/// # Errors
/// [`CaptureError::UnknownCodecs`] and `Undecodable`, and where the element cannot be created.
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

/// A file as a source of bytes.
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
