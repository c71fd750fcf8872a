//! What was deleted last, so that it can be restored.

use std::collections::VecDeque;

use super::record::{Burst, BurstId, Class, Sample};

/// Deletions that are kept.
const DELETIONS: usize = 20;

/// Samples that are kept for them; the last deletion is kept whatever its size.
const SAMPLES: usize = 1_000;

/// Something deleted, with all that it held.
#[derive(Debug, Clone, PartialEq)]
pub enum Deleted {
    /// A class.
    Class {
        /// Its place in the list.
        place: usize,
        /// The class.
        class: Class,
        /// Its bursts.
        bursts: Vec<(BurstId, Burst)>,
    },
    /// A burst.
    Burst {
        /// Which.
        id: BurstId,
        /// The burst.
        burst: Burst,
    },
    /// A sample.
    Sample {
        /// Its burst.
        burst: BurstId,
        /// Its place there.
        place: usize,
        /// The sample.
        sample: Sample,
    },
}

impl Deleted {
    /// Samples that it held.
    pub fn sample_count(&self) -> usize {
        match self {
            Self::Class { bursts, .. } => bursts.iter().map(|(_, burst)| burst.samples.len()).sum(),
            Self::Burst { burst, .. } => burst.samples.len(),
            Self::Sample { .. } => 1,
        }
    }
}

/// The last deletions, the last one at the end.
#[derive(Debug, Clone, Default)]
pub(super) struct Undo(VecDeque<Deleted>);

impl Undo {
    pub(super) fn push(&mut self, deleted: Deleted) {
        self.0.push_back(deleted);
        let samples =
            |deletions: &VecDeque<Deleted>| deletions.iter().map(Deleted::sample_count).sum::<usize>();
        while self.0.len() > 1 && (self.0.len() > DELETIONS || samples(&self.0) > SAMPLES) {
            self.0.pop_front();
        }
    }

    pub(super) fn last(&self) -> Option<&Deleted> {
        self.0.back()
    }

    pub(super) fn pop(&mut self) -> Option<Deleted> {
        self.0.pop_back()
    }
}
