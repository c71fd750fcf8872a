//! What to record next.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::record::BACKGROUND;

/// What would make the heads better, or their figures surer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Advice {
    /// There is no sample of the empty scene.
    RecordBackground,
    /// There is only one class, and no other thing.
    RecordAnotherClass,
    /// The class has one burst, so that nothing can be said about it.
    RecordAgain {
        /// The class.
        class: String,
    },
    /// The class has no sample.
    RecordFirst {
        /// The class.
        class: String,
    },
    /// The class is often taken for another.
    TakenFor {
        /// The class.
        class: String,
        /// The other.
        other: String,
        /// Of a hundred samples.
        percent: usize,
    },
    /// The class is often refused.
    Refused {
        /// The class.
        class: String,
        /// Of a hundred samples.
        percent: usize,
    },
    /// The empty scene is often taken for a class.
    BackgroundTaken {
        /// The class.
        class: String,
        /// Of a hundred samples.
        percent: usize,
    },
    /// Every class has two bursts, and the share of samples that are refused wrongly is not sure yet.
    MoreBursts {
        /// Bursts that are missing, of any class.
        bursts: usize,
        /// The class that has the fewest.
        first: String,
        /// The share, of a hundred.
        percent: usize,
    },
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RecordBackground => write!(
                f,
                "Record {BACKGROUND}: the scene without anything, and the room without a sound, so that they \
                 are not taken for a class."
            ),
            Self::RecordAnotherClass => {
                write!(
                    f,
                    "Record another class, or {BACKGROUND}: with one class alone there is nothing to tell apart."
                )
            }
            Self::RecordAgain { class } => write!(
                f,
                "Record {class} once more, in other light or at another place: with one recording nobody can know \
                 how well it is recognised."
            ),
            Self::RecordFirst { class } => write!(f, "Record {class}: it has no sample yet."),
            Self::TakenFor { class, other, percent } => write!(
                f,
                "{class} is taken for {other} in {percent} % of its samples: record both once more, so that what sets \
                 them apart is seen or heard well."
            ),
            Self::Refused { class, percent } => write!(
                f,
                "{class} is not recognised in {percent} % of its samples: record it once more, from other sides and in \
                 other light."
            ),
            Self::BackgroundTaken { class, percent } => write!(
                f,
                "{BACKGROUND} is taken for {class} in {percent} % of its samples: record {BACKGROUND} once more, as it \
                 is now."
            ),
            Self::MoreBursts { bursts, first, percent } => write!(
                f,
                "The more recordings, the less often a thing that you taught is called unknown: {bursts} more, {first} \
                 first, keep that to {percent} % of the time."
            ),
        }
    }
}
