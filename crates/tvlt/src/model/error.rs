//! Errors of a model.

use thiserror::Error;

use super::masking::MaskingError;

/// What can be wrong with the inputs of a model.
#[derive(Debug, Error, PartialEq)]
pub enum ModelError {
    /// Frames or spectrogram with another number of channels than the configuration has.
    #[error("{name} has {given} channels, but the model takes {expected}")]
    Channels {
        /// Name of the input.
        name: &'static str,
        /// Channels given.
        given: usize,
        /// Channels of the configuration.
        expected: usize,
    },
    /// Frames whose size is not the model's.
    #[error(
        "the frames are {height} x {width} pixels, but the model takes {expected} x {expected}: \
         preprocess them with the model's own preprocessor_config.json"
    )]
    FrameSize {
        /// Pixels given.
        height: usize,
        /// Pixels given.
        width: usize,
        /// Side of the model's frames.
        expected: usize,
    },
    /// No frame, or more than the model has positions for.
    #[error("there are {given} frames, but the model takes 1 to {most}")]
    Frames {
        /// Frames given.
        given: usize,
        /// The configuration's `num_frames`.
        most: usize,
    },
    /// A spectrogram that the model has no positions for.
    #[error(
        "the spectrogram is {time} x {frequency} (time x mel), but the model takes {shortest} to {longest} \
         time steps of {expected} mel bins"
    )]
    SpectrogramSize {
        /// Time steps given.
        time: usize,
        /// Mel bins given.
        frequency: usize,
        /// Time steps of one patch.
        shortest: usize,
        /// The configuration's `spectrogram_length`.
        longest: usize,
        /// The configuration's `frequency_length`.
        expected: usize,
    },
    /// Inputs of one call that differ in batch size.
    #[error("{name} has a batch of {given}, but pixel_values has {expected}")]
    Batch {
        /// Name of the input.
        name: &'static str,
        /// Batch size given.
        given: usize,
        /// Batch size of `pixel_values`.
        expected: usize,
    },
    /// A padding mask that does not fit the patches.
    #[error("{name} is {given:?}, but there are {expected:?} patches (batch x patches)")]
    MaskShape {
        /// Name of the mask.
        name: &'static str,
        /// Shape given.
        given: [usize; 2],
        /// Batch and patches.
        expected: [usize; 2],
    },
    /// Labels that do not fit the logits.
    #[error("the labels cannot be used: {0}")]
    Labels(String),
    /// Reconstructed patches whose length differs from the input patches', so that there is no loss.
    #[error(
        "a decoder output of {given} numbers does not fit a patch of {expected}: Hugging Face's decoder \
         only reconstructs square image patches"
    )]
    PatchLength {
        /// Numbers that the head gives for a patch.
        given: usize,
        /// Numbers in a patch.
        expected: usize,
    },
    /// Noise that does not fit the patches.
    #[error(transparent)]
    Masking(#[from] MaskingError),
}
