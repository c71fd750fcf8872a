//! The answer to an update, and features as a payload.

use wasm_bindgen::JsValue;

use crate::payload::{buffer, float_buffer};
use bridge::wire::Objects;
use tvlt::live::engine::Step;
use tvlt::live::{Sample, Update};
use tvlt::teach::features::Features;

/// Features as an `ArrayBuffer` of f32: those of the picture, then those of the sound.
pub fn features_buffer(features: &Features) -> JsValue {
    float_buffer(&features.numbers())
}

/// A sample's picture and sound.
pub fn sample(sample: &Sample) -> Objects {
    Objects::moved(parts(sample).collect())
}

fn parts(Sample { picture, sound }: &Sample) -> impl Iterator<Item = JsValue> {
    let picture = picture.as_ref().map(|picture| buffer(&picture.rgba));
    let sound = sound.as_ref().map(|sound| float_buffer(&sound.samples));
    picture.into_iter().chain(sound)
}

/// The message of an update that took `latency_ms` milliseconds, and its payload.
pub fn update(step: Step, latency_ms: f64) -> (Update, Objects) {
    let Step { predictions, match_score, hears, sees, pictures, features, sample, surprise } = step;
    let mut payload: Vec<JsValue> = pictures.iter().map(|drawn| buffer(&drawn.rgba)).collect();
    payload.extend(features.as_ref().map(features_buffer));
    payload.extend(sample.iter().flat_map(parts));
    let update = Update {
        latency_ms,
        predictions,
        match_score,
        hears,
        sees,
        pictures: pictures.iter().map(|drawn| drawn.picture).collect(),
        features: features.map(|features| features.lengths()),
        sample: sample.map(|sample| sample.size()),
        surprise,
    };
    (update, Objects::moved(payload))
}
