//! Colours.

use rand::Rng;

/// Red, green and blue, 0 to 1.
pub(super) type Rgb = [f32; 3];

/// A random colour, grey more often than bright.
pub(super) fn random_colour(rng: &mut impl Rng) -> Rgb {
    let grey: f32 = rng.random();
    let strength = rng.random_range(0.0..1.0f32).powi(2);
    [0; 3].map(|_| grey * (1.0 - strength) + rng.random::<f32>() * strength)
}

/// Mixes two colours: `from` at a share of 0, `to` at 1.
pub(super) fn mix(from: Rgb, to: Rgb, share: f32) -> Rgb {
    [0, 1, 2].map(|channel| from[channel] + (to[channel] - from[channel]) * share)
}
