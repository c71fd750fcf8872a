//! Made-up features for tests: things in scenes.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::classroom::Classroom;
use super::features::Features;
use super::prior::{Prior, SensePrior};
use super::record::{BurstId, ClassId};
use super::standard::Standard;

/// Features of each modality.
pub(super) const WIDTH: usize = 16;

/// Makes features: a thing has some of its own, a scene shifts those of pictures, and every sample differs a little.
pub(super) struct World(ChaCha8Rng);

impl World {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// The features of one modality; `None` for nothing.
    pub(super) fn one(&mut self, thing: Option<usize>, scene: f32) -> Vec<f32> {
        let own = |at: usize| thing.filter(|thing| at % 8 == *thing).map_or(0.0, |_| 3.0);
        (0..WIDTH).map(|at| own(at) + scene * (at % 3) as f32 + self.0.random_range(-0.4..0.4f32)).collect()
    }

    /// A thing with a sound.
    pub(super) fn both(&mut self, thing: Option<usize>, sound: Option<usize>, scene: f32) -> Features {
        Features { sight: Some(self.one(thing, scene)), sound: Some(self.one(sound, 0.0)) }
    }

    /// Records a burst of so many samples.
    pub(super) fn record(
        &mut self,
        room: &mut Classroom,
        class: ClassId,
        thing: Option<usize>,
        scene: f32,
        samples: usize,
    ) -> BurstId {
        let burst = room.begin_burst(class).unwrap();
        for _ in 0..samples {
            room.add(burst, self.both(thing, thing, scene)).unwrap();
        }
        burst
    }
}

/// A prior that leaves features as they are, and knows two things that are not taught.
pub(super) fn prior() -> Prior {
    let mut world = World::new(99);
    let map = (0..WIDTH * WIDTH).map(|at| f32::from(u8::from(at % (WIDTH + 1) == 0))).collect();
    let standard = Standard { mean: vec![0.0; WIDTH], scale: vec![1.0; WIDTH] };
    let nothing = (0..20).map(|at| world.one(Some(5 + at % 2), 0.0)).collect();
    let sense = SensePrior { standard, map, nothing };
    Prior::new(vec![2, 3, 4], Some(sense.clone()), Some(sense)).unwrap()
}

/// Two classes and the empty scene, of two bursts each. Classes 0 and 1 are the things 0 and 1.
pub(super) fn taught(prior: &Prior) -> (Classroom, [ClassId; 3]) {
    let mut room = Classroom::new(prior).unwrap();
    let classes = ["mug", "book", "background"].map(|name| room.add_class(name).unwrap());
    let mut world = World::new(7);
    for scene in [0.5, 0.8] {
        for (class, thing) in classes.into_iter().rev().zip([None, Some(1), Some(0)]) {
            world.record(&mut room, class, thing, scene, 8);
        }
    }
    (room, classes)
}
