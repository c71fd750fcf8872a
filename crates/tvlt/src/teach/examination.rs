//! Leaves out one burst after another, and asks heads that were taught without it.
//!
//! A burst is left out whole, because its samples resemble one another: with a part of them taught, the others would
//! be recognised too well.

use std::collections::BTreeMap;

use super::TeachError;
use super::classroom::Classroom;
use super::record::BurstId;
use super::scores::Scores;

/// An examination under way. One step takes as long as solving the heads once, so that a page can spread it over time.
#[derive(Debug, Clone)]
pub struct Examination {
    version: u64,
    /// Bursts that are still to be left out.
    left: Vec<BurstId>,
    steps: usize,
    asked: Vec<Asked>,
}

/// A burst that was left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Which.
    pub burst: BurstId,
    /// What it shows: the number of a class that is on, `None` for `background`.
    pub class: Option<usize>,
    /// What the heads said of each sample.
    pub scores: Vec<Scores>,
    /// What the heads were taught, by number of the class, "nothing" last. Empty without a head.
    pub knows: [Vec<bool>; 2],
}

impl Examination {
    /// An examination of what is taught now.
    ///
    /// Only classes with two bursts or more are asked for, as the others would not be taught at all; of `background` too.
    pub fn new(classroom: &Classroom) -> Self {
        let mut by_class: BTreeMap<_, Vec<BurstId>> = BTreeMap::new();
        for (id, burst) in classroom.register().bursts() {
            let is_on = classroom.register().class(burst.class).is_ok_and(|class| class.is_on);
            if is_on && burst.samples.iter().any(|sample| !sample.is_unread()) {
                by_class.entry(burst.class).or_default().push(*id);
            }
        }
        let mut left: Vec<BurstId> =
            by_class.into_values().filter(|bursts| bursts.len() > 1).flatten().collect();
        left.sort();
        left.reverse();
        Self { version: classroom.version(), steps: left.len(), left, asked: Vec::new() }
    }

    /// Leaves out one burst, and returns whether that was the last. Begins anew where the classroom has changed.
    ///
    /// # Errors
    /// [`TeachError::Singular`], where there is no solution.
    pub fn step(&mut self, classroom: &Classroom) -> Result<bool, TeachError> {
        if self.version != classroom.version() {
            *self = Self::new(classroom);
        }
        if let Some(burst) = self.left.pop() {
            self.asked.extend(ask(classroom, burst)?);
        }
        Ok(self.left.is_empty())
    }

    /// Steps done, and all of them.
    pub fn progress(&self) -> (usize, usize) {
        (self.steps - self.left.len(), self.steps)
    }

    /// The bursts that were left out so far.
    pub fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// Does all steps at once.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    pub fn complete(classroom: &Classroom) -> Result<Self, TeachError> {
        let mut examination = Self::new(classroom);
        while !examination.step(classroom)? {}
        Ok(examination)
    }
}

fn ask(classroom: &Classroom, id: BurstId) -> Result<Option<Asked>, TeachError> {
    let register = classroom.register();
    let Some(burst) = register.bursts().get(&id) else { return Ok(None) };
    let Some(heads) = classroom.heads_without(id)? else { return Ok(None) };
    let mut on = register.classes().iter().filter(|class| class.is_on && !class.is_background());
    let class = on.position(|class| class.id == burst.class);
    let samples = burst.samples.iter().filter(|sample| !sample.is_unread());
    let scores = samples.map(|sample| heads.scores(&sample.features)).collect::<Result<_, _>>()?;
    let knows =
        [&heads.sight, &heads.sound].map(|head| head.as_ref().map_or(Vec::new(), |head| head.knows.clone()));
    Ok(Some(Asked { burst: id, class, scores, knows }))
}
