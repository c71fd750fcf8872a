//! What can be wrong with a picture or a sound.

use thiserror::Error;

/// Why a picture or a sound cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MediaError {
    /// The file is of no kind that is read.
    #[error("it is neither a picture nor a WAV file; save it as PNG, JPEG or WAV")]
    Kind,
    /// The picture is damaged, or no picture; with the reason that the program gives.
    #[error(
        "the picture is damaged, or of a kind that is not read here; open it in another program and save it as PNG or JPEG"
    )]
    Picture(String),
    /// There is another picture, or another sound, of the same name.
    #[error(
        "another file has its name, so that it is not clear which of them belongs to a sample; rename it"
    )]
    Twice,
    /// The picture has no pixels, or too many.
    #[error("the picture has {width} by {height} pixels; make it at most {most} pixels wide and high")]
    Size {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
        /// The most of either.
        most: u32,
    },
    /// There is another number of bytes or samples than the description says.
    #[error("{given} numbers arrived instead of {expected}")]
    Length {
        /// Numbers given.
        given: usize,
        /// Numbers expected.
        expected: usize,
    },
    /// The sound is damaged, or no WAV file.
    #[error("{0}")]
    Sound(String),
    /// The sound is too short to have a spectrogram, or too long.
    #[error("the sound lasts {seconds} s; it has to last between 0.05 and {most} s")]
    Duration {
        /// Its duration.
        seconds: String,
        /// The most, in seconds.
        most: u32,
    },
    /// The PNG or WAV file could not be written.
    #[error("it could not be written: {0}")]
    Write(String),
}
