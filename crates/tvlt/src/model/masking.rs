//! Chooses, on the host and from given noise, the patches to hide from the model.
//!
//! Each patch has a noise value. Patches are sorted by it; those with the smallest values are kept and the others
//! hidden (`random_masking` in `modeling_tvlt.py`). The sort is stable, so that equal values, which frame-level
//! masking gives to the frequency patches of one time step, give the same masks on every device. The
//! model gathers the kept tokens by the same [`PatchMasking`] by which the page draws the hidden ones grey.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use thiserror::Error;

use crate::config::{AudioMaskType, TvltConfig};

/// What can be wrong with masking noise.
#[derive(Debug, Error, PartialEq)]
pub enum MaskingError {
    /// Noise that does not fit the patches.
    #[error("{name} is {given:?}, but the inputs have {expected} (batch x patches)")]
    Shape {
        /// `pixel_noise` or `audio_noise`.
        name: &'static str,
        /// Shape given.
        given: [usize; 2],
        /// Shapes that fit, in words.
        expected: String,
    },
    /// A mask ratio that is not between 0 and 1.
    #[error("a mask ratio of {0} is not between 0 and 1")]
    Ratio(f64),
}

/// One random number for each patch: `[batch, len]`, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Noise {
    /// The numbers, `batch * len` of them.
    pub values: Vec<f32>,
    /// Clips.
    pub batch: usize,
    /// Numbers of one clip.
    pub len: usize,
}

/// Noise of both modalities.
#[derive(Debug, Clone, PartialEq)]
pub struct MaskingNoise {
    /// One number for each pixel patch.
    pub pixel: Noise,
    /// One number for each time step of patches, or one for each audio patch.
    pub audio: Noise,
}

impl MaskingNoise {
    /// Noise in [0, 1) that depends only on `seed`: it is the same in every browser and natively.
    ///
    /// `audio_patches` counts all patches of a spectrogram. With [`AudioMaskType::FrameLevel`] one number is
    /// drawn for each time step, that is for every `config.frequency_patches()` patches.
    pub fn from_seed(
        seed: u64,
        config: &TvltConfig,
        batch: usize,
        pixel_patches: usize,
        audio_patches: usize,
    ) -> Self {
        let audio_len = match config.audio_mask_type {
            AudioMaskType::FrameLevel => audio_patches / config.frequency_patches().max(1),
            AudioMaskType::PatchLevel => audio_patches,
        };
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        let mut draw = |len: usize| Noise {
            values: (0..batch * len).map(|_| generator.random::<f32>()).collect(),
            batch,
            len,
        };
        Self { pixel: draw(pixel_patches), audio: draw(audio_len) }
    }

    /// Decides which patches of `batch` clips are hidden.
    ///
    /// The length of the audio noise decides how it is read: one number for each patch, or one for each time step,
    /// which then applies to all its frequency patches.
    ///
    /// # Errors
    /// Where the noise does not fit the patches, or a ratio is not between 0 and 1.
    pub fn masking(
        &self,
        [batch, pixel_patches, audio_patches]: [usize; 3],
        frequency_patches: usize,
        pixel_mask_ratio: f64,
        audio_mask_ratio: f64,
    ) -> Result<PatchMasking, MaskingError> {
        Ok(PatchMasking {
            pixel: Some(self.pixel.pixel_masking([batch, pixel_patches], pixel_mask_ratio)?),
            audio: Some(self.audio.audio_masking(
                [batch, audio_patches],
                frequency_patches,
                audio_mask_ratio,
            )?),
        })
    }
}

impl Noise {
    /// The masking of `[batch, patches]` pixel patches by this noise.
    ///
    /// # Errors
    /// Where it does not fit the patches, or the ratio is not between 0 and 1.
    pub fn pixel_masking(&self, shape: [usize; 2], ratio: f64) -> Result<Masking, MaskingError> {
        if [self.batch, self.len] != shape || self.values.len() != self.batch * self.len {
            return Err(self.misfit("pixel_noise", format!("{shape:?}")));
        }
        Masking::new(&self.values, self.batch, ratio)
    }

    /// The masking of `[batch, patches]` audio patches by this noise, with `frequency_patches` to a time step.
    ///
    /// # Errors
    /// As [`Noise::pixel_masking`].
    pub fn audio_masking(
        &self,
        shape: [usize; 2],
        frequency_patches: usize,
        ratio: f64,
    ) -> Result<Masking, MaskingError> {
        let [batch, patches] = shape;
        let time_patches = patches / frequency_patches.max(1);
        let fits = self.batch == batch && self.values.len() == self.batch * self.len;
        if fits && self.len == patches {
            Masking::new(&self.values, batch, ratio)
        } else if fits && self.len == time_patches {
            let repeated: Vec<f32> =
                self.values.iter().flat_map(|&value| std::iter::repeat_n(value, frequency_patches)).collect();
            Masking::new(&repeated, batch, ratio)
        } else {
            Err(self.misfit("audio_noise", format!("[{batch}, {time_patches}] or {shape:?}")))
        }
    }

    fn misfit(&self, name: &'static str, expected: String) -> MaskingError {
        MaskingError::Shape { name, given: [self.batch, self.len], expected }
    }
}

/// The masking of a batch of clips. A modality that is `None` is not masked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PatchMasking {
    /// Pixel patches.
    pub pixel: Option<Masking>,
    /// Audio patches.
    pub audio: Option<Masking>,
}

/// The masking of one modality, for each clip of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Masking {
    batch: usize,
    len: usize,
    keep: usize,
    ids_shuffle: Vec<usize>,
    ids_restore: Vec<usize>,
}

impl Masking {
    /// Keeps the patches with the smallest numbers: `int(len * (1 - ratio))` of each clip.
    ///
    /// `noise` is `[batch, len]`, row by row; NaN counts as the largest number.
    ///
    /// # Errors
    /// [`MaskingError::Ratio`].
    pub fn new(noise: &[f32], batch: usize, ratio: f64) -> Result<Self, MaskingError> {
        if !(0.0..=1.0).contains(&ratio) {
            return Err(MaskingError::Ratio(ratio));
        }
        let len = noise.len() / batch.max(1);
        let mut ids_shuffle = Vec::with_capacity(noise.len());
        let mut ids_restore = vec![0; noise.len()];
        for (clip, noise) in noise.chunks_exact(len.max(1)).enumerate() {
            let mut ids: Vec<usize> = (0..len).collect();
            ids.sort_by(|&a, &b| {
                // A NaN sorts after every number.
                noise[a].partial_cmp(&noise[b]).unwrap_or_else(|| noise[a].is_nan().cmp(&noise[b].is_nan()))
            });
            for (place, &id) in ids.iter().enumerate() {
                ids_restore[clip * len + id] = place;
            }
            ids_shuffle.extend(ids);
        }
        // Rounds towards zero, as Python's `int` does.
        let keep = (len as f64 * (1.0 - ratio)) as usize;
        Ok(Self { batch, len, keep, ids_shuffle, ids_restore })
    }

    /// Hides these patches of one clip. The visible ones keep their order.
    pub fn of_hidden(hidden: &[bool]) -> Self {
        let patches = |wanted: bool| (0..hidden.len()).filter(move |patch| hidden[*patch] == wanted);
        let ids_shuffle: Vec<usize> = patches(false).chain(patches(true)).collect();
        let mut ids_restore = vec![0; hidden.len()];
        for (place, &id) in ids_shuffle.iter().enumerate() {
            ids_restore[id] = place;
        }
        Self { batch: 1, len: hidden.len(), keep: patches(false).count(), ids_shuffle, ids_restore }
    }

    /// Clips.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// Patches of a clip.
    pub fn patches(&self) -> usize {
        self.len
    }

    /// Patches of a clip that are kept.
    pub fn kept(&self) -> usize {
        self.keep
    }

    /// Indices of the kept patches of clip `clip`, in the order in which the model gets them.
    pub fn ids_keep(&self, clip: usize) -> &[usize] {
        &self.ids_shuffle[clip * self.len..][..self.keep]
    }

    /// Index of each patch of clip `clip` in the shuffled order. Patches whose index is [`Masking::kept`] or more are
    /// hidden.
    pub fn ids_restore(&self, clip: usize) -> &[usize] {
        &self.ids_restore[clip * self.len..][..self.len]
    }

    /// Whether each patch of clip `clip` is hidden.
    pub fn hidden(&self, clip: usize) -> impl Iterator<Item = bool> + '_ {
        self.ids_restore(clip).iter().map(|&place| place >= self.keep)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_smallest_in_stable_order() {
        let noise = [0.5, 0.1, 0.5, 0.9, f32::NAN, 0.2, 0.2, 0.2, 0.2, 0.2];
        let masking = Masking::new(&noise, 2, 0.5).unwrap();
        assert_eq!(masking.kept(), 2);
        assert_eq!(masking.ids_keep(0), [1, 0]);
        assert_eq!(masking.ids_restore(0), [1, 0, 2, 3, 4]);
        assert_eq!(masking.ids_keep(1), [0, 1]);
        assert_eq!(masking.hidden(0).collect::<Vec<_>>(), [false, false, true, true, true]);
    }

    #[test]
    fn chosen_patches_are_hidden() {
        let hidden = [false, true, true, false, true];
        let masking = Masking::of_hidden(&hidden);
        assert_eq!((masking.kept(), masking.patches(), masking.ids_keep(0)), (2, 5, &[0, 3][..]));
        assert_eq!(masking.hidden(0).collect::<Vec<_>>(), hidden);
        assert_eq!(masking.ids_restore(0), [0, 2, 3, 1, 4]);
    }

    #[test]
    fn counts_as_python_does() {
        // 8 * (1 - 0.15) is 6.8; 20 * (1 - 0.15) is 17 exactly in f64.
        for (len, ratio, kept) in [(8, 0.15, 6), (20, 0.15, 17), (196, 0.75, 49), (10, 1.0, 0), (10, 0.0, 10)]
        {
            let masking = Masking::new(&vec![0.5; len], 1, ratio).unwrap();
            assert_eq!(masking.kept(), kept, "{len} at {ratio}");
        }
        assert_eq!(Masking::new(&[0.0], 1, 1.5), Err(MaskingError::Ratio(1.5)));
    }

    #[test]
    fn frame_level_noise_goes_for_all_frequencies() {
        let noise = Noise { values: vec![0.9, 0.1, 0.5], batch: 1, len: 3 };
        let masking = noise.audio_masking([1, 6], 2, 0.34).unwrap();
        // int(6 * 0.66) = 3: the cut may fall inside a time step, as in the reference.
        assert_eq!(masking.ids_keep(0), [2, 3, 4]);
        let error = noise.audio_masking([1, 8], 2, 0.5).unwrap_err();
        assert_eq!(
            error.to_string(),
            "audio_noise is [1, 3], but the inputs have [1, 4] or [1, 8] (batch x patches)"
        );
    }

    #[test]
    fn a_seed_always_means_the_same() {
        let config = TvltConfig { frequency_length: 32, ..Default::default() };
        let noise = MaskingNoise::from_seed(7, &config, 2, 4, 6);
        assert_eq!((noise.pixel.len, noise.audio.len), (4, 3));
        assert_eq!(noise, MaskingNoise::from_seed(7, &config, 2, 4, 6));
        assert_ne!(noise, MaskingNoise::from_seed(8, &config, 2, 4, 6));
        assert!(noise.pixel.values.iter().all(|value| (0.0..1.0).contains(value)));
    }
}
