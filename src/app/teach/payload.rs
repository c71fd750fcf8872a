//! Takes payloads apart: features and samples of updates, and small pictures.

use std::sync::Arc;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::event::Look;
use crate::view::teach::thumb::{Small, Thumb};
use bridge::protocol::teach_state::{Size, Thumbnail};
use tvlt::live::Update;
use tvlt::teach::features::FeatureLengths;

/// Bytes of a number.
const F32_BYTES: u32 = 4;

/// What an update gives for teaching; `rest` is its payload behind the pictures.
pub fn look(update: &Update, rest: Vec<JsValue>) -> Look<JsValue> {
    let mut rest = rest.into_iter();
    let mut look = Look::default();
    if let Some(lengths) = update.features
        && let Some(numbers) = rest.next()
    {
        (look.sight, look.sound) = features(lengths, numbers);
    }
    if let Some(sample) = update.sample {
        look.picture = sample
            .picture
            .and_then(|size| Some((Size { width: size.width, height: size.height }, rest.next()?)));
        look.pcm = sample.sound.and_then(|sound| Some((sound.sample_rate, rest.next()?)));
    }
    look
}

/// The features of a picture and of a sound, from one buffer with the numbers of both.
pub fn features(lengths: FeatureLengths, numbers: JsValue) -> (Option<JsValue>, Option<JsValue>) {
    let Ok(numbers) = numbers.dyn_into::<ArrayBuffer>() else { return (None, None) };
    let middle = lengths.sight as u32 * F32_BYTES;
    let end = middle + lengths.sound as u32 * F32_BYTES;
    let part = |from: u32, to: u32| (to > from).then(|| numbers.slice_with_end(from, to).into());
    (part(0, middle), part(middle, end))
}

/// The small pictures of a class, from the worker's answer; `old` has those that it does not send again.
pub fn thumbs(thumbnails: &[Thumbnail], payload: Vec<JsValue>, old: &[Thumb]) -> Vec<Thumb> {
    let mut payload = payload.into_iter();
    let mut small = |size: Option<Size>| {
        let size = size?;
        let rgba = Uint8Array::new(&payload.next()?).to_vec();
        Some(Arc::new(Small { size, rgba }))
    };
    let mut thumb = |thumbnail: &Thumbnail| {
        let (picture, spectrogram) = (small(thumbnail.picture), small(thumbnail.spectrogram));
        let before = old.iter().find(|thumb| thumb.sample == thumbnail.sample);
        Thumb {
            sample: thumbnail.sample,
            picture: picture.or_else(|| before?.picture.clone()),
            spectrogram: spectrogram.or_else(|| before?.spectrogram.clone()),
        }
    };
    thumbnails.iter().map(&mut thumb).collect()
}
