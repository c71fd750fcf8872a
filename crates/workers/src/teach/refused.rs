//! The library's errors in words for the person.

use bridge::protocol::teach_error::TeachError;
use tvlt::teach::class_error::ClassError;
use tvlt::teach::record::{BACKGROUND, MOST_CLASSES, MOST_SAMPLES};

/// Why a classroom refuses an order.
pub fn of_class(error: ClassError) -> TeachError {
    let named = |name: String, why: &str| TeachError::Name { name, why: why.to_owned() };
    match error {
        ClassError::NoClass => TeachError::Gone("class".into()),
        ClassError::NoBurst => TeachError::Gone("recording".into()),
        ClassError::NoSample => TeachError::Gone("sample".into()),
        ClassError::Name { name, why } => named(name, &why.to_string()),
        ClassError::NameTaken { name } => named(name, "another class has this name"),
        ClassError::Background => {
            named(BACKGROUND.into(), "that is the class of the empty scene, which keeps its name")
        }
        ClassError::TooManyClasses => TeachError::TooManyClasses(MOST_CLASSES),
        ClassError::TooManySamples => TeachError::TooManySamples(MOST_SAMPLES),
        ClassError::Teach(error) => of_sample(&error),
    }
}

/// Why a sample or a look cannot be used.
pub fn of_sample(error: &tvlt::teach::TeachError) -> TeachError {
    TeachError::Sample(error.to_string())
}
