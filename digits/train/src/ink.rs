//! Marks of ink: handwritten, printed and synthetic digits, and marks that are not digits.

use std::f32::consts::TAU;

use ab_glyph::{Font, FontVec, PxScale};
use rand::Rng;

/// Side of the square in which every mark is stored, in pixels.
const SIDE: usize = 64;

/// A mark: amount of ink at each pixel of a square of 64 x 64.
#[derive(Debug, Clone)]
pub struct Ink {
    alpha: Vec<f32>,
    /// Left, top, right and bottom of the inked part, in pixels.
    bounds: [f32; 4],
}

impl Ink {
    /// A mark from `alpha` (64 x 64, 0 to 1); `None` where there is hardly any ink.
    fn new(alpha: Vec<f32>) -> Option<Self> {
        let mut bounds = [SIDE as f32, SIDE as f32, 0.0, 0.0];
        for (index, _) in alpha.iter().enumerate().filter(|(_, value)| **value > 0.3) {
            let (x, y) = ((index % SIDE) as f32, (index / SIDE) as f32);
            bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x + 1.0), bounds[3].max(y + 1.0)];
        }
        (bounds[2] - bounds[0] > 2.0 && bounds[3] - bounds[1] > 2.0).then_some(Self { alpha, bounds })
    }

    /// A drawing of MNIST (28 x 28 bytes, 255 for ink), with a thicker or thinner pen: the edge is moved to the
    /// grey level `threshold` (0.5 changes nothing, less is thicker).
    pub fn from_handwriting(pixels: &[u8], threshold: f32) -> Option<Self> {
        let scale = 28.0 / SIDE as f32;
        let grey = |x: isize, y: isize| -> f32 {
            if (0..28).contains(&x) && (0..28).contains(&y) {
                f32::from(pixels[y as usize * 28 + x as usize]) / 255.0
            } else {
                0.0
            }
        };
        let alpha = (0..SIDE * SIDE).map(|index| {
            let x = ((index % SIDE) as f32 + 0.5) * scale - 0.5;
            let y = ((index / SIDE) as f32 + 0.5) * scale - 0.5;
            let (left, top) = (x.floor(), y.floor());
            let (fx, fy) = (x - left, y - top);
            let (left, top) = (left as isize, top as isize);
            let upper = grey(left, top) * (1.0 - fx) + grey(left + 1, top) * fx;
            let lower = grey(left, top + 1) * (1.0 - fx) + grey(left + 1, top + 1) * fx;
            smooth_step((upper * (1.0 - fy) + lower * fy - threshold) / 0.5 + 0.5)
        });
        Self::new(alpha.collect())
    }

    /// One character of a font; `None` where the font lacks it.
    pub fn from_font(font: &FontVec, character: char) -> Option<Self> {
        let id = font.glyph_id(character);
        if id.0 == 0 {
            return None;
        }
        let outline = |size: f32| font.outline_glyph(id.with_scale(PxScale::from(size)));
        let trial = outline(100.0)?.px_bounds();
        let size = 100.0 * (SIDE - 8) as f32 / trial.width().max(trial.height()).max(1.0);
        let glyph = outline(size)?;
        let bounds = glyph.px_bounds();
        let left = ((SIDE as f32 - bounds.width()) / 2.0).max(0.0) as usize;
        let top = ((SIDE as f32 - bounds.height()) / 2.0).max(0.0) as usize;
        let mut alpha = vec![0.0f32; SIDE * SIDE];
        glyph.draw(|x, y, coverage| {
            let (x, y) = (left + x as usize, top + y as usize);
            if x < SIDE && y < SIDE {
                alpha[y * SIDE + x] = coverage.min(1.0);
            }
        });
        Self::new(alpha)
    }

    /// A synthetic `digit`: strokes with jitter and a pen of random width.
    pub fn draw_digit(rng: &mut impl Rng, digit: usize) -> Option<Self> {
        let strokes = super::strokes::digit(rng, digit);
        Self::from_strokes(rng, &strokes)
    }

    /// A synthetic scribble that is not a digit.
    pub fn draw_scribble(rng: &mut impl Rng) -> Option<Self> {
        let strokes = super::strokes::scribble(rng);
        Self::from_strokes(rng, &strokes)
    }

    /// A variation of the mark, as by another hand or font: distorted by long waves, and sometimes with a thicker pen.
    /// `strength` is 0 to 1.
    pub(super) fn bent(&self, rng: &mut impl Rng, strength: f32) -> Option<Self> {
        // One wave for each axis, with wavelengths of 0.5 to 0.75 of the square. No point moves by more than a
        // twentieth of a wavelength, so that no stroke is folded over.
        let mut wave = || {
            let length = SIDE as f32 * rng.random_range(0.5..1.5f32);
            let (sin, cos) = rng.random_range(0.0..TAU).sin_cos();
            let reach = strength * rng.random_range(0.0..0.05f32) * length;
            let (phase, turn) = (rng.random_range(0.0..TAU), TAU / length);
            move |x: f32, y: f32| reach * (phase + turn * (cos * x + sin * y)).sin()
        };
        let (across, down) = (wave(), wave());
        let bend = |index: usize| {
            let (x, y) = ((index % SIDE) as f32, (index / SIDE) as f32);
            self.covered(x + across(x, y), y + down(x, y))
        };
        let alpha: Vec<f32> = (0..SIDE * SIDE).map(bend).collect();
        if rng.random::<f32>() < 0.6 {
            return Self::new(alpha);
        }
        // Ink that has spread: the edge is moved outwards.
        let (bent, edge) = (Self { alpha, bounds: self.bounds }, rng.random_range(0.2..0.5f32));
        let around = [(-1.0, -1.0), (1.0, -1.0), (0.0, 0.0), (-1.0, 1.0), (1.0, 1.0)];
        let run = |index: usize| {
            let (x, y) = ((index % SIDE) as f32, (index / SIDE) as f32);
            let mean = around.iter().map(|(dx, dy)| bent.covered(x + dx, y + dy)).sum::<f32>() / 5.0;
            smooth_step((mean - edge) / 0.5 + 0.5)
        };
        Self::new((0..SIDE * SIDE).map(run).collect())
    }

    /// Lines through points of the unit square, drawn with a round pen.
    fn from_strokes(rng: &mut impl Rng, strokes: &[Vec<[f32; 2]>]) -> Option<Self> {
        let radius = rng.random_range(1.0..5.5f32);
        let inner = SIDE as f32 - 14.0;
        let place = |point: [f32; 2]| [7.0 + point[0] * inner, 7.0 + point[1] * inner];
        let mut alpha = vec![0.0f32; SIDE * SIDE];
        for segment in strokes.iter().flat_map(|stroke| stroke.windows(2)) {
            let (a, b) = (place(segment[0]), place(segment[1]));
            // Only pixels near the segment can get ink.
            let reach = radius + 1.0;
            let span = |axis: usize| {
                let low = (a[axis].min(b[axis]) - reach).max(0.0) as usize;
                let high = ((a[axis].max(b[axis]) + reach).max(0.0) as usize + 1).min(SIDE);
                low..high
            };
            for y in span(1) {
                for x in span(0) {
                    let distance = distance_to_segment([x as f32 + 0.5, y as f32 + 0.5], a, b);
                    let value = &mut alpha[y * SIDE + x];
                    *value = value.max((radius - distance + 0.5).clamp(0.0, 1.0));
                }
            }
        }
        Self::new(alpha)
    }

    /// Aspect ratio (width divided by height) of the inked part.
    pub fn aspect(&self) -> f32 {
        (self.bounds[2] - self.bounds[0]) / (self.bounds[3] - self.bounds[1])
    }

    /// Ink at a position relative to the inked part: (0, 0) is its centre, and its longer side extends from -0.5 to
    /// 0.5. Outside there is none.
    pub fn at(&self, u: f32, v: f32) -> f32 {
        let [left, top, right, bottom] = self.bounds;
        let longer = (right - left).max(bottom - top);
        let x = (left + right) / 2.0 + u * longer - 0.5;
        let y = (top + bottom) / 2.0 + v * longer - 0.5;
        self.covered(x, y)
    }

    /// Ink at a position of the square, in pixels.
    fn covered(&self, x: f32, y: f32) -> f32 {
        let (x0, y0) = (x.floor(), y.floor());
        if x0 < -1.0 || y0 < -1.0 || x0 >= SIDE as f32 || y0 >= SIDE as f32 {
            return 0.0;
        }
        let (fx, fy) = (x - x0, y - y0);
        let (x0, y0) = (x0 as isize, y0 as isize);
        let at = |x: isize, y: isize| {
            let inside = (0..SIDE as isize).contains(&x) && (0..SIDE as isize).contains(&y);
            if inside { self.alpha[y as usize * SIDE + x as usize] } else { 0.0 }
        };
        let upper = at(x0, y0) * (1.0 - fx) + at(x0 + 1, y0) * fx;
        let lower = at(x0, y0 + 1) * (1.0 - fx) + at(x0 + 1, y0 + 1) * fx;
        upper * (1.0 - fy) + lower * fy
    }
}

/// A smooth step: 0 below 0, 1 above 1.
pub(super) fn smooth_step(x: f32) -> f32 {
    let x = x.clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

fn distance_to_segment(point: [f32; 2], a: [f32; 2], b: [f32; 2]) -> f32 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (point[0] - a[0] - along * dx).hypot(point[1] - a[1] - along * dy)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn every_digit_leaves_ink_in_the_middle_square() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for digit in 0..10 {
            for _ in 0..20 {
                let ink = Ink::draw_digit(&mut rng, digit).expect("a digit has ink");
                // Finer than the thinnest pen, which slips between the points of a coarse grid.
                let grid = |i: i32| i as f32 / 64.0 - 0.5;
                let inked = (0..64 * 64).filter(|i| ink.at(grid(i % 64), grid(i / 64)) > 0.5);
                assert!(inked.count() > 64, "digit {digit}");
                assert_eq!(ink.at(3.0, 0.0), 0.0);
            }
        }
    }

    #[test]
    fn a_bent_mark_is_much_the_same() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let mut moved = 0;
        for round in 0..60 {
            let ink = Ink::draw_digit(&mut rng, round % 10).expect("a digit has ink");
            let bent = ink.bent(&mut rng, 1.0).expect("it keeps its ink");
            let amount = |ink: &Ink| ink.alpha.iter().sum::<f32>();
            let ratio = amount(&bent) / amount(&ink);
            assert!((0.6..2.5).contains(&ratio), "{ratio} of the ink");
            assert!((bent.aspect() / ink.aspect()).ln().abs() < 0.6, "{} of {}", bent.aspect(), ink.aspect());
            let pairs = ink.alpha.iter().zip(&bent.alpha);
            moved += usize::from(pairs.map(|(a, b)| (a - b).abs()).sum::<f32>() > 0.05 * amount(&ink));
        }
        assert!(moved > 40, "{moved} moved");
    }

    #[test]
    fn an_empty_drawing_is_none() {
        assert!(Ink::from_handwriting(&[0; 784], 0.5).is_none());
    }
}
