//! The head of one modality: how it scores, and how it is solved from sums.

use super::TeachError;
use super::familiarity::Familiarity;
use super::lesson::Lesson;
use super::mapping::Mapping;
use super::recipe::Recipe;
use super::ridge::Ridge;
use super::scores::HeadScores;
use super::standard::{Standard, check};
use super::sums::Sums;

/// Scores a modality's features.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// For features less the scene.
    pub(super) ridge: Ridge,
    /// Whether each class was taught to this head; "nothing" comes last.
    pub(super) knows: Vec<bool>,
    /// Features of the empty scene where it is asked; for sight alone. `[features]`
    pub(super) scene: Option<Vec<f32>>,
    /// What is known of each class, where the model has a prior.
    pub(super) familiarity: Option<Familiarity>,
}

impl Head {
    /// Whether this head was taught the class of this number, or "nothing", the last.
    pub fn knows(&self, class: usize) -> bool {
        self.knows.get(class).copied().unwrap_or_default()
    }

    /// The score of each class and of "nothing", the last; about 1 for what is there and 0 for the rest. Leads are by
    /// [`Familiarity`], or without a prior the differences of the scores from that of "nothing".
    ///
    /// # Errors
    /// [`TeachError::Width`] where there is another number of features, [`TeachError::NotFinite`].
    pub fn scores(&self, features: &[f32]) -> Result<HeadScores, TeachError> {
        let less: Option<Vec<f32>> = match &self.scene {
            Some(scene) => {
                check(features, scene.len())?;
                Some(features.iter().zip(scene).map(|(value, scene)| value - scene).collect())
            }
            None => None,
        };
        let features = less.as_deref().unwrap_or(features);
        let scores = self.ridge.scores(features)?;
        Ok(match &self.familiarity {
            Some(familiarity) => HeadScores { scores, leads: familiarity.leads(features)?, familiar: true },
            None => HeadScores::of(scores),
        })
    }
}

/// What samples of a group are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// The class of this number.
    Class(usize),
    /// The empty scene.
    Background,
    /// Other things, of the prior.
    Others,
}

/// Samples of the same kind, taken in the same scene.
pub(super) struct Group<'a> {
    pub(super) shown: Shown,
    pub(super) sums: &'a Sums,
    /// What is subtracted from each of them: `[width]`
    pub(super) shift: Option<Vec<f64>>,
}

/// Solves a head of `classes` classes; `None` where it has nothing to tell apart. `between` is the variance of
/// different things in mapped features, where it is known.
pub(super) fn fit(
    groups: &[Group<'_>],
    classes: usize,
    mapping: &Mapping,
    between: Option<&[f32]>,
    recipe: &Recipe,
) -> Result<Option<(Ridge, Vec<bool>)>, TeachError> {
    // Sums out of which all samples were taken have a weight of zero.
    let groups: Vec<&Group<'_>> = groups.iter().filter(|group| group.sums.weight() > 0.5).collect();
    let count = |shown: Shown| -> f64 {
        groups.iter().filter(|group| group.shown == shown).map(|group| group.sums.weight()).sum()
    };
    let mut lesson = Lesson::new(mapping.width(), classes + 1);
    for group in &groups {
        let (class, weight) = match group.shown {
            Shown::Class(class) => (class, 1.0),
            Shown::Background => (classes, recipe.background_weight),
            Shown::Others => (classes, recipe.others_weight),
        };
        lesson.merge(group.sums, class, group.shift.as_deref(), weight / count(group.shown))?;
    }
    let knows: Vec<bool> = lesson.counts().iter().map(|count| *count > 0.0).collect();
    if knows.iter().filter(|known| **known).count() < 2 {
        return Ok(None);
    }
    // Mapped features are on one scale. Those in which things differ no more than clips of one thing are made smaller, so
    // that the penalty keeps their weights low.
    let width = mapping.width();
    let scale = match between {
        Some(between) => between.iter().map(|between| ((1.0 + between) / between.max(1e-3)).sqrt()).collect(),
        None => vec![1.0; width],
    };
    let standard = Standard { mean: vec![0.0; width], scale };
    let ridge = if between.is_some() { recipe.prior_ridge } else { recipe.ridge };
    let ridge = mapping.unfold(&lesson.fit(ridge, Some(&standard))?);
    Ok(Some((ridge, knows)))
}

/// What is known of `classes` classes and of "nothing".
pub(super) fn familiarity(
    groups: &[Group<'_>],
    classes: usize,
    mapping: &Mapping,
    between: &[f32],
) -> Result<Familiarity, TeachError> {
    let mut means = Vec::with_capacity(classes + 1);
    for number in 0..=classes {
        let mut sums = Sums::new(mapping.width());
        for group in groups {
            let is_own = match group.shown {
                Shown::Class(class) => class == number,
                Shown::Background => number == classes,
                // They are other things, and not the empty scene.
                Shown::Others => false,
            };
            if is_own && group.sums.weight() > 0.5 {
                sums.merge(group.sums, group.shift.as_deref(), 1.0);
            }
        }
        let weight = sums.weight();
        means.push((weight > 0.5).then(|| sums.sum().iter().map(|sum| (sum / weight) as f32).collect()));
    }
    Familiarity::new(mapping.clone(), between.to_vec(), means)
}

/// Leaves a class to one head where it differs from "nothing" by that head alone: a thing that was shown in silence is
/// not to be refused where something is heard.
pub(super) fn tell_apart(sight: &mut Option<Head>, sound: &mut Option<Head>) {
    let (Some(sight), Some(sound)) = (sight, sound) else { return };
    let own = |head: &Head| Some(head.familiarity.as_ref()?.stands_out());
    let (Some(seen), Some(heard)) = (own(sight), own(sound)) else { return };
    for (class, (seen, heard)) in seen.into_iter().zip(heard).enumerate() {
        let both = sight.knows(class) && sound.knows(class);
        if both && seen && !heard {
            sound.knows[class] = false;
        } else if both && heard && !seen {
            sight.knows[class] = false;
        }
    }
}
