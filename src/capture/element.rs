//! The `<video>` element that a source plays in. It is never part of the page: the person sees the model's
//! pictures instead.

use std::cell::RefCell;

use gloo_events::EventListener;
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlVideoElement, MediaStream, Url};

use super::{abilities::plays_h264, bindings, error::CaptureError};
use bridge::wire::describe;

/// Videos shorter than this, in seconds, are played once and then show their last picture.
const SHORTEST_LOOP_S: f64 = 0.5;

/// A playing element. Dropping it stops the element and releases its source.
pub(super) struct Player {
    pub video: HtmlVideoElement,
    /// Address of a person's own file, which the browser keeps alive until it is revoked.
    object_url: Option<String>,
}

impl Player {
    /// An element for a live source: muted, as nobody wants to hear themselves.
    pub fn live(stream: &MediaStream) -> Result<Self, CaptureError> {
        let player = Self::new(None)?;
        player.video.set_muted(true);
        player.video.set_src_object(Some(stream));
        Ok(player)
    }

    /// An element for the person's own file, loaded up to its first picture or sound.
    pub async fn file(file: &Blob) -> Result<Self, CaptureError> {
        let url = Url::create_object_url_with_blob(file).map_err(|_| CaptureError::Undecodable)?;
        let player = Self::new(Some(url.clone()))?;
        player.load(&url).await.map_err(|()| CaptureError::Undecodable)?;
        Ok(player)
    }

    /// An element for the sample clip, on the page's own host.
    pub async fn clip(url: &str) -> Result<Self, CaptureError> {
        let player = Self::new(None)?;
        let failed = |()| {
            if plays_h264(&player.video) { CaptureError::ClipUnavailable } else { CaptureError::NoH264 }
        };
        player.load(url).await.map_err(failed)?;
        Ok(player)
    }

    fn new(object_url: Option<String>) -> Result<Self, CaptureError> {
        let element = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.create_element("video").ok())
            .ok_or(CaptureError::Unsupported)?;
        // Without it, an iPhone plays the video full screen, over the page.
        let _ = element.set_attribute("playsinline", "");
        Ok(Self { video: element.unchecked_into(), object_url })
    }

    async fn load(&self, url: &str) -> Result<(), ()> {
        self.video.set_loop(true);
        self.video.set_preload("auto");
        let listeners = RefCell::new(Vec::new());
        let promise = Promise::new(&mut |resolve, reject| {
            // Waits for the first data or an error. The next source drops the element and its listeners.
            for (event, settle) in [("canplay", resolve), ("error", reject)] {
                listeners.borrow_mut().push(EventListener::once(&self.video, event, move |_| {
                    let _ = settle.call0(&JsValue::NULL);
                }));
            }
        });
        self.video.set_src(url);
        JsFuture::from(promise).await.map_err(|_| ())?;
        // A video of one picture would restart all the time, and never be ready to show it.
        if self.video.duration() < SHORTEST_LOOP_S {
            self.video.set_loop(false);
        }
        Ok(())
    }

    /// Plays. Where the browser allows no sound before the first click, it plays muted until then.
    pub async fn play(&self) -> Result<(), CaptureError> {
        if self.try_play().await.is_ok() {
            return Ok(());
        }
        self.video.set_muted(true);
        self.try_play().await.map_err(|error| CaptureError::Other(describe(&error)))
    }

    /// Starts to play without waiting: a live stream shows nothing until its camera has started.
    pub fn play_on(&self) {
        if let Ok(promise) = self.video.play() {
            bindings::ignore(promise);
        }
    }

    async fn try_play(&self) -> Result<(), JsValue> {
        let played = JsFuture::from(self.video.play()?).await.map(|_| ());
        // A very short video has ended before the browser reports that it plays.
        if self.video.ended() { Ok(()) } else { played }
    }

    /// Whether a loaded file has pictures.
    pub fn has_pictures(&self) -> bool {
        self.video.video_width() > 0
    }

    /// Whether a loaded file has sound, as far as the browser says; each browser has its own property for it.
    pub fn has_sound(&self) -> bool {
        let property = |name: &str| Reflect::get(&self.video, &name.into()).ok();
        if let Some(has_audio) = property("mozHasAudio").and_then(|value| value.as_bool()) {
            return has_audio;
        }
        if let Some(tracks) = property("audioTracks").filter(JsValue::is_object) {
            return Reflect::get(&tracks, &"length".into()).ok().and_then(|n| n.as_f64()) != Some(0.0);
        }
        property("webkitAudioDecodedByteCount").and_then(|bytes| bytes.as_f64()) != Some(0.0)
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        let _ = self.video.pause();
        self.video.set_src_object(None);
        // Removing the address and loading nothing makes a media element release its file.
        if self.video.remove_attribute("src").is_ok() {
            self.video.load();
        }
        if let Some(url) = &self.object_url {
            let _ = Url::revoke_object_url(url);
        }
    }
}
