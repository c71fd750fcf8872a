//! Rough pictures of hands and people: skin, the fingers that hold a card, and a person in front of the camera.

use rand::Rng;

use super::{
    colour::{Rgb, mix},
    shape::Shape,
};

/// A random skin colour, from pale to dark.
pub(super) fn skin(rng: &mut impl Rng) -> Rgb {
    let colour = mix([0.97, 0.82, 0.72], [0.27, 0.17, 0.12], rng.random::<f32>().powf(1.3));
    let change = rng.random_range(-0.05..0.05f32);
    colour.map(|value| (value + change + rng.random_range(-0.03..0.03f32)).clamp(0.0, 1.0))
}

/// A finger: a thick line with a round end, in the coordinates of the mark that it holds.
#[derive(Debug, Clone, Copy)]
struct Finger {
    tip: [f32; 2],
    root: [f32; 2],
    radius: f32,
}

/// Fingers over one edge of a card.
#[derive(Debug, Clone)]
pub(super) struct Fingers {
    fingers: Vec<Finger>,
    colour: Rgb,
    nail: bool,
}

impl Fingers {
    /// One to four of them on a card that ends `margin` outside of the square from -0.5 to 0.5; none
    /// reaches into the square.
    pub(super) fn random(rng: &mut impl Rng, margin: f32) -> Self {
        let colour = skin(rng);
        Self::over(rng, [0.5; 2], margin, colour)
    }

    /// One to four of them that hold a thing whose half width and half height are `half`, in the coordinates of a
    /// mark, and cover a part of it.
    pub(super) fn holding(rng: &mut impl Rng, half: [f32; 2], skin: Rgb) -> Self {
        Self::over(rng, half, -half[0].min(half[1]), skin)
    }

    /// Fingers over an edge of a box of these half sides. They end up to `margin` outside of it, or inside where it is
    /// negative, but a finger's width further out.
    fn over(rng: &mut impl Rng, half: [f32; 2], margin: f32, colour: Rgb) -> Self {
        // At the bottom, the right or the left: the outward unit vector.
        let side = [[0.0, 1.0f32], [1.0, 0.0], [-1.0, 0.0]][rng.random_range(0..3)];
        let along = [side[1].abs(), side[0].abs()];
        let edge = half[0] * along[1] + half[1] * along[0];
        let radius = rng.random_range(0.05..0.11f32);
        let middle = rng.random_range(-0.3..0.3f32);
        let lean = rng.random_range(-0.5..0.5f32);
        let fingers = (0..rng.random_range(1..=4))
            .map(|index| {
                let offset = middle + 2.1 * radius * index as f32;
                let depth = edge + radius + margin * rng.random_range(0.15..0.9);
                let place = |distance: f32, shift: f32| {
                    [0, 1].map(|axis| side[axis] * distance + along[axis] * (offset + shift))
                };
                Finger { tip: place(depth, 0.0), root: place(depth + 1.2, lean), radius }
            })
            .collect();
        Self { fingers, colour, nail: rng.random_bool(0.4) }
    }

    /// Colour and opacity at a position; `None` where there is no finger.
    pub(super) fn at(&self, u: f32, v: f32) -> Option<(Rgb, f32)> {
        self.fingers.iter().find_map(|finger| {
            let (distance, along) = finger.distance(u, v);
            let inside = (finger.radius - distance) / finger.radius;
            if inside <= 0.0 {
                return None;
            }
            // Rounder towards the edge, a nail near the tip.
            let light = 0.72 + 0.28 * inside.min(1.0).sqrt();
            let mut colour = self.colour.map(|value| value * light);
            if self.nail && inside > 0.35 && along > -0.4 * finger.radius && along < 0.8 * finger.radius {
                colour = mix(colour, [0.95, 0.82, 0.8], 0.4);
            }
            Some((colour, (inside * 8.0).min(1.0)))
        })
    }
}

impl Finger {
    /// Distance from the finger's line, and how far along it from the tip.
    fn distance(&self, u: f32, v: f32) -> (f32, f32) {
        let (dx, dy) = (self.root[0] - self.tip[0], self.root[1] - self.tip[1]);
        let length = dx.hypot(dy);
        let (x, y) = (u - self.tip[0], v - self.tip[1]);
        let along = (x * dx + y * dy) / length;
        let on = along.clamp(0.0, length) / length;
        ((x - on * dx).hypot(y - on * dy), along)
    }
}

/// Creases of a palm, thin and darker than the skin.
pub(super) fn creases(rng: &mut impl Rng, colour: Rgb) -> Vec<Shape> {
    let darker = colour.map(|value| value * rng.random_range(0.6..0.85));
    (0..rng.random_range(2..6))
        .map(|_| {
            let half = [rng.random_range(0.1..0.45), rng.random_range(0.003..0.01)];
            Shape::new([rng.random(), rng.random()], half, rng.random_range(0.0..3.0), true, darker)
        })
        .collect()
}

/// Head and shoulders, the topmost last.
pub(super) fn person(rng: &mut impl Rng) -> Vec<Shape> {
    let colour = skin(rng);
    let cloth: Rgb = [rng.random(), rng.random(), rng.random()];
    let hair = mix([0.06, 0.05, 0.05], [0.75, 0.6, 0.4], rng.random::<f32>().powi(3));
    let size = rng.random_range(0.12..0.27f32);
    let (x, y) = (rng.random_range(0.15..0.85f32), rng.random_range(0.2..0.6f32));
    let tilt = rng.random_range(-0.15..0.15f32);
    let oval = |dx: f32, dy: f32, width: f32, height: f32, colour: Rgb| {
        Shape::new([x + dx * size, y + dy * size], [width * size, height * size], tilt, true, colour)
    };
    let dark = colour.map(|value| value * 0.35);
    let mut shapes = Vec::new();
    if rng.random_bool(0.4) {
        shapes.push(oval(0.0, 0.4, 1.25, 1.9, hair));
    }
    shapes.push(oval(0.0, 3.4, 2.2, 2.1, cloth));
    shapes.push(oval(0.0, 1.3, 0.45, 0.7, colour.map(|value| value * 0.85)));
    if rng.random_bool(0.85) {
        shapes.push(oval(0.0, -0.35, 1.1, 1.15, hair));
    }
    shapes.push(oval(0.0, 0.0, 0.9, 1.2, colour));
    for side in [-1.0, 1.0] {
        shapes.push(oval(0.36 * side, -0.12, 0.15, 0.08, dark));
        shapes.push(oval(0.36 * side, -0.36, 0.22, 0.04, hair));
    }
    shapes.push(oval(0.0, 0.22, 0.09, 0.22, colour.map(|value| value * 0.85)));
    shapes.push(oval(0.0, 0.62, 0.3, 0.07, mix(dark, [0.7, 0.2, 0.2], 0.5)));
    if rng.random_bool(0.25) {
        for side in [-1.0, 1.0] {
            shapes.push(oval(0.36 * side, -0.1, 0.28, 0.02, dark));
        }
    }
    shapes
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn fingers_leave_the_mark_alone() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        for _ in 0..200 {
            let fingers = Fingers::random(&mut rng, 0.3);
            assert!(!fingers.fingers.is_empty());
            for step in 0..=20 * 20 {
                let (u, v) = ((step % 21) as f32 / 20.0 - 0.5, (step / 21) as f32 / 20.0 - 0.5);
                assert!(fingers.at(u, v).is_none(), "{fingers:?} at {u} {v}");
            }
        }
    }
}
