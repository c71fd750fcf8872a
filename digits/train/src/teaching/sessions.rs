//! The features of all clips of a draw, session by session.

use super::clips::{Taking, clips};
use super::draw::{Content, Draw, Session};
use super::features::{Extractor, Features};
use crate::TrainError;

/// Clips of each other session, the first of its empty scene.
const OTHER_CLIPS: usize = 3;

/// Clips of a draw.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counts {
    /// Of each class that is taught, and of the empty scene.
    pub(super) taught: usize,
    /// Of each class that is asked for, and of what was never taught, and of the empty scene.
    pub(super) asked: usize,
    /// Of the empty scene from which its mean is known where classes are asked for.
    pub(super) scene: usize,
}

impl Counts {
    /// Counts for this many clips of each class that is taught.
    pub(super) fn new(clips: usize) -> Self {
        Self { taught: clips, asked: clips.div_ceil(2), scene: clips.div_ceil(4) }
    }
}

/// The features of a session's clips, for one source.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Shown {
    /// The empty scene, as it is known before anything is asked; nothing in the session of teaching.
    pub(super) scene: Vec<Features>,
    /// The empty scene, taught or asked.
    pub(super) empty: Vec<Features>,
    /// `[classes][clips]`
    pub(super) classes: Vec<Vec<Features>>,
    /// What is never taught; nothing in the session of teaching.
    pub(super) unknown: Vec<Features>,
}

/// The features of clips of other sessions, for one source.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Others {
    /// Of each session its empty scene, and other things or sounds: what they have, and their features.
    pub(super) sessions: Vec<(Features, Vec<(Content, Features)>)>,
}

impl Shown {
    /// Every clip without the copies that follow it.
    pub(super) fn without_copies(&self, copies: usize) -> Self {
        let own = |clips: &Vec<Features>| clips.iter().step_by(1 + copies).cloned().collect();
        Self {
            scene: own(&self.scene),
            empty: own(&self.empty),
            classes: self.classes.iter().map(own).collect(),
            unknown: own(&self.unknown),
        }
    }

    /// Adds the clips of another part of the same session.
    pub(super) fn extend(&mut self, other: Self) {
        self.scene.extend(other.scene);
        self.empty.extend(other.empty);
        self.unknown.extend(other.unknown);
        self.classes.resize(self.classes.len().max(other.classes.len()), Vec::new());
        self.classes.iter_mut().zip(other.classes).for_each(|(clips, other)| clips.extend(other));
    }
}

/// Features of all clips of a session, each with its copies, by source. All sources see the same clips.
pub(super) fn show(
    draw: &Draw<'_>,
    session: &Session<'_>,
    extractor: Extractor<'_>,
    counts: Counts,
    taking: Taking<'_>,
) -> Result<Vec<Shown>, TrainError> {
    let (each, scene, unknown) =
        if session.is_teaching { (counts.taught, 0, 0) } else { (counts.asked, counts.scene, counts.asked) };
    let classes = draw.classes();
    let nothing = Content { thing: None, sound: None };
    let mut contents = vec![nothing; scene + each];
    contents.extend(classes.iter().flat_map(|class| vec![*class; each]));
    contents.extend(draw.unknown().into_iter().cycle().take(unknown));
    let contents: Vec<_> = contents.into_iter().map(|content| (session, content)).collect();
    let batch = clips(draw, &contents, taking)?;
    let [each, scene] = [each, scene].map(|count| count * (1 + taking.copies));
    let split = |mut features: Vec<Features>| {
        let mut rest = features.split_off(scene + each);
        let empty = features.split_off(scene);
        let unknown = rest.split_off(classes.len() * each);
        Shown {
            scene: features,
            empty,
            classes: rest.chunks(each).map(<[Features]>::to_vec).collect(),
            unknown,
        }
    };
    Ok(extractor.features(&batch)?.into_iter().map(split).collect())
}

/// Features of clips of a draw's other sessions, by source.
pub(super) fn show_others(
    draw: &Draw<'_>,
    extractor: Extractor<'_>,
    seed: u64,
    level: f32,
) -> Result<Vec<Others>, TrainError> {
    let nothing = Content { thing: None, sound: None };
    let session = |(number, session)| {
        let other = move |at| (session, draw.other(number * (OTHER_CLIPS - 1) + at));
        std::iter::once((session, nothing)).chain((0..OTHER_CLIPS - 1).map(other))
    };
    let contents: Vec<_> = draw.others.iter().enumerate().flat_map(session).collect();
    let batch = clips(draw, &contents, Taking::plain(seed, level))?;
    let split = |features: Vec<Features>| {
        let clips: Vec<(Content, Features)> =
            contents.iter().map(|(_, content)| *content).zip(features).collect();
        let session = |clips: &[(Content, Features)]| (clips[0].1.clone(), clips[1..].to_vec());
        Others { sessions: clips.chunks(OTHER_CLIPS).map(session).collect() }
    };
    Ok(extractor.features(&batch)?.into_iter().map(split).collect())
}
