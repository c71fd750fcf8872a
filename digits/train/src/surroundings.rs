//! What is other before a camera than when the place was recorded: the camera was moved, or somebody is in the picture.

use std::f32::consts::PI;

use rand::Rng;

use super::{hand::person, shape::Shape};

/// Share of pictures in which the visitor is a person; in the others it is a hand.
const PERSON: f64 = 0.5;

/// What is other than when the place was recorded.
#[derive(Default)]
pub(super) struct Surroundings {
    motion: Option<Motion>,
    /// Head and shoulders of the one who comes into the picture.
    person: Option<Vec<Shape>>,
}

/// How the camera was moved.
#[derive(Debug, Clone, Copy)]
struct Motion {
    shift: [f32; 2],
    /// The angle's cosine and sine, divided by how much larger everything is.
    turn: [f32; 2],
}

/// Who is in one picture, beside the place and the thing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Visitor {
    /// Nobody.
    Nobody,
    /// The person, so far from where they usually are.
    Person([f32; 2]),
    /// A hand: it holds the thing, or is empty.
    Hand,
}

impl Surroundings {
    /// A camera that was moved by up to a tenth of the frame, turned by up to 8 degrees, and is up to 15 % nearer or
    /// further away.
    pub(super) fn moved(rng: &mut impl Rng) -> Self {
        let mut about = |spread: f32| (rng.random::<f32>() * 2.0 - 1.0) * spread;
        let (angle, scale) = (about(8.0) * PI / 180.0, about(0.15).exp());
        let motion =
            Motion { shift: [about(0.1), about(0.1)], turn: [angle.cos() / scale, angle.sin() / scale] };
        Self { motion: Some(motion), person: None }
    }

    /// A person or a hand in each picture.
    pub(super) fn visited(rng: &mut impl Rng) -> Self {
        Self { motion: None, person: Some(person(rng)) }
    }

    /// Who is in one picture.
    pub(super) fn visitor(&self, rng: &mut impl Rng) -> Visitor {
        if self.person.is_none() {
            return Visitor::Nobody;
        }
        let mut about = |spread: f32| (rng.random::<f32>() * 2.0 - 1.0) * spread;
        let place = [about(0.15), about(0.08)];
        if rng.random_bool(PERSON) { Visitor::Person(place) } else { Visitor::Hand }
    }

    /// Where in the recorded place a position of the frame lies; it can be outside of the unit square.
    pub(super) fn recorded(&self, x: f32, y: f32) -> (f32, f32) {
        let Some(Motion { shift, turn }) = self.motion else { return (x, y) };
        let (u, v) = (x - 0.5, y - 0.5);
        (0.5 + shift[0] + turn[0] * u - turn[1] * v, 0.5 + shift[1] + turn[1] * u + turn[0] * v)
    }

    /// The part of the person that is seen at a position.
    pub(super) fn person_at(&self, visitor: Visitor, x: f32, y: f32) -> Option<&Shape> {
        let Visitor::Person([right, down]) = visitor else { return None };
        self.person.as_ref()?.iter().rev().find(|shape| shape.contains(x - right, y - down))
    }
}

/// A position of the unit square, for one that can be outside of it: the place goes on as its own reflection.
pub(super) fn reflected(x: f32) -> f32 {
    let x = x.rem_euclid(2.0);
    if x > 1.0 { 2.0 - x } else { x }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn a_moved_camera_sees_the_same_shapes_elsewhere() {
        let mut rng = ChaCha8Rng::seed_from_u64(4);
        for _ in 0..50 {
            let moved = Surroundings::moved(&mut rng);
            assert_eq!(moved.visitor(&mut rng), Visitor::Nobody);
            let [(ax, ay), (bx, by), (cx, cy)] =
                [(0.2, 0.2), (0.8, 0.2), (0.2, 0.8)].map(|(x, y)| moved.recorded(x, y));
            let (across, down) = ((bx - ax).hypot(by - ay), (cx - ax).hypot(cy - ay));
            assert!((across - down).abs() < 1e-5 && (0.5..0.72).contains(&across), "{across} {down}");
            assert!((ax - 0.2).hypot(ay - 0.2) < 0.3 && (ax, ay) != (0.2, 0.2));
        }
        assert_eq!(Surroundings::default().recorded(0.3, 0.7), (0.3, 0.7));
    }

    #[test]
    fn a_person_is_in_about_half_of_the_pictures_and_a_hand_in_the_others() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let visited = Surroundings::visited(&mut rng);
        let visitors: Vec<Visitor> = (0..200).map(|_| visited.visitor(&mut rng)).collect();
        let persons = visitors.iter().filter(|visitor| matches!(visitor, Visitor::Person(_))).count();
        assert!((70..130).contains(&persons) && !visitors.contains(&Visitor::Nobody));
        // Head and shoulders are seen where there is a person, and nowhere else.
        let seen = |visitor| {
            (0..400)
                .filter(|at| {
                    let (x, y) = ((at % 20) as f32 / 20.0, (at / 20) as f32 / 20.0);
                    visited.person_at(visitor, x, y).is_some()
                })
                .count()
        };
        assert!(seen(Visitor::Person([0.0; 2])) > 20);
        assert_eq!((seen(Visitor::Hand), seen(Visitor::Nobody)), (0, 0));
    }

    #[test]
    fn a_place_goes_on_as_its_reflection() {
        let places = [(0.25, 0.25), (-0.25, 0.25), (1.25, 0.75), (2.25, 0.25)];
        assert!(places.iter().all(|(x, expected)| (reflected(*x) - expected).abs() < 1e-6));
    }
}
