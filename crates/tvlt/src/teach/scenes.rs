//! Which empty scene belongs to which burst.

use super::TeachError;
use super::background::Background;
use super::modality::Modality;
use super::record::BurstId;
use super::register::Register;

/// The bursts of `background` that have pictures, in the order of their recording.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Scenes(Vec<BurstId>);

impl Scenes {
    pub(super) fn of(register: &Register) -> Self {
        let Some(background) = register.background() else { return Self::default() };
        let bursts = register.bursts_of(background);
        let seen =
            bursts.filter(|(_, burst)| burst.samples.iter().any(|sample| sample.features.sight.is_some()));
        Self(seen.map(|(id, _)| id).collect())
    }

    pub(super) fn without(&self, burst: Option<BurstId>) -> Self {
        Self(self.0.iter().copied().filter(|id| Some(*id) != burst).collect())
    }

    /// The scene of a burst: the latest that was recorded before it, or the first after it.
    pub(super) fn home(&self, burst: BurstId) -> Option<BurstId> {
        let before = self.0.iter().rev().find(|scene| **scene <= burst);
        before.or(self.0.first()).copied()
    }

    pub(super) fn latest(&self) -> Option<BurstId> {
        self.0.last().copied()
    }
}

/// The mean features of a scene, of pictures. Without an empty scene, the mean of what was shown stands for it, each
/// class counting alike: the pictures have little more than the scene in common.
///
/// `None` without any picture. The samples of the burst `skip` are left out.
pub(super) fn scene_mean(
    register: &Register,
    scene: Option<BurstId>,
    skip: Option<BurstId>,
) -> Result<Option<Vec<f32>>, TeachError> {
    if let Some(scene) = scene {
        return mean(register, |burst| burst == scene).map(|scene| scene.mean());
    }
    let mut classes = Background::default();
    for class in register.classes().iter().filter(|class| !class.is_background()) {
        let own = |burst: BurstId| {
            Some(burst) != skip && register.bursts().get(&burst).is_some_and(|burst| burst.class == class.id)
        };
        if let Some(mean) = mean(register, own)?.mean() {
            classes.add(&mean)?;
        }
    }
    Ok(classes.mean())
}

fn mean(register: &Register, of: impl Fn(BurstId) -> bool) -> Result<Background, TeachError> {
    let mut mean = Background::default();
    for (_, burst) in register.bursts().iter().filter(|(id, _)| of(**id)) {
        for sample in &burst.samples {
            Modality::Sight.of(&sample.features).map_or(Ok(()), |features| mean.add(features))?;
        }
    }
    Ok(mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_has_the_latest_scene_before_it_or_else_the_first() {
        let scenes = Scenes([3, 7].map(BurstId).to_vec());
        let homes = [1, 3, 5, 7, 9].map(|burst| scenes.home(BurstId(burst)).unwrap().0);
        assert_eq!((homes, scenes.latest()), ([3, 3, 3, 7, 7], Some(BurstId(7))));
        assert_eq!(scenes.without(Some(BurstId(7))).home(BurstId(7)), Some(BurstId(3)));
        assert_eq!(Scenes::default().home(BurstId(1)), None);
    }
}
