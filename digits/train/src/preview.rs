//! Writes a sheet of samples for people to look at.

use std::path::Path;

use image::{GrayImage, Luma, Rgb, RgbImage, imageops::replace};

use super::{
    ROWS, SIZE, TrainError,
    batch::Senses,
    material::Material,
    sample::{Choice, Sampler},
};

/// Samples side by side.
const COLUMNS: usize = 8;

/// Samples made to measure the time of one.
const TIMED: usize = 200;

/// Writes `frames.png` and `spectrograms.png` into `folder`, with 64 samples, easy ones first. Prints the
/// contents of each, and the time of a sample.
///
/// # Errors
/// [`TrainError`], where the material cannot be read or a file cannot be written.
pub fn preview(material: &Path, folder: &Path, seed: u64) -> Result<(), TrainError> {
    let material = Material::load(material)?;
    let mut sampler = Sampler::new(&material)?;
    let choice = Choice { varied: true, ..Choice::default() };
    let side = (COLUMNS * SIZE) as u32;
    let (mut frames, mut spectrograms) = (RgbImage::new(side, side), GrayImage::new(side, side));
    for index in 0..COLUMNS * COLUMNS {
        let level = (index / COLUMNS) as f32 / (COLUMNS - 1) as f32;
        let batch = sampler.batch(seed, index as u64, Senses::Both, 1, level, choice);
        let byte = |value: f32| ((value + 1.0) * 127.5) as u8;
        let frame = RgbImage::from_fn(SIZE as u32, SIZE as u32, |x, y| {
            let at = |channel: usize| byte(batch.pixels[(channel * SIZE + y as usize) * SIZE + x as usize]);
            Rgb([at(0), at(1), at(2)])
        });
        let mels = batch.audio.len() / ROWS;
        // Time to the right, frequency upwards.
        let spectrogram = GrayImage::from_fn(ROWS as u32, mels as u32, |x, y| {
            Luma([byte(batch.audio[x as usize * mels + mels - 1 - y as usize])])
        });
        let place = (((index % COLUMNS) * SIZE) as i64, ((index / COLUMNS) * SIZE) as i64);
        replace(&mut frames, &frame, place.0, place.1);
        replace(&mut spectrograms, &spectrogram, place.0, place.1);
        println!("{index}: {:?}", batch.content[0]);
    }
    for senses in [Senses::Sight, Senses::Hearing, Senses::Both] {
        let start = std::time::Instant::now();
        sampler.batch(seed, 0, senses, TIMED, 0.6, choice);
        println!("{:.2} ms a clip, {senses:?}", start.elapsed().as_secs_f64() * 1000.0 / TIMED as f64);
    }
    let wrong = |path: &Path, error: image::ImageError| TrainError::Checkpoint {
        path: path.to_owned(),
        message: error.to_string(),
    };
    std::fs::create_dir_all(folder).map_err(|source| TrainError::File { path: folder.to_owned(), source })?;
    let (one, other) = (folder.join("frames.png"), folder.join("spectrograms.png"));
    frames.save(&one).map_err(|error| wrong(&one, error))?;
    spectrograms.save(&other).map_err(|error| wrong(&other, error))
}
