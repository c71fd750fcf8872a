//! Photographs from a data folder.

use std::path::{Path, PathBuf};

use rand::Rng;

use super::{TrainError, colour::Rgb};

/// A photograph in memory.
#[derive(Debug, Clone)]
pub(super) struct Photo {
    width: usize,
    height: usize,
    /// `[height, width, 3]`, red, green and blue.
    pixels: Vec<u8>,
}

impl Photo {
    /// Reads a picture file.
    pub(super) fn load(path: &Path) -> Result<Self, TrainError> {
        let wrong = |error: image::ImageError| TrainError::Picture {
            path: PathBuf::from(path),
            message: error.to_string(),
        };
        Ok(Self::new(image::open(path).map_err(wrong)?.to_rgb8()))
    }

    pub(super) fn new(picture: image::RgbImage) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        Self { width, height, pixels: picture.into_raw() }
    }

    fn pixel(&self, x: usize, y: usize) -> Rgb {
        let at = 3 * (y.min(self.height - 1) * self.width + x.min(self.width - 1));
        [0, 1, 2].map(|channel| f32::from(self.pixels[at + channel]) / 255.0)
    }
}

/// A square crop of a photograph, mirrored or not.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    photo: &'a Photo,
    left: f32,
    top: f32,
    side: f32,
    mirrored: bool,
}

impl<'a> View<'a> {
    /// A random square whose side is at least half of the photograph's shorter side.
    pub(super) fn random(rng: &mut impl Rng, photo: &'a Photo) -> Self {
        let (width, height) = (photo.width as f32, photo.height as f32);
        let side = width.min(height) * rng.random_range(0.5..1.0f32);
        Self {
            photo,
            left: rng.random::<f32>() * (width - side),
            top: rng.random::<f32>() * (height - side),
            side,
            mirrored: rng.random_bool(0.5),
        }
    }

    /// The colour at a position of the unit square, interpolated between the four nearest pixels.
    pub(super) fn colour(&self, x: f32, y: f32) -> Rgb {
        let x = if self.mirrored { 1.0 - x } else { x };
        let x = (self.left + x.clamp(0.0, 1.0) * self.side - 0.5).max(0.0);
        let y = (self.top + y.clamp(0.0, 1.0) * self.side - 0.5).max(0.0);
        let (column, row) = (x as usize, y as usize);
        let (fx, fy) = (x.fract(), y.fract());
        let corner = |dx: usize, dy: usize| self.photo.pixel(column + dx, row + dy);
        let (a, b, c, d) = (corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1));
        [0, 1, 2].map(|channel| {
            let upper = a[channel] * (1.0 - fx) + b[channel] * fx;
            let lower = c[channel] * (1.0 - fx) + d[channel] * fx;
            upper * (1.0 - fy) + lower * fy
        })
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn a_view_shows_the_photograph_at_its_places() {
        // Red grows to the right, green downwards.
        let picture = RgbImage::from_fn(200, 120, |x, y| Rgb([x as u8, 2 * y as u8, 7]));
        let photo = Photo::new(picture);
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..50 {
            let view = View::random(&mut rng, &photo);
            assert!(view.left >= 0.0 && view.left + view.side <= 200.0);
            assert!(view.top >= 0.0 && view.top + view.side <= 120.0);
            let [red, green, blue] = view.colour(0.25, 0.75);
            let x = view.left + view.side * if view.mirrored { 0.75 } else { 0.25 };
            assert!((red * 255.0 - (x - 0.5)).abs() < 0.01, "{red} {x}");
            assert!((green * 255.0 - 2.0 * (view.top + 0.75 * view.side - 0.5)).abs() < 0.01);
            assert!((blue * 255.0 - 7.0).abs() < 1e-3);
        }
    }
}
