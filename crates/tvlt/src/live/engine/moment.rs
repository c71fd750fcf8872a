//! The clip that the model gets: the present moment as the tools want it, or another one.

use super::{ClipValues, LiveEngine};
use crate::live::{Senses, Tools};
use crate::processor::clip::Ago;

/// A sound of ten seconds ago.
pub(super) const OTHER_SOUND_MS: f64 = 10_000.0;

/// The clip that the model gets.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) clip: ClipValues,
    /// Numbers of its frames, oldest first.
    pub(super) ids: Vec<Option<u64>>,
    /// Frames that the model gets.
    pub(super) frames: usize,
    /// Spectrogram rows that the model gets.
    pub(super) rows: usize,
    /// The newest frame, where there is one that the model does not get.
    pub(super) unseen: Option<Vec<f32>>,
    /// The spectrogram and its real rows, where there is sound that the model does not get.
    pub(super) unheard: Option<(Vec<f32>, usize)>,
}

/// How long ago picture and sound are, as the tools want them.
pub(super) fn ago(tools: &Tools) -> Ago {
    let shift_ms = f64::from(tools.shift_ms.clamp(-1000, 1000));
    Ago {
        picture_ms: if tools.other_sound { 0.0 } else { (-shift_ms).max(0.0) },
        sound_ms: if tools.other_sound { OTHER_SOUND_MS } else { shift_ms.max(0.0) },
    }
}

impl LiveEngine {
    /// The clip of a moment, with these senses. Frames and rows that have not arrived yet are padding, after those that
    /// have.
    pub(super) fn given(&self, ago: Ago, senses: Senses) -> Given {
        let moment = self.clip.moment(ago);
        let patches = self.config.patches_per_frame();
        let mut given = Given {
            ids: moment.frames.iter().map(|frame| Some(frame.id)).collect(),
            frames: moment.frames.len(),
            rows: moment.rows,
            unseen: None,
            unheard: None,
            clip: self.empty_clip(self.pacer.budget()),
        };
        if senses.sees() {
            for (at, frame) in moment.frames.iter().enumerate() {
                let length = frame.pixels.values.len();
                given.clip.pixel_values[at * length..][..length].copy_from_slice(&frame.pixels.values);
                given.clip.pixel_mask[at * patches..][..patches].fill(1.0);
            }
        } else {
            given.unseen = moment.frames.last().map(|frame| frame.pixels.values.clone());
            given.ids.clear();
            given.frames = 0;
        }
        if senses.hears() {
            let sound = [
                (&mut given.clip.audio_values, moment.audio_values),
                (&mut given.clip.audio_mask, moment.audio_mask),
            ];
            for (empty, there) in sound {
                if let Some(there) = there {
                    *empty = there.values;
                }
            }
        } else {
            given.unheard = moment.audio_values.map(|sound| (sound.values, moment.rows));
            given.rows = 0;
        }
        given
    }
}
