//! Errors of the worker that learns a person's own classes.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a request was refused, or what is wrong although teaching goes on. Each is a sentence for the person.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum TeachError {
    /// An object of the request's payload is missing or of the wrong kind.
    #[error("{0} did not arrive. Reload the page.")]
    Missing(String),
    /// No project has been opened.
    #[error("Your own classes are not open yet. Wait a moment and try again.")]
    NotOpen,
    /// The class, burst or sample is no longer there.
    #[error("This {0} is no longer there: it was deleted before.")]
    Gone(String),
    /// A class cannot have this name.
    #[error("A class cannot be named “{name}”: {why}. Choose another name.")]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// There are as many classes as there can be.
    #[error("There are {0} classes, and no more are possible. Delete one first.")]
    TooManyClasses(usize),
    /// There are as many samples as there can be.
    #[error("There are {0} samples, and no more are possible. Delete some first.")]
    TooManySamples(usize),
    /// There were too many samples, so that some have been left out.
    #[error(
        "There are so many samples that {0} of them were left out, every second one of each class’s longest recording. Undo does not bring them back."
    )]
    Thinned(usize),
    /// What belongs to the model for teaching cannot be used.
    #[error(
        "What this model brings for teaching cannot be used: {0}. Reload the page, or choose another model."
    )]
    Model(String),
    /// A sample could not be learnt.
    #[error("This sample was not learnt: {0}. Record it again.")]
    Sample(String),
    /// There is nothing to export.
    #[error("There is nothing to export yet. Record a sample first.")]
    Nothing,
    /// The ZIP could not be written.
    #[error("The export failed: {0}. Free some memory (close other tabs) and try again.")]
    Export(String),
    /// A given file is not a ZIP, or is damaged.
    #[error("“{name}” cannot be opened: {why}.")]
    Archive {
        /// The file's name.
        name: String,
        /// What is wrong with it, and what to do.
        why: String,
    },
    /// A given file is neither a picture nor a WAV file, or is damaged.
    #[error("“{name}” was left out: {why}.")]
    File {
        /// The file's name.
        name: String,
        /// What is wrong with it, and what to do.
        why: String,
    },
    /// A class of a ZIP cannot be taken in, and none of its samples.
    #[error("The samples of “{name}” ({samples}) were left out. {why}")]
    ClassLeftOut {
        /// The name of the class in the ZIP.
        name: String,
        /// Its samples that were left out.
        samples: usize,
        /// A sentence on what is wrong, and what to do.
        why: String,
    },
    /// No sample of what was given could be taken in.
    #[error("Nothing of {what} was taken in, and your classes are as they were. {why}")]
    NothingTaken {
        /// What was given.
        what: String,
        /// Sentences on what is wrong with it, and what to do.
        why: String,
    },
    /// The browser keeps nothing for this page.
    #[error(
        "This browser keeps nothing for this page ({0}). What you teach is there until you close or reload the page; export it to keep it."
    )]
    NotKept(String),
    /// Another tab of the browser has the same classes open.
    #[error(
        "Your own classes are open in another tab, too, and only that one keeps what is new. What you teach here is there until you close or reload this page: export it first, then close the other tab, reload this page and import it."
    )]
    OpenElsewhere,
    /// The browser has no room left for this page.
    #[error(
        "The browser has no room left for this page. New samples are there until you close or reload the page: export them, or free space on this device."
    )]
    Full,
    /// Another version of the page has written to the storage what this one cannot read.
    #[error(
        "Your own classes were kept on this device by another version of this page, and this one cannot read all of them. They are left as they are: reload the page to get its newest version, or choose “Forget everything”. What you teach now is there until you close or reload the page; export it to keep it."
    )]
    OtherVersion,
    /// The files of samples that are not kept on the device take so much memory that no more fit in.
    #[error(
        "This was left out: the pictures and sounds that this browser could not keep on the device take {0} MB of memory, and no more fit in. All others are there until you close or reload the page. Export them, then free space on this device."
    )]
    MemoryFull(usize),
    /// The browser's storage failed.
    #[error(
        "The browser’s storage failed: {0}. What you have taught is there until you close or reload the page; export it to keep it."
    )]
    Storage(String),
}

/// Several errors as one text for the person: of many, the first three, and how many more there are.
pub fn in_words(errors: &[TeachError]) -> String {
    const MOST: usize = 3;
    let mut words: Vec<String> = errors.iter().take(MOST).map(ToString::to_string).collect();
    match errors.len().saturating_sub(MOST) {
        0 => {}
        1 => words.push("1 more file was left out.".into()),
        more => words.push(format!("{more} more files were left out.")),
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_errors_the_first_three_are_said_and_the_others_counted() {
        let error = |at: usize| TeachError::File { name: format!("{at}.txt"), why: "it is empty".into() };
        let errors: Vec<TeachError> = (1..=5).map(error).collect();
        assert_eq!(in_words(&errors[..1]), "“1.txt” was left out: it is empty.");
        assert!(
            in_words(&errors[..4]).ends_with("“3.txt” was left out: it is empty. 1 more file was left out.")
        );
        assert!(in_words(&errors).ends_with("2 more files were left out."));
        assert_eq!(in_words(&[]), "");
    }
}
