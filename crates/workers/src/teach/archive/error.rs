//! What can be wrong with a ZIP.

use thiserror::Error;

use crate::teach::media_error::MediaError;

/// Why a ZIP cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ArchiveError {
    /// The file is not a ZIP, or is damaged; with the reason that the program gives.
    #[error("it is not a ZIP file, or a part of it is missing; export or download it again")]
    NoZip(String),
    /// There are too many files in it.
    #[error("it has {given} files, and at most {most} are read; split it")]
    TooMany {
        /// Files in it.
        given: usize,
        /// The most that are read.
        most: usize,
    },
    /// It unpacks to too much.
    #[error("it unpacks to {given} MB, and at most {most} MB are read; split it")]
    TooLarge {
        /// Megabytes that it unpacks to.
        given: u64,
        /// The most that are read.
        most: u64,
    },
    /// There is no sample in it.
    #[error("there are no samples in it: it has to hold a folder of pictures or WAV files for each class")]
    Empty,
    /// `classes.json` is not of this program, or of a newer version.
    #[error("its classes.json {0}")]
    Manifest(String),
    /// A file in it is damaged; with the reason that the program gives.
    #[error("the file is damaged in the ZIP; export or download it again")]
    File(String),
    /// A file in it is too large.
    #[error("it has more than {0} MB; make it smaller")]
    FileTooLarge(u64),
    /// A file in it lies in no folder of a class.
    #[error("it lies in no folder of a class; move it into one")]
    NoClass,
    /// Its path leads out of the ZIP.
    #[error("its path leads out of the ZIP; pack it again without “..”")]
    Outside,
    /// A file in it is no sample: it is of another kind, or another one has its name.
    #[error(transparent)]
    NoSample(#[from] MediaError),
    /// There are no heads in it.
    #[error(
        "there is no head.safetensors in it: nothing had been learnt yet when it was exported; record samples of two \
         classes and export it again"
    )]
    NoHead,
    /// Its heads cannot be read.
    #[error("its head.safetensors cannot be used: {0}; export it again")]
    Head(String),
    /// The ZIP could not be written.
    #[error("{0}")]
    Write(String),
}
