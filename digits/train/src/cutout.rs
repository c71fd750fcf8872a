//! Pictures of things cut out of their background.

use std::path::Path;

use image::{Rgba, RgbaImage};
use rand::Rng;
use rayon::prelude::*;

use super::{
    TrainError,
    colour::Rgb,
    folder::list,
    photo::{Photo, View},
};

/// Longest side of a thing in memory, in pixels.
const LONGEST: u32 = 128;

/// A thing without its background.
#[derive(Debug, Clone)]
pub(super) struct Cutout {
    /// The picture, and copies of it each half as large as the one before, so that a small picture of the thing has
    /// no false patterns.
    sizes: Vec<Pixels>,
}

/// A picture in memory.
#[derive(Debug, Clone)]
struct Pixels {
    width: usize,
    height: usize,
    /// `[height, width]`: red, green and blue, each multiplied by the opacity, and the opacity; 0 to 1.
    pixels: Vec<[f32; 4]>,
}

/// Loads the PNG files of a folder; none where there is no such folder.
pub(super) fn load_cutouts(folder: &Path) -> Result<Vec<Cutout>, TrainError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = list(folder)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png")));
    let things = paths.into_par_iter().map(|path| {
        let picture = image::open(&path)
            .map_err(|error| TrainError::Picture { path: path.clone(), message: error.to_string() })?;
        let picture = if picture.width().max(picture.height()) > LONGEST {
            picture.resize(LONGEST, LONGEST, image::imageops::FilterType::Triangle)
        } else {
            picture
        };
        Ok(Cutout::new(&picture.to_rgba8()))
    });
    let things: Vec<Option<Cutout>> = things.collect::<Result<_, TrainError>>()?;
    Ok(things.into_iter().flatten().collect())
}

impl Cutout {
    /// The opaque part of a picture; `None` where there is none.
    pub(super) fn new(picture: &RgbaImage) -> Option<Self> {
        let opaque = || picture.enumerate_pixels().filter(|(_, _, pixel)| pixel.0[3] > 25);
        let (left, right) = (opaque().map(|at| at.0).min()?, opaque().map(|at| at.0).max()?);
        let (top, bottom) = (opaque().map(|at| at.1).min()?, opaque().map(|at| at.1).max()?);
        let part = image::imageops::crop_imm(picture, left, top, right - left + 1, bottom - top + 1);
        let mut sizes = vec![Pixels::new(&part.to_image())];
        while let Some(half) = sizes.last().and_then(Pixels::halved) {
            sizes.push(half);
        }
        Some(Self { sizes })
    }

    /// A part of a photograph with soft edges, round or with round corners: a stand-in for a thing.
    pub(super) fn from_photo(rng: &mut impl Rng, photo: &Photo) -> Option<Self> {
        let view = View::random(rng, photo);
        let aspect = rng.random_range(0.6..1.6f32);
        let (width, height) = (aspect.min(1.0), (1.0 / aspect).min(1.0));
        // From an ellipse to a box with round corners.
        let power = rng.random_range(2.0..6.0f32);
        let side = LONGEST as f32;
        let size = [width, height].map(|share| (share * side).round().max(1.0) as u32);
        let picture = RgbaImage::from_fn(size[0], size[1], |x, y| {
            let [u, v] = [(x, size[0]), (y, size[1])].map(|(at, all)| (at as f32 + 0.5) / all as f32);
            let radius =
                ((2.0 * u - 1.0).abs().powf(power) + (2.0 * v - 1.0).abs().powf(power)).powf(1.0 / power);
            let [red, green, blue] = view.colour(u * width, v * height).map(|value| (value * 255.0) as u8);
            Rgba([red, green, blue, ((1.0 - radius) * 20.0 * 255.0).clamp(0.0, 255.0) as u8])
        });
        Self::new(&picture)
    }

    /// Half the width and half the height, where the longer side is 1.
    pub(super) fn half(&self) -> [f32; 2] {
        let [width, height] = [self.sizes[0].width as f32, self.sizes[0].height as f32];
        [0.5 * width / width.max(height), 0.5 * height / width.max(height)]
    }

    /// Colour and opacity where (0, 0) is the middle and the longer side extends from -0.5 to 0.5; `None` outside.
    /// `step` is the distance between places that are asked for, in the same unit.
    pub(super) fn at(&self, u: f32, v: f32, step: f32) -> Option<(Rgb, f32)> {
        let longer = self.sizes[0].width.max(self.sizes[0].height) as f32;
        let level = (longer * step).max(1.0).log2().round() as usize;
        let pixels = &self.sizes[level.min(self.sizes.len() - 1)];
        let [half_width, half_height] = self.half();
        let x = (u + half_width) / (2.0 * half_width) * pixels.width as f32 - 0.5;
        let y = (v + half_height) / (2.0 * half_height) * pixels.height as f32 - 0.5;
        let [red, green, blue, opacity] = pixels.at(x, y)?;
        (opacity > 1e-3).then(|| ([red, green, blue].map(|value| value / opacity), opacity))
    }
}

impl Pixels {
    fn new(picture: &RgbaImage) -> Self {
        let pixels = picture.pixels().map(|pixel| {
            let [red, green, blue, opacity] = pixel.0.map(|value| f32::from(value) / 255.0);
            [red * opacity, green * opacity, blue * opacity, opacity]
        });
        Self { width: picture.width() as usize, height: picture.height() as usize, pixels: pixels.collect() }
    }

    /// The same at half the size, until a side is one pixel.
    fn halved(&self) -> Option<Self> {
        let (width, height) = (self.width / 2, self.height / 2);
        if width == 0 || height == 0 {
            return None;
        }
        let pixels = (0..width * height).map(|at| {
            let (x, y) = (2 * (at % width), 2 * (at / width));
            let four = [(0, 0), (1, 0), (0, 1), (1, 1)];
            let four = four.map(|(dx, dy)| self.pixels[(y + dy) * self.width + x + dx]);
            std::array::from_fn(|channel| four.iter().map(|pixel| pixel[channel]).sum::<f32>() / 4.0)
        });
        Some(Self { width, height, pixels: pixels.collect() })
    }

    /// Interpolated between the four nearest pixels; `None` outside of the picture.
    fn at(&self, x: f32, y: f32) -> Option<[f32; 4]> {
        let (left, top) = (x.floor(), y.floor());
        if left < -1.0 || top < -1.0 || left >= self.width as f32 || top >= self.height as f32 {
            return None;
        }
        let (fx, fy) = (x - left, y - top);
        let pixel = |dx: isize, dy: isize| {
            let (column, row) = (left as isize + dx, top as isize + dy);
            let inside =
                (0..self.width as isize).contains(&column) && (0..self.height as isize).contains(&row);
            if inside { self.pixels[row as usize * self.width + column as usize] } else { [0.0; 4] }
        };
        let (a, b, c, d) = (pixel(0, 0), pixel(1, 0), pixel(0, 1), pixel(1, 1));
        Some(std::array::from_fn(|channel| {
            let upper = a[channel] * (1.0 - fx) + b[channel] * fx;
            let lower = c[channel] * (1.0 - fx) + d[channel] * fx;
            upper * (1.0 - fy) + lower * fy
        }))
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// A red and a blue half, 40 x 80, with clear pixels around.
    fn two_colours() -> Cutout {
        let picture = RgbaImage::from_fn(60, 100, |x, y| match (x, y) {
            (10..50, 10..50) => Rgba([255, 0, 0, 255]),
            (10..50, 50..90) => Rgba([0, 0, 255, 255]),
            _ => Rgba([9, 9, 9, 0]),
        });
        Cutout::new(&picture).unwrap()
    }

    #[test]
    fn clear_edges_are_cut_off_and_colours_stay_in_place() {
        let thing = two_colours();
        assert_eq!(thing.half(), [0.25, 0.5]);
        for step in [0.001, 1.0 / 40.0, 1.0 / 12.0] {
            let (colour, opacity) = thing.at(0.0, -0.3, step).unwrap();
            assert!(colour[0] > 0.99 && colour[2] < 0.01 && opacity > 0.99, "{colour:?} {opacity} {step}");
            assert!(thing.at(0.1, 0.3, step).unwrap().0[2] > 0.99);
            assert!(thing.at(0.4, 0.0, step).is_none());
        }
        // An edge is half covered, and has the thing's colour.
        let (colour, opacity) = thing.at(0.25, -0.3, 0.001).unwrap();
        assert!((opacity - 0.5).abs() < 0.05 && colour[0] > 0.99, "{colour:?} {opacity}");
        assert!(Cutout::new(&RgbaImage::new(8, 8)).is_none());
    }

    #[test]
    fn a_small_picture_of_fine_stripes_is_grey() {
        let stripes = RgbaImage::from_fn(128, 128, |x, _| Rgba([255 * (x % 2) as u8, 255, 255, 255]));
        let thing = Cutout::new(&stripes).unwrap();
        for at in 0..30 {
            let ([red, ..], _) = thing.at(at as f32 / 30.0 - 0.48, 0.1, 1.0 / 30.0).unwrap();
            assert!((red - 0.5).abs() < 0.02, "{red}");
        }
    }

    #[test]
    fn a_folder_is_read_and_may_be_missing() {
        let root = tempfile::tempdir().unwrap();
        assert!(load_cutouts(&root.path().join("objects")).unwrap().is_empty());
        RgbaImage::from_pixel(300, 30, Rgba([1, 2, 3, 255])).save(root.path().join("a.png")).unwrap();
        std::fs::write(root.path().join("list.txt"), "words").unwrap();
        let things = load_cutouts(root.path()).unwrap();
        assert_eq!(things.len(), 1);
        assert_eq!(things[0].sizes[0].width, 128);
    }

    #[test]
    fn a_part_of_a_photograph_is_round() {
        let photo = Photo::new(image::RgbImage::from_pixel(200, 150, image::Rgb([200, 100, 50])));
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..20 {
            let thing = Cutout::from_photo(&mut rng, &photo).unwrap();
            let [width, height] = thing.half();
            assert!(thing.at(0.0, 0.0, 0.01).unwrap().1 > 0.99);
            assert!(thing.at(0.97 * width, 0.97 * height, 0.01).is_none_or(|(_, opacity)| opacity < 0.1));
        }
    }
}
