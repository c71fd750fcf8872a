//! What can be wrong with an order to a classroom.

use thiserror::Error;

use super::TeachError;
use super::class_name::NameFault;
use super::record::{BACKGROUND, MOST_CLASSES, MOST_SAMPLES};

/// Why a classroom refuses an order. It stays as it was.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ClassError {
    /// There is no such class any more.
    #[error("that class is not there any more")]
    NoClass,
    /// There is no such burst any more.
    #[error("that recording is not there any more")]
    NoBurst,
    /// There is no such sample any more.
    #[error("that sample is not there any more")]
    NoSample,
    /// A name that no class can have.
    #[error("a class cannot be named {name:?}: {why}; take another name")]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        why: NameFault,
    },
    /// Another class has the name.
    #[error("there is a class {name:?} already: take another name")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// The class of "nothing" keeps its name, and no other class gets it.
    #[error(
        "the class {BACKGROUND:?} is that of nothing: it keeps its name, and another class cannot be given it"
    )]
    Background,
    /// There are as many classes as there can be.
    #[error("there are {MOST_CLASSES} classes, which is the most: delete one first")]
    TooManyClasses,
    /// There are as many samples as there can be, and they cannot be thinned.
    #[error("there would be more than {MOST_SAMPLES} samples: delete some first")]
    TooManySamples,
    /// The sample does not fit the others.
    #[error(transparent)]
    Teach(#[from] TeachError),
}
