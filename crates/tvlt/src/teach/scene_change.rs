//! Notices that the scene is no longer the one that was recorded as `background`.

use std::collections::BTreeMap;

use super::TeachError;
use super::modality::Modality;
use super::record::BurstId;
use super::register::Register;
use super::scenes::{Scenes, scene_mean};

/// A picture is apart from the scene where it is this many times as far from it as pictures of taught things are. Like the
/// other constants it is chosen so that the page rather stays silent: a thing that was never taught is about as far
/// as those that were.
const FARTHER_THAN_THINGS: f32 = 1.25;

/// It is also at least this many times as far as the scene's own pictures, which differ by noise and by what moves.
const FARTHER_THAN_ITSELF: f32 = 3.0;

/// Most pictures of taught things that are measured, the newest: enough to know how far they are.
const MOST_MEASURED: usize = 200;

/// How long pictures stay apart before the scene counts as changed, in milliseconds. Things are seldom shown so long.
const CHANGES_AFTER_MS: f64 = 6000.0;

/// How long pictures are of the scene again before it counts as the recorded one, in milliseconds.
const RETURNS_AFTER_MS: f64 = 2000.0;

/// Looks that are further apart in time than this, in milliseconds, do not follow each other.
const LONGEST_GAP_MS: f64 = 5000.0;

/// The scene that was recorded last, and how far from it a picture may be.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneReach {
    mean: Vec<f32>,
    farthest: f32,
}

impl SceneReach {
    /// The reach of the latest scene; `None` without a scene, or before something was taught by sight: nothing is known
    /// then of how far from a scene its things are.
    ///
    /// # Errors
    /// [`TeachError::Width`], where features are of different models.
    pub fn of(register: &Register) -> Result<Option<Self>, TeachError> {
        let scenes = Scenes::of(register);
        let Some(latest) = scenes.latest() else { return Ok(None) };
        let mut means: BTreeMap<BurstId, Vec<f32>> = BTreeMap::new();
        for scene in register.bursts().keys().filter_map(|burst| scenes.home(*burst)) {
            if !means.contains_key(&scene)
                && let Some(mean) = scene_mean(register, Some(scene), None)?
            {
                means.insert(scene, mean);
            }
        }
        let (mut own, mut things) = (Vec::new(), Vec::new());
        for (id, burst) in register.bursts().iter().rev() {
            let is_scene = register.background() == Some(burst.class);
            let home = if is_scene { Some(*id) } else { scenes.home(*id) };
            let Some(mean) = home.and_then(|home| means.get(&home)) else { continue };
            for sample in burst.samples.iter().rev() {
                let Some(features) = Modality::Sight.of(&sample.features) else { continue };
                if !is_scene && things.len() < MOST_MEASURED {
                    things.push(squared_distance(features, mean));
                } else if *id == latest {
                    own.push(squared_distance(features, mean));
                }
            }
        }
        let Some(mean) = means.remove(&latest).filter(|_| !things.is_empty()) else { return Ok(None) };
        let farthest = (FARTHER_THAN_THINGS * root_mean(&things)).max(FARTHER_THAN_ITSELF * root_mean(&own));
        Ok(Some(Self { mean, farthest }))
    }

    /// Whether a picture with these features is farther from the scene than what was taught in it.
    ///
    /// # Errors
    /// [`TeachError::Width`] where there is another number of features.
    pub fn is_left_by(&self, sight: &[f32]) -> Result<bool, TeachError> {
        let (given, expected) = (sight.len(), self.mean.len());
        if given != expected {
            return Err(TeachError::Width { given, expected });
        }
        Ok(squared_distance(sight, &self.mean).sqrt() > self.farthest)
    }
}

/// Whether the scene has changed, from one look to the next: it has where pictures stay apart from it for some seconds in
/// which nothing is recognised.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SceneWatch {
    changed: bool,
    /// Since when looks say the opposite.
    since_ms: Option<f64>,
    /// When the last look was.
    last_ms: f64,
}

impl SceneWatch {
    /// Takes a look at the time `now_ms`, in milliseconds; `apart` says whether the picture is apart from the scene and
    /// nothing is recognised. Returns whether the scene has changed.
    pub fn take(&mut self, apart: bool, now_ms: f64) -> bool {
        if apart == self.changed || now_ms - self.last_ms > LONGEST_GAP_MS {
            self.since_ms = None;
        }
        self.last_ms = now_ms;
        if apart != self.changed {
            let since_ms = *self.since_ms.get_or_insert(now_ms);
            let lasts_ms = if apart { CHANGES_AFTER_MS } else { RETURNS_AFTER_MS };
            if now_ms - since_ms >= lasts_ms {
                (self.changed, self.since_ms) = (apart, None);
            }
        }
        self.changed
    }

    /// Whether the scene has changed.
    pub fn has_changed(&self) -> bool {
        self.changed
    }
}

fn squared_distance(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| (one - other).powi(2)).sum()
}

/// The root of the mean; 0 of nothing.
fn root_mean(squares: &[f32]) -> f32 {
    (squares.iter().sum::<f32>() / squares.len().max(1) as f32).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::features::Features;
    use super::super::record::BACKGROUND;
    use super::*;

    /// The sight of a scene at this place, with a thing of this size in it.
    fn sight(scene: f32, thing: f32, sample: usize) -> Vec<f32> {
        vec![scene + (sample % 3) as f32 * 0.01, thing, 0.5]
    }

    fn record(register: &mut Register, class: &str, scene: f32, thing: f32) {
        let known = register.classes().iter().find(|known| known.name == class).map(|known| known.id);
        let class = known.unwrap_or_else(|| register.add_class(class).unwrap());
        let burst = register.begin_burst(class).unwrap();
        for sample in 0..6 {
            register.add(burst, Features { sight: Some(sight(scene, thing, sample)), sound: None }).unwrap();
        }
    }

    #[test]
    fn another_place_is_apart_and_a_thing_in_the_scene_is_not() {
        let mut register = Register::default();
        record(&mut register, BACKGROUND, 0.0, 0.0);
        assert_eq!(SceneReach::of(&register), Ok(None), "nothing was taught in it");
        record(&mut register, "mug", 0.0, 1.0);
        let reach = SceneReach::of(&register).unwrap().unwrap();
        assert!(
            !reach.is_left_by(&sight(0.0, 0.0, 1)).unwrap()
                && !reach.is_left_by(&sight(0.0, 1.1, 1)).unwrap()
        );
        assert!(reach.is_left_by(&sight(2.0, 0.0, 1)).unwrap() && reach.is_left_by(&[0.0]).is_err());
        // The scene is recorded again where the camera is now.
        record(&mut register, BACKGROUND, 2.0, 0.0);
        let reach = SceneReach::of(&register).unwrap().unwrap();
        assert!(
            !reach.is_left_by(&sight(2.0, 1.0, 1)).unwrap() && reach.is_left_by(&sight(0.0, 0.0, 1)).unwrap()
        );
    }

    #[test]
    fn classes_of_sound_alone_have_no_scene() {
        let mut register = Register::default();
        for class in [BACKGROUND, "clap"] {
            let id = register.add_class(class).unwrap();
            let burst = register.begin_burst(id).unwrap();
            register.add(burst, Features { sight: None, sound: Some(vec![1.0]) }).unwrap();
        }
        assert_eq!(SceneReach::of(&register), Ok(None));
    }

    #[test]
    fn the_scene_changes_only_where_looks_stay_apart_and_returns_sooner() {
        let mut watch = SceneWatch::default();
        let mut run = |from_s: usize, to_s: usize, apart: fn(usize) -> bool| -> Vec<usize> {
            let looks = (from_s * 10..to_s * 10).map(|look| (look, apart(look)));
            let changed = looks.filter(|(look, apart)| watch.take(*apart, *look as f64 * 100.0));
            changed.map(|(look, _)| look / 10).collect()
        };
        assert_eq!(run(0, 20, |look| look % 40 != 0), [0; 0], "every four seconds a thing is recognised");
        // The last of them was at second 16.
        assert_eq!(run(20, 28, |_| true)[0], 22);
        assert_eq!(
            run(28, 40, |look| look % 10 < 8).len(),
            120,
            "it stays so while some looks are of the scene"
        );
        assert_eq!(run(40, 50, |_| false).last(), Some(&41));
        // A pause is no time in which anything was seen.
        assert_eq!(run(50, 52, |_| true), [0; 0]);
        assert_eq!(run(90, 92, |_| true), [0; 0]);
    }
}
