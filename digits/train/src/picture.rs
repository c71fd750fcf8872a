//! Simulated webcam frames: a mark on paper, a card, a screen or a hand, under any light; and frames without
//! a mark.

use rand::Rng;

use super::{
    SIZE,
    colour::{Rgb, mix, random_colour},
    compression::compress,
    hand::Fingers,
    ink::{Ink, smooth_step},
    photo::Photo,
    scenery::Scenery,
};

/// What a frame shows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'a> {
    /// A mark, which may be a digit or not.
    Mark(&'a Ink),
    /// Paper, a card, a hand or a person, without a mark.
    Scene,
    /// Only a photograph.
    Photograph,
}

/// What a mark is drawn on.
struct Ground<'a> {
    behind: Scenery<'a>,
    pen: Rgb,
    /// A card's colour, its margin around the mark, and the fingers that hold it.
    card: Option<(Rgb, f32)>,
    fingers: Option<Fingers>,
}

impl<'a> Ground<'a> {
    fn random(rng: &mut impl Rng, photos: &'a [Photo], pose: &Pose, level: f32) -> Self {
        let bare = |behind, pen| Self { behind, pen, card: None, fingers: None };
        let kind = rng.random::<f32>();
        if kind < 0.4 || level < 0.1 && kind < 0.7 {
            // Dark on light, filling the whole frame.
            bare(Scenery::plain(light(rng)), dark(rng))
        } else if kind < 0.54 {
            // Light on dark: a screen, a blackboard, MNIST.
            bare(Scenery::plain(dark(rng).map(|value| value * 0.6)), light(rng))
        } else if kind < 0.84 {
            // A card held up in front of something.
            let (paper, pen) =
                if rng.random_bool(0.85) { (light(rng), dark(rng)) } else { (dark(rng), light(rng)) };
            let margin = rng.random_range(0.08..0.6);
            let fingers = rng.random_bool(0.5).then(|| Fingers::random(rng, margin));
            Self { behind: Scenery::random(rng, photos), pen, card: Some((paper, margin)), fingers }
        } else {
            // Directly on something, or on a hand, with a pen that contrasts with it; where no pen would, on
            // a card.
            let behind = if kind < 0.9 { Scenery::palm(rng) } else { Scenery::random(rng, photos) };
            let [darkest, brightest] = pose.brightness(&behind);
            if darkest > 0.35 {
                bare(behind, dark(rng).map(|value| value * 0.4))
            } else if brightest < 0.5 {
                bare(behind, light(rng))
            } else {
                let card = Some((light(rng), rng.random_range(0.08..0.4)));
                Self { behind, pen: dark(rng), card, fingers: None }
            }
        }
    }

    /// A ground without a mark.
    fn scene(rng: &mut impl Rng, photos: &'a [Photo], pose: &Pose, level: f32) -> Self {
        match rng.random_range(0..5) {
            0 | 1 => Self::random(rng, photos, pose, level),
            2 | 3 => Self { behind: Scenery::person(rng, photos), ..Self::random(rng, photos, pose, level) },
            _ => Self { behind: Scenery::random(rng, photos), pen: [0.0; 3], card: None, fingers: None },
        }
    }
}

/// Paints a frame of 128 x 128 pixels: `[3, 128, 128]`, in [-1, 1].
///
/// `level` (0 to 1) is the difficulty: at 0 a mark is large, upright and in the middle of plain paper, at 1
/// anything goes.
pub(super) fn paint(rng: &mut impl Rng, subject: Subject<'_>, photos: &[Photo], level: f32) -> Vec<f32> {
    let ink = match subject {
        Subject::Mark(ink) => Some(ink),
        Subject::Scene | Subject::Photograph => None,
    };
    let pose = Pose::random(rng, ink.map_or(1.0, Ink::aspect), level);
    let ground = match subject {
        Subject::Mark(_) => Ground::random(rng, photos, &pose, level),
        Subject::Scene => Ground::scene(rng, photos, &pose, level),
        Subject::Photograph => {
            Ground { behind: Scenery::photograph(rng, photos), pen: [0.0; 3], card: None, fingers: None }
        }
    };
    let light = Light::random(rng, level);
    let opacity = 1.0 - level * rng.random_range(0.0..0.25f32);
    let mut planes = vec![0.0f32; 3 * SIZE * SIZE];
    for y in 0..SIZE {
        for x in 0..SIZE {
            let (px, py) = ((x as f32 + 0.5) / SIZE as f32, (y as f32 + 0.5) / SIZE as f32);
            let mut colour = ground.behind.colour(px, py);
            let (u, v) = pose.to_mark(px, py);
            if let Some((card, margin)) = ground.card {
                let inside = 0.5 + margin - u.abs().max(v.abs());
                colour = mix(colour, card, (inside * 40.0).clamp(0.0, 1.0));
            }
            if let Some(ink) = ink.filter(|_| u.abs() < 0.8 && v.abs() < 0.8) {
                let step = 0.25 / SIZE as f32;
                let covered: f32 = [(-step, -step), (step, -step), (-step, step), (step, step)]
                    .into_iter()
                    .map(|(dx, dy)| {
                        let (u, v) = pose.to_mark(px + dx, py + dy);
                        ink.at(u, v)
                    })
                    .sum();
                colour = mix(colour, ground.pen, covered * 0.25 * opacity);
            }
            if let Some((skin, cover)) = ground.fingers.as_ref().and_then(|fingers| fingers.at(u, v)) {
                colour = mix(colour, skin, cover);
            }
            let colour = light.shine(colour, px, py);
            for (channel, value) in colour.into_iter().enumerate() {
                planes[(channel * SIZE + y) * SIZE + x] = value;
            }
        }
    }
    take(rng, &mut planes, level);
    planes.iter_mut().for_each(|value| *value = *value * 2.0 - 1.0);
    planes
}

/// Simulates the camera: blur, grain and compression.
fn take(rng: &mut impl Rng, planes: &mut [f32], level: f32) {
    if rng.random::<f32>() < 0.3 + 0.2 * level {
        for _ in 0..rng.random_range(1..=2) {
            planes.chunks_exact_mut(SIZE * SIZE).for_each(blur);
        }
    }
    let noise = level * rng.random_range(0.0..0.06f32).powi(2) * 16.0;
    for value in planes.iter_mut() {
        let grain = (rng.random::<f32>() + rng.random::<f32>() - 1.0) * noise;
        *value = (*value + grain).clamp(0.0, 1.0);
    }
    if rng.random::<f32>() < 0.2 + 0.3 * level {
        compress(planes, 92.0 - (10.0 + 62.0 * level) * rng.random::<f32>());
    }
}

fn light(rng: &mut impl Rng) -> Rgb {
    let grey = rng.random_range(0.62..1.0f32);
    random_colour(rng).map(|tint| grey - 0.12 * tint)
}

fn dark(rng: &mut impl Rng) -> Rgb {
    let grey = rng.random_range(0.0..0.22f32);
    let strength = if rng.random_bool(0.3) { 0.5 } else { 0.08 };
    // One channel stays dark, so that coloured pens are dark on paper.
    let mut colour = random_colour(rng).map(|tint| grey + strength * tint);
    colour[rng.random_range(0..3)] = grey;
    colour
}

fn luma(colour: Rgb) -> f32 {
    0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]
}

/// Position and orientation of the mark in the frame.
struct Pose {
    middle: [f32; 2],
    /// Half of the mark's longer side, relative to the frame.
    reach: f32,
    /// Linear map from the frame's coordinates to the mark's.
    matrix: [f32; 4],
    /// Perspective: how much closer the right and the lower sides are.
    tilt: [f32; 2],
}

impl Pose {
    fn random(rng: &mut impl Rng, aspect: f32, level: f32) -> Self {
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
        let (sin, cos) = angle.sin_cos();
        let (sx, sy) = (stretch / size, 1.0 / (size * stretch));
        // A rotation, then a shear.
        let matrix = [sx * (cos - shear * sin), sx * (sin + shear * cos), -sy * sin, sy * cos];
        Self { middle, reach: size / 2.0, matrix, tilt: [about(0.25 * level), about(0.25 * level)] }
    }

    /// The lowest and the highest luma behind the mark.
    fn brightness(&self, behind: &Scenery<'_>) -> [f32; 2] {
        let place = |step: usize, middle: f32| middle + self.reach * (step as f32 / 3.0 - 1.0);
        let lumas = (0..49).map(|index| {
            luma(behind.colour(place(index % 7, self.middle[0]), place(index / 7, self.middle[1])))
        });
        lumas.fold([1.0f32, 0.0], |[low, high], value| [low.min(value), high.max(value)])
    }

    fn to_mark(&self, x: f32, y: f32) -> (f32, f32) {
        let (x, y) = (x - self.middle[0], y - self.middle[1]);
        let depth = 1.0 / (1.0 + self.tilt[0] * x + self.tilt[1] * y);
        let (x, y) = (x * depth, y * depth);
        (self.matrix[0] * x + self.matrix[1] * y, self.matrix[2] * x + self.matrix[3] * y)
    }
}

/// The light: brighter on one side, a shadow's edge, a tint, the camera's contrast.
struct Light {
    slope: [f32; 2],
    shadow: Option<([f32; 3], f32)>,
    tint: Rgb,
    /// The camera's response (gamma and contrast) to brightnesses of 0, 1/255, ... 1.
    response: [f32; 256],
}

impl Light {
    fn random(rng: &mut impl Rng, level: f32) -> Self {
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

    fn shine(&self, colour: Rgb, x: f32, y: f32) -> Rgb {
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

/// One pass of a 3 x 3 binomial filter.
fn blur(plane: &mut [f32]) {
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

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn frames_are_in_range_and_repeat_with_the_seed() {
        let frame = |seed| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let ink = Ink::draw_digit(&mut rng, 3).expect("a digit has ink");
            let photo = Photo::new(image::RgbImage::from_pixel(200, 150, image::Rgb([200, 100, 50])));
            let subject = [Subject::Mark(&ink), Subject::Scene, Subject::Photograph][seed as usize % 3];
            paint(&mut rng, subject, &[photo], 1.0)
        };
        for seed in 0..20 {
            let values = frame(seed);
            assert_eq!(values.len(), 3 * SIZE * SIZE);
            assert!(values.iter().all(|value| (-1.0..=1.0).contains(value)));
        }
        assert_eq!(frame(7), frame(7));
    }
}
