//! Backgrounds of a mark: plain colours, gradients, cloudy textures, stripes, rooms of boxes and blobs, a palm,
//! a person, a photograph.

use rand::Rng;

use super::{
    colour::{Rgb, mix, random_colour},
    hand::{creases, person, skin},
    photo::{Photo, View},
    shape::Shape,
};

/// A background: a colour for every position of the unit square.
pub(super) enum Scenery<'a> {
    Plain(Rgb),
    Photograph(View<'a>),
    Gradient { from: Rgb, to: Rgb, direction: [f32; 2] },
    Clouds { from: Rgb, to: Rgb, grids: [Box<Grid>; 2] },
    Stripes { from: Rgb, to: Rgb, direction: [f32; 2], soft: f32 },
    Shapes { base: Box<Scenery<'a>>, shapes: Vec<Shape> },
}

/// Random values at the corners of a grid.
pub(super) struct Grid {
    cells: usize,
    values: Vec<f32>,
}

impl<'a> Scenery<'a> {
    pub(super) fn plain(colour: Rgb) -> Self {
        Self::Plain(colour)
    }

    /// A random background other than plain paper; `photos` may be empty.
    pub(super) fn random(rng: &mut impl Rng, photos: &'a [Photo]) -> Self {
        match rng.random_range(0..10) {
            0..=3 => Self::photograph(rng, photos),
            4 | 5 => Self::person(rng, photos),
            6 | 7 => {
                let base = Box::new(Self::texture(rng));
                let shapes = (0..rng.random_range(2..12)).map(|_| Shape::random(rng)).collect();
                Self::Shapes { base, shapes }
            }
            _ => Self::texture(rng),
        }
    }

    /// A photograph, if there are any.
    pub(super) fn photograph(rng: &mut impl Rng, photos: &'a [Photo]) -> Self {
        if photos.is_empty() {
            return Self::texture(rng);
        }
        let photo = &photos[rng.random_range(0..photos.len())];
        Self::Photograph(View::random(rng, photo))
    }

    /// A person in front of a wall or a photograph.
    pub(super) fn person(rng: &mut impl Rng, photos: &'a [Photo]) -> Self {
        let base = if rng.random_bool(0.5) { Self::photograph(rng, photos) } else { Self::texture(rng) };
        Self::Shapes { base: Box::new(base), shapes: person(rng) }
    }

    /// The palm of a hand, close up.
    pub(super) fn palm(rng: &mut impl Rng) -> Self {
        let colour = skin(rng);
        let shade = rng.random_range(0.7..0.95);
        let grids = [Box::new(Grid::random(rng, 2)), Box::new(Grid::random(rng, 9))];
        let base = Self::Clouds { from: colour, to: colour.map(|value| value * shade), grids };
        Self::Shapes { base: Box::new(base), shapes: creases(rng, colour) }
    }

    fn texture(rng: &mut impl Rng) -> Self {
        let from = random_colour(rng);
        // Mostly shades of one colour, as walls and clothes are.
        let to = if rng.random_bool(0.6) {
            let change = rng.random_range(-0.35..0.35);
            from.map(|value| (value + change).clamp(0.0, 1.0))
        } else {
            random_colour(rng)
        };
        let angle = rng.random_range(0.0..std::f32::consts::TAU);
        match rng.random_range(0..4) {
            0 => Self::Gradient { from, to, direction: [angle.cos(), angle.sin()] },
            1 | 2 => {
                let cells = rng.random_range(2..6);
                let grids = [Box::new(Grid::random(rng, cells)), Box::new(Grid::random(rng, cells * 4))];
                Self::Clouds { from, to, grids }
            }
            _ => {
                let pitch = rng.random_range(2.0..14.0) * std::f32::consts::TAU;
                let direction = [angle.cos() * pitch, angle.sin() * pitch];
                Self::Stripes { from, to, direction, soft: rng.random_range(0.5..6.0) }
            }
        }
    }

    pub(super) fn colour(&self, x: f32, y: f32) -> Rgb {
        match self {
            Self::Plain(colour) => *colour,
            Self::Photograph(view) => view.colour(x, y),
            Self::Gradient { from, to, direction } => {
                mix(*from, *to, (0.5 + (x - 0.5) * direction[0] + (y - 0.5) * direction[1]).clamp(0.0, 1.0))
            }
            Self::Clouds { from, to, grids } => {
                mix(*from, *to, 0.7 * grids[0].at(x, y) + 0.3 * grids[1].at(x, y))
            }
            Self::Stripes { from, to, direction, soft } => {
                let wave = (x * direction[0] + y * direction[1]).sin();
                mix(*from, *to, (0.5 + wave * soft).clamp(0.0, 1.0))
            }
            Self::Shapes { base, shapes } => shapes
                .iter()
                .rev()
                .find(|shape| shape.contains(x, y))
                .map_or_else(|| base.colour(x, y), Shape::colour),
        }
    }
}

impl Grid {
    fn random(rng: &mut impl Rng, cells: usize) -> Self {
        Self { cells, values: (0..(cells + 2) * (cells + 2)).map(|_| rng.random()).collect() }
    }

    fn at(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x.clamp(0.0, 1.0) * self.cells as f32, y.clamp(0.0, 1.0) * self.cells as f32);
        let (column, row) = (x as usize, y as usize);
        let (fx, fy) = (x.fract(), y.fract());
        let corner = |dx: usize, dy: usize| self.values[(row + dy) * (self.cells + 2) + column + dx];
        let upper = corner(0, 0) * (1.0 - fx) + corner(1, 0) * fx;
        let lower = corner(0, 1) * (1.0 - fx) + corner(1, 1) * fx;
        upper * (1.0 - fy) + lower * fy
    }
}
