//! Errors of the processors.

use thiserror::Error;

/// What can be wrong with sound or pictures, or with the settings that say how to treat them.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ProcessorError {
    /// Neither pictures nor sound were given.
    #[error("there is nothing to process: give frames, sound, or both")]
    NoInput,
    /// The sound has another rate than the feature extractor is set to.
    #[error(
        "the sound has {given} samples a second, but this feature extractor takes {expected}: resample it first"
    )]
    SamplingRate {
        /// Hertz of the config.
        expected: u32,
        /// Hertz of the sound.
        given: u32,
    },
    /// The sound has several channels.
    #[error("the sound has {channels} channels, but only mono is taken: mix it down first")]
    NotMono {
        /// Channels of the sound.
        channels: usize,
    },
    /// The sound has too few samples to be reflected at its ends.
    #[error("the sound has {samples} samples; at least 2 are needed")]
    TooShort {
        /// Samples of the sound.
        samples: usize,
    },
    /// A sample of the sound is NaN or infinite.
    #[error("sample {index} of the sound is no number (NaN or infinite): record or save it again")]
    NotFinite {
        /// Number of the sample, from 0.
        index: u64,
    },
    /// A clip has more frames than the model takes.
    #[error("the clip has {given} frames, but the model takes at most {max}: leave some out")]
    TooManyFrames {
        /// `num_frames` of the config.
        max: usize,
        /// Frames of the clip.
        given: usize,
    },
    /// A picture without pixels.
    #[error("the picture is {width} by {height} pixels: it has nothing in it")]
    EmptyImage {
        /// Pixels.
        width: usize,
        /// Pixels.
        height: usize,
    },
    /// The number of a picture's bytes does not fit its size.
    #[error("a picture of {width} by {height} RGBA pixels has {expected} bytes, not {given}")]
    ImageBytes {
        /// Pixels.
        width: usize,
        /// Pixels.
        height: usize,
        /// `width * height * 4`.
        expected: usize,
        /// Bytes given.
        given: usize,
    },
    /// A picture would be too large to hold.
    #[error("the picture would become {width} by {height} pixels, which is too large: crop it first")]
    ImageTooLarge {
        /// Pixels.
        width: usize,
        /// Pixels.
        height: usize,
    },
    /// The frames of a batch have different sizes after processing.
    #[error(
        "the frames come out in different sizes ({first_width} by {first_height} and {width} by {height} pixels): \
         use frames of one size, or set do_center_crop"
    )]
    FrameSizes {
        /// Pixels.
        first_width: usize,
        /// Pixels.
        first_height: usize,
        /// Pixels.
        width: usize,
        /// Pixels.
        height: usize,
    },
    /// The length of an array does not fit its patches.
    #[error("{what}: {given} numbers were given where {expected} are needed")]
    Length {
        /// What the numbers are.
        what: &'static str,
        /// Numbers needed.
        expected: usize,
        /// Numbers given.
        given: usize,
    },
    /// A sampling rate that is not supported.
    #[error("{rate} samples a second is no rate this can resample (1000 to 768000)")]
    Rate {
        /// Hertz.
        rate: u32,
    },
    /// The resampling library refused.
    #[error("the sound could not be resampled: {0}")]
    Resample(String),
    /// A value of the config cannot be used.
    #[error("the preprocessor config cannot be used: {0}")]
    Config(String),
}
