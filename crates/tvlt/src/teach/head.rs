//! The head of one modality: how it scores, and how it is solved from sums.

use super::TeachError;
use super::lesson::Lesson;
use super::mapping::Mapping;
use super::recipe::Recipe;
use super::ridge::Ridge;
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
}

impl Head {
    /// Whether this head was taught the class of this number, or "nothing", the last.
    pub fn knows(&self, class: usize) -> bool {
        self.knows.get(class).copied().unwrap_or_default()
    }

    /// The score of each class and of "nothing", the last; about 1 for what is there and 0 for the rest.
    ///
    /// # Errors
    /// [`TeachError::Width`] where there is another number of features, [`TeachError::NotFinite`].
    pub fn scores(&self, features: &[f32]) -> Result<Vec<f32>, TeachError> {
        let Some(scene) = &self.scene else { return self.ridge.scores(features) };
        check(features, scene.len())?;
        let less: Vec<f32> = features.iter().zip(scene).map(|(value, scene)| value - scene).collect();
        self.ridge.scores(&less)
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

/// Solves a head of `classes` classes; `None` where it has nothing to tell apart.
pub(super) fn fit(
    groups: &[Group<'_>],
    classes: usize,
    mapping: &Mapping,
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
    // Mapped features are on one scale.
    let width = mapping.width();
    let same = Standard { mean: vec![0.0; width], scale: vec![1.0; width] };
    let ridge = mapping.unfold(&lesson.fit(recipe.ridge, Some(&same))?);
    Ok(Some((ridge, knows)))
}
