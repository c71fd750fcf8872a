//! A camera's blur, grain and compression.

use rand::Rng;

use super::{SIZE, compression::compress};

/// A camera's faults.
#[derive(Debug, Clone, Copy)]
pub(super) struct Camera {
    /// Passes of a 3 x 3 filter.
    blurred: usize,
    /// Largest grain, relative to the range of a pixel.
    grain: f32,
    /// JPEG's quality, 1 to 100; `None` without compression.
    quality: Option<f32>,
}

impl Camera {
    /// A camera for frames of this difficulty, 0 to 1.
    pub(super) fn random(rng: &mut impl Rng, level: f32) -> Self {
        Self {
            blurred: random_blur(rng, level),
            grain: random_grain(rng, level),
            quality: random_quality(rng, level),
        }
    }

    /// Takes a picture: changes the frame `planes` (`[3, 128, 128]`, 0 to 1) as this camera does, with grain of its
    /// own.
    pub(super) fn take(&self, rng: &mut impl Rng, planes: &mut [f32]) {
        blur(planes, self.blurred);
        add_grain(rng, planes, self.grain);
        if let Some(quality) = self.quality {
            compress(planes, quality);
        }
    }
}

/// Takes a picture by a random camera: as [`Camera::random`] and [`Camera::take`], in the order in which the numbers
/// of frames with marks have always been drawn.
pub(super) fn take(rng: &mut impl Rng, planes: &mut [f32], level: f32) {
    let passes = random_blur(rng, level);
    blur(planes, passes);
    let grain = random_grain(rng, level);
    add_grain(rng, planes, grain);
    if let Some(quality) = random_quality(rng, level) {
        compress(planes, quality);
    }
}

fn random_blur(rng: &mut impl Rng, level: f32) -> usize {
    if rng.random::<f32>() < 0.3 + 0.2 * level { rng.random_range(1..=2) } else { 0 }
}

fn random_grain(rng: &mut impl Rng, level: f32) -> f32 {
    level * rng.random_range(0.0..0.06f32).powi(2) * 16.0
}

fn random_quality(rng: &mut impl Rng, level: f32) -> Option<f32> {
    let compressed = rng.random::<f32>() < 0.2 + 0.3 * level;
    compressed.then(|| 92.0 - (10.0 + 62.0 * level) * rng.random::<f32>())
}

fn blur(planes: &mut [f32], passes: usize) {
    for _ in 0..passes {
        planes.chunks_exact_mut(SIZE * SIZE).for_each(blur_plane);
    }
}

fn add_grain(rng: &mut impl Rng, planes: &mut [f32], most: f32) {
    for value in planes.iter_mut() {
        let grain = (rng.random::<f32>() + rng.random::<f32>() - 1.0) * most;
        *value = (*value + grain).clamp(0.0, 1.0);
    }
}

/// One pass of a 3 x 3 binomial filter.
fn blur_plane(plane: &mut [f32]) {
    let soften = |before: f32, value: f32, after: f32| 0.25 * before + 0.5 * value + 0.25 * after;
    for row in plane.chunks_exact_mut(SIZE) {
        let mut before = row[0];
        for x in 0..SIZE {
            let value = row[x];
            row[x] = soften(before, value, row[(x + 1).min(SIZE - 1)]);
            before = value;
        }
    }
    for x in 0..SIZE {
        let mut before = plane[x];
        for y in 0..SIZE {
            let value = plane[y * SIZE + x];
            plane[y * SIZE + x] = soften(before, value, plane[(y + 1).min(SIZE - 1) * SIZE + x]);
            before = value;
        }
    }
}
