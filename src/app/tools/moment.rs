//! Saves a moment: the page's answer as a picture, and the clip itself as a picture and a sound.

use js_sys::{Array, Date, Float32Array, Promise, Uint8Array, Uint8ClampedArray};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlCanvasElement, ImageData};

use super::drawing::{Pictures, canvas, draw};
use super::report::{Answered, Saved, file_name};
use crate::app::teach::saving::save;
use crate::view::state::PageState;
use tvlt::live::{PictureKind, PictureSize, SampleSize, Scale, SoundSize};
use tvlt::processor::audio::write_wav;

/// A moment that is being saved. The page's answer is drawn at once, before the next one takes its place.
pub struct Moment {
    /// `None` where the browser could not draw it, or there is no answer.
    answer: Option<HtmlCanvasElement>,
    /// The local time, as in `2026-11-28T18:20:05`.
    time: String,
}

impl Moment {
    /// The moment that the page shows now.
    pub fn of(state: &PageState) -> Self {
        let time = local_time();
        let footer = format!("{} · {}", name(state), time.replace('T', " "));
        let shown = |works: bool, kind| state.canvases.node(kind).get_untracked().filter(|_| works);
        let pictures = Pictures {
            frame: shown(state.answer.sees.get_untracked(), PictureKind::FrameInput),
            spectrogram: shown(state.answer.hears.get_untracked(), PictureKind::SpectrogramInput),
        };
        let is_there = pictures.frame.is_some() || pictures.spectrogram.is_some();
        let answer = is_there.then(|| draw(&answered(state), &pictures, &footer).ok()).flatten();
        Self { answer, time }
    }

    /// Saves it, with the clip's picture and sound, where the model's worker has given them. Returns a sentence for
    /// the person.
    pub async fn save(self, clip: Option<(SampleSize, Vec<JsValue>)>) -> String {
        let (size, payload) = clip.unwrap_or_default();
        let mut payload = payload.into_iter();
        let picture = size.picture.and_then(|size| Some((size, payload.next()?)));
        let sound = size.sound.and_then(|size| Some((size, payload.next()?)));
        let mut saved = Saved::default();
        if let Some(answer) = &self.answer {
            saved.answer = self.keep("answer.png", png(answer).await);
        }
        if let Some((size, rgba)) = picture {
            let file = match painted(size, &rgba) {
                Ok(canvas) => png(&canvas).await,
                Err(error) => Err(error),
            };
            saved.picture = self.keep("picture.png", file);
        }
        if let Some((size, pcm)) = sound {
            saved.sound = self.keep("sound.wav", recorded(size, &pcm));
        }
        saved.words()
    }

    /// Saves a part. Returns whether that worked: the sentence says which parts are missing.
    fn keep(&self, part: &str, file: Result<JsValue, JsValue>) -> bool {
        file.and_then(|file| save(&file_name(&self.time, part), &file)).is_ok()
    }
}

/// What the page answers now.
fn answered(state: &PageState) -> Answered {
    let own = state.teach.open.get_untracked();
    let scale = if own { Scale::Shares } else { untrack(|| state.model.scale()) };
    Answered {
        predictions: state.answer.predictions.get_untracked(),
        scale,
        nothing: untrack(|| state.model.nothing()).filter(|_| !own),
        match_score: state.answer.match_score.get_untracked(),
        senses: state.tools.tools.with_untracked(|tools| tools.senses),
    }
}

fn name(state: &PageState) -> String {
    untrack(|| state.model.of_entry(|entry| Some(entry.name.clone()))).unwrap_or_else(|| "TVLT".into())
}

/// The time in the person's time zone, as ISO 8601 writes it.
pub(super) fn local_time() -> String {
    let now = Date::now();
    let shift_ms = Date::new_0().get_timezone_offset() * 60_000.0;
    let local: String = Date::new(&JsValue::from_f64(now - shift_ms)).to_iso_string().into();
    local.chars().take(19).collect()
}

/// A canvas as a PNG file.
pub(super) async fn png(canvas: &HtmlCanvasElement) -> Result<JsValue, JsValue> {
    let file = Promise::new(&mut |resolve, reject| {
        if let Err(error) = canvas.to_blob(&resolve) {
            // It cannot fail: a promise's function takes any value.
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(file).await
}

/// The clip's picture, from its RGBA bytes, at its own size.
pub(super) fn painted(size: PictureSize, rgba: &JsValue) -> Result<HtmlCanvasElement, JsValue> {
    let (canvas, context) = canvas(size.width, size.height)?;
    let image = ImageData::new_with_js_u8_clamped_array(&Uint8ClampedArray::new(rgba), size.width)?;
    context.put_image_data(&image, 0.0, 0.0)?;
    Ok(canvas)
}

/// The clip's sound, from its samples, as a WAV file.
pub(super) fn recorded(size: SoundSize, pcm: &JsValue) -> Result<JsValue, JsValue> {
    let file = write_wav(&Float32Array::new(pcm).to_vec(), size.sample_rate);
    let file = file.map_err(|error| JsValue::from(error.to_string()))?;
    let kind = BlobPropertyBag::new();
    kind.set_type("audio/wav");
    let parts = Array::of1(&Uint8Array::from(file.as_slice()));
    Ok(Blob::new_with_u8_array_sequence_and_options(&parts, &kind)?.into())
}
