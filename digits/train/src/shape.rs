//! Boxes and ellipses.

use rand::Rng;

use super::colour::{Rgb, random_colour};

/// A box or an ellipse.
pub(super) struct Shape {
    middle: [f32; 2],
    half: [f32; 2],
    turn: [f32; 2],
    round: bool,
    colour: Rgb,
}

impl Shape {
    /// Half its size, and turned by `angle`.
    pub(super) fn new(middle: [f32; 2], half: [f32; 2], angle: f32, round: bool, colour: Rgb) -> Self {
        Self { middle, half, turn: [angle.cos(), angle.sin()], round, colour }
    }

    pub(super) fn random(rng: &mut impl Rng) -> Self {
        let angle = rng.random_range(0.0..std::f32::consts::PI);
        let middle = [rng.random(), rng.random()];
        let half = [rng.random_range(0.02..0.35), rng.random_range(0.02..0.35)];
        let round = rng.random_bool(0.5);
        Self::new(middle, half, angle, round, random_colour(rng))
    }

    /// Whether a place of the unit square is within.
    pub(super) fn contains(&self, x: f32, y: f32) -> bool {
        let (x, y) = (x - self.middle[0], y - self.middle[1]);
        let u = (x * self.turn[0] + y * self.turn[1]) / self.half[0];
        let v = (y * self.turn[0] - x * self.turn[1]) / self.half[1];
        if self.round { u * u + v * v < 1.0 } else { u.abs().max(v.abs()) < 1.0 }
    }

    pub(super) fn colour(&self) -> Rgb {
        self.colour
    }
}
