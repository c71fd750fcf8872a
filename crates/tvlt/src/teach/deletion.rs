//! What was deleted last, so that it can be restored.

use std::collections::{BTreeMap, VecDeque};

use super::record::{Burst, BurstId, Class, ClassId, Sample};

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
    /// All classes.
    All {
        /// In the order in which they were listed.
        classes: Vec<Class>,
        /// Their bursts.
        bursts: Vec<(BurstId, Burst)>,
    },
    /// Bursts of one class.
    Bursts(Vec<(BurstId, Burst)>),
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
        self.samples().count()
    }

    /// The samples that it held.
    pub fn samples(&self) -> impl Iterator<Item = &Sample> {
        let (bursts, alone) = match self {
            Self::Class { bursts, .. } | Self::All { bursts, .. } | Self::Bursts(bursts) => {
                (bursts.as_slice(), None)
            }
            Self::Sample { sample, .. } => (&[][..], Some(sample)),
        };
        bursts.iter().flat_map(|(_, burst)| &burst.samples).chain(alone)
    }

    fn samples_mut(&mut self) -> impl Iterator<Item = &mut Sample> {
        let (bursts, alone) = match self {
            Self::Class { bursts, .. } | Self::All { bursts, .. } | Self::Bursts(bursts) => {
                (bursts.as_mut_slice(), None)
            }
            Self::Sample { sample, .. } => (&mut [][..], Some(sample)),
        };
        bursts.iter_mut().flat_map(|(_, burst)| &mut burst.samples).chain(alone)
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

    /// All samples that can be restored.
    pub(super) fn samples(&self) -> impl Iterator<Item = &Sample> {
        self.0.iter().flat_map(Deleted::samples)
    }

    /// The same, to change them.
    pub(super) fn samples_mut(&mut self) -> impl Iterator<Item = &mut Sample> {
        self.0.iter_mut().flat_map(Deleted::samples_mut)
    }

    /// Bursts of classes that another class stands for now belong to that one.
    pub(super) fn move_bursts(&mut self, classes: &BTreeMap<ClassId, ClassId>) {
        for deleted in &mut self.0 {
            let Deleted::Bursts(bursts) = deleted else { continue };
            for (_, burst) in bursts {
                burst.class = classes.get(&burst.class).copied().unwrap_or(burst.class);
            }
        }
    }
}
