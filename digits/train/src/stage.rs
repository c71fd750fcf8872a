//! A place before a camera, and things that are held into it: what is behind, the light, the camera and the hand stay
//! the same from picture to picture, while the thing moves.

use rand::Rng;

use super::{
    SIZE,
    camera::Camera,
    colour::{Rgb, mix},
    cutout::Cutout,
    hand::{Fingers, skin},
    light::Light,
    photo::Photo,
    pose::{Pose, Turn},
    scenery::Scenery,
    shape::Shape,
    surroundings::{Surroundings, Visitor, reflected},
};

/// Share of pictures with fingers on the thing.
const HELD_BY_HAND: f64 = 0.5;

/// Half sides of what an empty hand would hold.
const NOTHING_HELD: [f32; 2] = [0.3, 0.3];

/// A place before a camera.
pub(super) struct Stage<'a> {
    behind: Scenery<'a>,
    light: Light,
    camera: Camera,
    skin: Rgb,
    /// Where things are mostly held.
    middle: [f32; 2],
    /// How large they mostly are, relative to the frame, and how far they are turned.
    size: f32,
    angle: f32,
    /// Difficulty, 0 to 1.
    level: f32,
}

impl<'a> Stage<'a> {
    /// A random place; `photos` may be empty. At a `level` of 0 things are large and in the middle, at 1 anything
    /// goes.
    pub(super) fn random(rng: &mut impl Rng, photos: &'a [Photo], level: f32) -> Self {
        let mut about = |spread: f32| (rng.random::<f32>() * 2.0 - 1.0) * spread * level;
        let middle = [0.5 + about(0.15), 0.55 + about(0.12)];
        let (size, angle) = (0.6 * about(0.45).exp(), about(0.15));
        Self {
            behind: Scenery::random(rng, photos),
            light: Light::random(rng, level),
            camera: Camera::random(rng, level),
            skin: skin(rng),
            middle,
            size,
            angle,
            level,
        }
    }

    /// A picture with a thing: `[3, 128, 128]`, in [-1, 1].
    pub(super) fn with(&self, rng: &mut impl Rng, thing: &Cutout) -> Vec<f32> {
        self.with_in(rng, &Surroundings::default(), thing)
    }

    /// A picture with a thing in other surroundings: `[3, 128, 128]`, in [-1, 1].
    pub(super) fn with_in(
        &self,
        rng: &mut impl Rng,
        surroundings: &Surroundings,
        thing: &Cutout,
    ) -> Vec<f32> {
        let (pose, shade) = self.hold(rng);
        let mut fingers =
            rng.random_bool(HELD_BY_HAND).then(|| Fingers::holding(rng, thing.half(), self.skin));
        let visitor = surroundings.visitor(rng);
        if visitor == Visitor::Hand && fingers.is_none() {
            fingers = Some(Fingers::holding(rng, thing.half(), self.skin));
        }
        let held = Held { thing: Some(thing), pose, shade, fingers };
        self.picture(rng, surroundings, visitor, Some(&held))
    }

    /// A picture of the place without a thing, in other surroundings: `[3, 128, 128]`, in [-1, 1].
    pub(super) fn empty_in(&self, rng: &mut impl Rng, surroundings: &Surroundings) -> Vec<f32> {
        let visitor = surroundings.visitor(rng);
        let hand = (visitor == Visitor::Hand).then(|| {
            let (pose, shade) = self.hold(rng);
            Held { thing: None, pose, shade, fingers: Some(Fingers::holding(rng, NOTHING_HELD, self.skin)) }
        });
        self.picture(rng, surroundings, visitor, hand.as_ref())
    }

    /// Where a thing is held, and its brightness.
    fn hold(&self, rng: &mut impl Rng) -> (Pose, f32) {
        let mut about = |spread: f32| (rng.random::<f32>() * 2.0 - 1.0) * spread * self.level;
        let middle = self.middle.map(|middle| middle + about(0.14));
        let size = self.size * about(0.2).exp();
        let turn = Turn {
            angle: self.angle + about(0.2),
            shear: about(0.1),
            stretch: about(0.12).exp(),
            tilt: [about(0.3), about(0.3)],
        };
        (Pose::new(middle, size, turn), 1.0 + about(0.12))
    }

    fn picture(
        &self,
        rng: &mut impl Rng,
        surroundings: &Surroundings,
        visitor: Visitor,
        held: Option<&Held<'_>>,
    ) -> Vec<f32> {
        let mut about = |spread: f32| (rng.random::<f32>() * 2.0 - 1.0) * spread * self.level;
        // The camera is not quite still, and its exposure neither.
        let moved = [about(0.015), about(0.015)];
        let exposure = 1.0 + about(0.05);
        let mut planes = vec![0.0f32; 3 * SIZE * SIZE];
        for y in 0..SIZE {
            for x in 0..SIZE {
                let (px, py) = ((x as f32 + 0.5) / SIZE as f32, (y as f32 + 0.5) / SIZE as f32);
                let (px, py) = surroundings.recorded(px, py);
                let (bx, by) = (reflected(px), reflected(py));
                let mut colour = self.behind.colour(bx + moved[0], by + moved[1]);
                if let Some(part) = surroundings.person_at(visitor, px, py) {
                    colour = Shape::colour(part);
                }
                if let Some(held) = held {
                    colour = held.over(colour, px, py);
                }
                let colour = self.light.shine(colour.map(|value| value * exposure), px, py);
                for (channel, value) in colour.into_iter().enumerate() {
                    planes[(channel * SIZE + y) * SIZE + x] = value;
                }
            }
        }
        self.camera.take(rng, &mut planes);
        planes.iter_mut().for_each(|value| *value = *value * 2.0 - 1.0);
        planes
    }
}

/// A thing as it is held in one picture, or an empty hand.
struct Held<'a> {
    thing: Option<&'a Cutout>,
    pose: Pose,
    /// Its brightness.
    shade: f32,
    fingers: Option<Fingers>,
}

impl Held<'_> {
    /// The colour at a place of the frame, in front of `behind`.
    fn over(&self, behind: Rgb, x: f32, y: f32) -> Rgb {
        let (u, v) = self.pose.to_mark(x, y);
        let mut colour = behind;
        if let Some(thing) = self.thing
            && u.abs() < 0.6
            && v.abs() < 0.6
        {
            let step = 0.25 / SIZE as f32;
            // The distance of the four places below, in the thing's coordinates.
            let apart = step / self.pose.reach;
            let (mut sum, mut opacity) = ([0.0; 3], 0.0);
            for (dx, dy) in [(-step, -step), (step, -step), (-step, step), (step, step)] {
                let (u, v) = self.pose.to_mark(x + dx, y + dy);
                if let Some((colour, covered)) = thing.at(u, v, apart) {
                    opacity += covered / 4.0;
                    for (sum, value) in sum.iter_mut().zip(colour) {
                        *sum += value * covered / 4.0;
                    }
                }
            }
            colour = [0, 1, 2].map(|at| colour[at] * (1.0 - opacity) + sum[at] * self.shade);
        }
        match self.fingers.as_ref().and_then(|fingers| fingers.at(u, v)) {
            Some((skin, cover)) => mix(colour, skin, cover),
            None => colour,
        }
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn photo() -> Photo {
        Photo::new(image::RgbImage::from_fn(200, 150, |x, y| image::Rgb([x as u8, y as u8, 90])))
    }

    fn difference(one: &[f32], other: &[f32]) -> f32 {
        one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f32>() / one.len() as f32
    }

    fn taken(stage: &Stage<'_>, rng: &mut ChaCha8Rng) -> Vec<f32> {
        stage.empty_in(rng, &Surroundings::default())
    }

    #[test]
    fn pictures_are_in_range_and_repeat_with_the_seed() {
        let thing = Cutout::new(&RgbaImage::from_pixel(60, 90, Rgba([250, 200, 10, 255]))).unwrap();
        let photos = [photo()];
        let picture = |seed| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            Stage::random(&mut rng, &photos, seed as f32 / 20.0).with(&mut rng, &thing)
        };
        for seed in 0..20 {
            let values = picture(seed);
            assert_eq!(values.len(), 3 * SIZE * SIZE);
            assert!(values.iter().all(|value| (-1.0..=1.0).contains(value)));
        }
        assert_eq!(picture(7), picture(7));
    }

    #[test]
    fn a_place_stays_while_a_thing_comes_and_goes() {
        let thing = Cutout::new(&RgbaImage::from_pixel(90, 90, Rgba([0, 255, 0, 255]))).unwrap();
        let photos = [photo()];
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let (mut same, mut shown, mut elsewhere) = (0.0, 0.0, 0.0);
        for _ in 0..20 {
            let stage = Stage::random(&mut rng, &photos, 0.5);
            let empty = taken(&stage, &mut rng);
            same += difference(&empty, &taken(&stage, &mut rng));
            shown += difference(&empty, &stage.with(&mut rng, &thing));
            elsewhere += difference(&empty, &{
                let other = Stage::random(&mut rng, &photos, 0.5);
                taken(&other, &mut rng)
            });
        }
        assert!(10.0 * same < shown && 10.0 * same < elsewhere, "{same} {shown} {elsewhere}");
    }

    #[test]
    fn a_moved_camera_and_a_visitor_change_the_empty_place() {
        let photos = [photo()];
        let mut rng = ChaCha8Rng::seed_from_u64(6);
        let (mut same, mut moved, mut visited) = (0.0, 0.0, 0.0);
        for _ in 0..20 {
            let stage = Stage::random(&mut rng, &photos, 0.3);
            let empty = taken(&stage, &mut rng);
            same += difference(&empty, &taken(&stage, &mut rng));
            let surroundings = [Surroundings::moved(&mut rng), Surroundings::visited(&mut rng)];
            let [one, other] = surroundings.map(|other| stage.empty_in(&mut rng, &other));
            moved += difference(&empty, &one);
            visited += difference(&empty, &other);
        }
        assert!(3.0 * same < moved && 3.0 * same < visited, "{same} {moved} {visited}");
    }
}
