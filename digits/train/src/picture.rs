//! Simulated webcam frames: a mark on paper, a card, a screen or a hand, under any light; and frames without
//! a mark.

use rand::Rng;

use super::{
    SIZE,
    camera::take,
    colour::{Rgb, mix, random_colour},
    hand::Fingers,
    ink::Ink,
    light::Light,
    photo::Photo,
    pose::Pose,
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
            let [darkest, brightest] = brightness(pose, &behind);
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

/// The lowest and the highest luma behind the mark.
fn brightness(pose: &Pose, behind: &Scenery<'_>) -> [f32; 2] {
    let place = |step: usize, middle: f32| middle + pose.reach * (step as f32 / 3.0 - 1.0);
    let lumas = (0..49)
        .map(|index| luma(behind.colour(place(index % 7, pose.middle[0]), place(index / 7, pose.middle[1]))));
    lumas.fold([1.0f32, 0.0], |[low, high], value| [low.min(value), high.max(value)])
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
