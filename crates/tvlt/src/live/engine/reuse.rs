//! Caches embeddings between updates: of frames that were embedded before, and of sound where no more has
//! arrived. The encoder's layers attend to the whole clip, so their outputs cannot be cached.

use burn::tensor::Tensor;

use super::{ClipValues, LiveEngine};
use crate::inference::InferenceError;
use crate::model::Embeddings;

/// The embeddings of the last step.
#[derive(Default)]
pub(super) struct Reuse {
    frames: Vec<KnownFrame>,
    sound: Option<KnownSound>,
}

/// An embedded frame, on the device.
#[derive(Clone)]
struct KnownFrame {
    /// Number of the frame; `None` for one that has not arrived yet.
    id: Option<u64>,
    /// `[1, 1, 3, side, side]`
    values: Tensor<5>,
    /// The projected patches, without positions, as the frame's position changes from update to update:
    /// `[1, patches, hidden]`
    projected: Tensor<3>,
}

/// An embedded spectrogram, on the device.
#[derive(Clone)]
struct KnownSound {
    rows: Vec<f32>,
    values: Tensor<4>,
    embedded: Tensor<3>,
}

/// An embedded clip, on the device.
pub(super) struct Embedded {
    pub(super) pixel_values: Tensor<5>,
    pub(super) audio_values: Tensor<4>,
    pub(super) embeddings: Embeddings,
}

impl Reuse {
    /// Embeds the frames and the sound of a clip that are new. `ids` are the numbers of its frames; frames beyond them
    /// have not arrived yet.
    pub(super) fn embed(
        &mut self,
        engine: &LiveEngine,
        ids: &[Option<u64>],
        clip: &ClipValues,
    ) -> Result<Embedded, InferenceError> {
        let pixel_embeddings = &engine.model.tvlt.pixel_embeddings;
        let mut frames = Vec::new();
        for (at, frame) in clip.pixel_values.chunks_exact(engine.frame_length()).enumerate() {
            let id = ids.get(at).copied().flatten();
            let known = self.frames.iter().chain(&frames).find(|known: &&KnownFrame| known.id == id);
            frames.push(match known {
                Some(known) => known.clone(),
                None => {
                    let values: Tensor<5> = engine.tensor(frame, [1, 1, 3]);
                    KnownFrame { id, projected: pixel_embeddings.project(values.clone())?, values }
                }
            });
        }
        let sound = match self.sound.take().filter(|known| known.rows == clip.audio_values) {
            Some(known) => known,
            None => {
                let rows = clip.audio_values.len() / engine.config.frequency_length;
                let values: Tensor<4> = engine.tensor(&clip.audio_values, [1, 1, rows]);
                let embedded = engine.model.tvlt.audio_embeddings.forward(values.clone())?;
                KnownSound { rows: clip.audio_values.clone(), values, embedded }
            }
        };
        let projected = frames.iter().map(|frame| frame.projected.clone()).collect();
        let embedded = Embedded {
            pixel_values: Tensor::cat(frames.iter().map(|frame| frame.values.clone()).collect(), 1),
            audio_values: sound.values.clone(),
            embeddings: Embeddings {
                pixel: pixel_embeddings.place(Tensor::cat(projected, 1))?,
                audio: sound.embedded.clone(),
            },
        };
        (self.frames, self.sound) = (frames, Some(sound));
        Ok(embedded)
    }
}
