//! Light and a camera's response to it.

use rand::Rng;

use super::{colour::Rgb, ink::smooth_step};

/// The light: brighter on one side, a shadow's edge, a tint, the camera's contrast.
pub(super) struct Light {
    slope: [f32; 2],
    shadow: Option<([f32; 3], f32)>,
    tint: Rgb,
    /// The camera's response (gamma and contrast) to brightnesses of 0, 1/255, ... 1.
    response: [f32; 256],
}

impl Light {
    /// A random light; even and white at a `level` of 0.
    pub(super) fn random(rng: &mut impl Rng, level: f32) -> Self {
        let mut about = |spread: f32| (rng.random::<f32>() * 2.0 - 1.0) * spread * level;
        let slope = [about(0.35), about(0.35)];
        let mut tint = [1.0 + about(0.15), 1.0 + about(0.08), 1.0 + about(0.15)];
        // Some cameras see lamps as orange and shade as blue.
        let (warm, cast) = (about(0.3), about(1.0));
        if cast.abs() > 0.7 * level {
            tint = [tint[0] + warm, tint[1], tint[2] - warm];
        }
        let (contrast, gamma) = (1.0 + about(0.3), (about(0.45)).exp());
        let (nx, ny, offset, depth) = (about(1.0), about(1.0), about(0.4), about(0.5).abs());
        let shadow = rng.random_bool(0.3).then_some(([nx, ny, offset], 1.0 - depth));
        let response = std::array::from_fn(|step| 0.5 + ((step as f32 / 255.0).powf(gamma) - 0.5) * contrast);
        Self { slope, shadow, tint, response }
    }

    /// The colour that the camera sees of a surface of this colour at a place of the frame.
    pub(super) fn shine(&self, colour: Rgb, x: f32, y: f32) -> Rgb {
        let (x, y) = (x - 0.5, y - 0.5);
        let mut strength = 1.0 + self.slope[0] * x + self.slope[1] * y;
        if let Some(([nx, ny, offset], depth)) = self.shadow {
            let side = smooth_step((nx * x + ny * y + offset) * 8.0 + 0.5);
            strength *= depth + (1.0 - depth) * side;
        }
        let mut lit = [0.0; 3];
        for channel in 0..3 {
            let value = (colour[channel] * strength * self.tint[channel]).clamp(0.0, 1.0) * 255.0;
            let below = value as usize;
            let (low, high) = (self.response[below], self.response[(below + 1).min(255)]);
            lit[channel] = low + (high - low) * (value - below as f32);
        }
        lit
    }
}
