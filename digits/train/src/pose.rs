//! Position and orientation of what is held into the picture.

use rand::Rng;

/// How something is turned towards the camera.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    /// Rotation in the picture, in radians.
    pub(super) angle: f32,
    /// Slant: how far the upper edge moves to the side, relative to the height.
    pub(super) shear: f32,
    /// Width by this factor, height by its inverse.
    pub(super) stretch: f32,
    /// Perspective: how much closer the right and the lower sides are.
    pub(super) tilt: [f32; 2],
}

/// Position and orientation of the mark in the frame.
pub(super) struct Pose {
    pub(super) middle: [f32; 2],
    /// Half of the mark's longer side, relative to the frame.
    pub(super) reach: f32,
    /// Linear map from the frame's coordinates to the mark's.
    matrix: [f32; 4],
    /// Perspective: how much closer the right and the lower sides are.
    tilt: [f32; 2],
}

impl Pose {
    pub(super) fn random(rng: &mut impl Rng, aspect: f32, level: f32) -> Self {
        let mut about = |spread: f32| (rng.random::<f32>() * 2.0 - 1.0) * spread;
        let easy = 1.0 - level;
        // The longer side, relative to the frame.
        let size = (0.62 + about(0.12)) * easy + (0.6 + about(0.36)) * level;
        let (width, height) = (size * aspect.min(1.0), size * (1.0 / aspect).min(1.0));
        // The mark stays in the frame, except for a sliver.
        let room = |side: f32| (1.02 - side).max(0.0) / 2.0;
        let spread = 0.1 * easy + level;
        let middle =
            [0.5 + about(spread.min(1.0)) * room(width), 0.5 + about(spread.min(1.0)) * room(height)];
        let angle = about(0.06 * easy + 0.26 * level);
        let shear = about(0.25 * level);
        let stretch = (about(0.22 * level)).exp();
        let tilt = [about(0.25 * level), about(0.25 * level)];
        Self::new(middle, size, Turn { angle, shear, stretch, tilt })
    }

    /// A mark around `middle` whose longer side is `size`, both relative to the frame.
    pub(super) fn new(middle: [f32; 2], size: f32, turn: Turn) -> Self {
        let Turn { angle, shear, stretch, tilt } = turn;
        let (sin, cos) = angle.sin_cos();
        let (sx, sy) = (stretch / size, 1.0 / (size * stretch));
        // A rotation, then a shear.
        let matrix = [sx * (cos - shear * sin), sx * (sin + shear * cos), -sy * sin, sy * cos];
        Self { middle, reach: size / 2.0, matrix, tilt }
    }

    /// The place in the mark's coordinates of a place of the frame.
    pub(super) fn to_mark(&self, x: f32, y: f32) -> (f32, f32) {
        let (x, y) = (x - self.middle[0], y - self.middle[1]);
        let depth = 1.0 / (1.0 + self.tilt[0] * x + self.tilt[1] * y);
        let (x, y) = (x * depth, y * depth);
        (self.matrix[0] * x + self.matrix[1] * y, self.matrix[2] * x + self.matrix[3] * y)
    }
}
