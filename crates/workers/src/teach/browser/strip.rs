//! The small pictures of a class.

use wasm_bindgen::JsValue;

use super::shared::Shared;
use crate::payload::buffer;
use bridge::protocol::teach::MOST_THUMBNAILS;
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{ClassId, SampleId, Thumbnail};

/// The newest samples of a class and their small pictures, without those that the page has.
///
/// # Errors
/// [`TeachError::NotOpen`], [`TeachError::Gone`] and [`TeachError::Storage`].
pub async fn strip(
    shared: &Shared,
    class: ClassId,
    have: &[SampleId],
) -> Result<(Vec<Thumbnail>, Vec<JsValue>), TeachError> {
    let newest = shared.with(|room| room.newest(class, MOST_THUMBNAILS))?;
    let (mut thumbnails, mut payload) = (Vec::new(), Vec::new());
    for (sample, burst) in newest {
        let mut thumbnail = Thumbnail { sample, burst, picture: None, spectrogram: None };
        let key = shared.with(|room| Ok(room.key(sample)))?;
        if let Some(key) = key.filter(|_| !have.contains(&sample)) {
            let store = shared.store.borrow().clone();
            let small = shared.media.small(key, store).await?;
            thumbnail.picture = small.picture.as_ref().map(|pixels| pixels.size);
            thumbnail.spectrogram = small.spectrogram.as_ref().map(|pixels| pixels.size);
            let there = [&small.picture, &small.spectrogram];
            payload.extend(there.into_iter().flatten().map(|pixels| buffer(&pixels.rgba)));
        }
        thumbnails.push(thumbnail);
    }
    Ok((thumbnails, payload))
}
