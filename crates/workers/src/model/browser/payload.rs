//! Numbers and bytes of a payload, and the answer to an update.

use js_sys::{ArrayBuffer, Float32Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use bridge::wire::Objects;
use tvlt::live::engine::Step;
use tvlt::live::{Sample, Update};
use tvlt::teach::features::Features;

/// The bytes of an `ArrayBuffer`; `None` for any other value.
pub fn bytes(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<ArrayBuffer>().map(|buffer| Uint8Array::new(buffer).to_vec())
}

/// The numbers of an `ArrayBuffer` of f32; `None` for any other value.
pub fn floats(value: &JsValue) -> Option<Vec<f32>> {
    let buffer = value.dyn_ref::<ArrayBuffer>().filter(|buffer| buffer.byte_length() % 4 == 0)?;
    Some(Float32Array::new(buffer).to_vec())
}

/// Bytes as an `ArrayBuffer`.
pub fn buffer(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).buffer().into()
}

/// Features as an `ArrayBuffer` of f32: those of the picture, then those of the sound.
pub fn features_buffer(features: &Features) -> JsValue {
    float_buffer(&features.numbers())
}

fn float_buffer(numbers: &[f32]) -> JsValue {
    Float32Array::from(numbers).buffer().into()
}

/// The message of an update that took `latency_ms` milliseconds, and its payload.
pub fn update(step: Step, latency_ms: f64) -> (Update, Objects) {
    let Step { predictions, match_score, hears, sees, pictures, features, sample } = step;
    let mut payload: Vec<JsValue> = pictures.iter().map(|drawn| buffer(&drawn.rgba)).collect();
    payload.extend(features.as_ref().map(features_buffer));
    if let Some(Sample { picture, sound }) = &sample {
        payload.extend(picture.as_ref().map(|picture| buffer(&picture.rgba)));
        payload.extend(sound.as_ref().map(|sound| float_buffer(&sound.samples)));
    }
    let update = Update {
        latency_ms,
        predictions,
        match_score,
        hears,
        sees,
        pictures: pictures.iter().map(|drawn| drawn.picture).collect(),
        features: features.map(|features| features.lengths()),
        sample: sample.map(|sample| sample.size()),
    };
    (update, Objects::moved(payload))
}
