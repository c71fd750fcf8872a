//! Takes the payload of a request apart.

use wasm_bindgen::JsValue;

use crate::payload::{bytes, floats};
use crate::teach::picture::Pixels;
use crate::teach::sound::Sound;
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{Clip, Senses};
use tvlt::teach::features::Features;

/// The features at the beginning of a payload.
///
/// # Errors
/// [`TeachError::Missing`].
pub fn features(senses: Senses, objects: &mut impl Iterator<Item = JsValue>) -> Result<Features, TeachError> {
    let mut numbers = |is_there: bool| {
        let missing = || TeachError::Missing("What the model made of the sample".into());
        is_there.then(|| objects.next().and_then(|value| floats(&value)).ok_or_else(missing)).transpose()
    };
    Ok(Features { sight: numbers(senses.sight)?, sound: numbers(senses.sound)? })
}

/// The picture and the sound that follow.
///
/// # Errors
/// [`TeachError::Missing`], and [`TeachError::Sample`] where they are not of the described size.
pub fn clip(
    clip: Clip,
    objects: &mut impl Iterator<Item = JsValue>,
) -> Result<(Option<Pixels>, Option<Sound>), TeachError> {
    let picture = match clip.picture {
        Some(size) => {
            let rgba = objects.next().and_then(|value| bytes(&value));
            let rgba = rgba.ok_or_else(|| TeachError::Missing("The picture".into()))?;
            Some(Pixels::new(size, rgba).map_err(|error| TeachError::Sample(error.to_string()))?)
        }
        None => None,
    };
    let sound = match clip.sample_rate {
        Some(sample_rate) => {
            let pcm = objects.next().and_then(|value| floats(&value));
            Some(Sound { pcm: pcm.ok_or_else(|| TeachError::Missing("The sound".into()))?, sample_rate })
        }
        None => None,
    };
    Ok((picture, sound))
}
