//! A photograph as a hand-held camera sees it.

use anyhow::{Context, Result};
use image::{RgbImage, imageops};

use digits_data::media;

/// Size of the picture relative to a frame, so that the camera can sway.
const MARGIN: f32 = 1.1;

/// A photograph that a camera sees.
pub(super) struct Photograph {
    picture: RgbImage,
    size: (usize, usize),
}

impl Photograph {
    /// Opens a held-out photograph, for frames of this size.
    ///
    /// # Errors
    /// Where it is missing or cannot be read.
    pub(super) fn open(name: &str, size: (usize, usize)) -> Result<Self> {
        let path = media::photographs()?.join(name);
        let picture = image::open(&path).with_context(|| format!("{} is missing", path.display()))?;
        let larger = |pixels: usize| (pixels as f32 * MARGIN) as u32;
        let filled = picture.resize_to_fill(larger(size.0), larger(size.1), imageops::FilterType::CatmullRom);
        Ok(Self { picture: filled.into_rgb8(), size })
    }

    /// The frame at `turn` (0 to 1) of the camera's sway, as YUV 4:2:0: a plane of luma, then the chroma planes Cb and
    /// Cr of half the width and height (ITU-R BT.601, full range).
    pub(super) fn frame(&self, turn: f32) -> Vec<u8> {
        let (width, height) = self.size;
        let angle = turn * std::f32::consts::TAU;
        let place = |room: u32, shift: f32| (room as f32 * (0.5 + 0.4 * shift)) as u32;
        let left = place(self.picture.width() - width as u32, angle.sin());
        let top = place(self.picture.height() - height as u32, angle.cos());
        let pixel =
            |x: usize, y: usize| self.picture.get_pixel(left + x as u32, top + y as u32).0.map(f32::from);
        let light = |[r, g, b]: [f32; 3]| 0.299 * r + 0.587 * g + 0.114 * b;
        let places = |step: usize| {
            (0..height).step_by(step).flat_map(move |y| (0..width).step_by(step).map(move |x| (x, y)))
        };
        let mut film: Vec<u8> = places(1).map(|(x, y)| light(pixel(x, y)) as u8).collect();
        let mean = |x: usize, y: usize| {
            let four = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, down)| pixel(x + right, y + down));
            [0, 1, 2].map(|channel| four.iter().map(|pixel| pixel[channel]).sum::<f32>() / 4.0)
        };
        // Cb (blue), then Cr (red).
        for (channel, span) in [(2, 1.772), (0, 1.402)] {
            film.extend(places(2).map(|(x, y)| {
                let mean = mean(x, y);
                (128.0 + (mean[channel] - light(mean)) / span) as u8
            }));
        }
        film
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_its_colours() {
        let picture = RgbImage::from_pixel(44, 33, image::Rgb([255, 0, 0]));
        let film = Photograph { picture, size: (40, 30) }.frame(0.3);
        assert_eq!(film.len(), 40 * 30 * 3 / 2);
        // Pure red: luma 76, low Cb, full Cr.
        assert_eq!((film[0], film[40 * 30], film[40 * 30 * 5 / 4]), (76, 84, 255));
    }
}
