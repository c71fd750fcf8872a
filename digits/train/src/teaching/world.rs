//! What is taught and asked for: things, photographs, sounds and voices of one side of a data folder.

use std::ops::RangeInclusive;
use std::path::Path;

use rand::{Rng, SeedableRng, seq::index};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::TrainError;
use crate::cutout::{Cutout, load_cutouts};
use crate::folder::list;
use crate::photo::Photo;
use crate::sayings::{Engines, Voice, load_voices};
use crate::voices::load_sound;

/// Things of a draw: five that are taught, and one that is not.
pub(super) const THINGS: usize = 6;

/// Longest sound, in samples of 44.1 kHz: 1.1 seconds, which fit the window wherever they begin.
const LONGEST: usize = 44_100 * 11 / 10;

/// The material.
#[derive(Debug)]
pub(super) struct World {
    pub(super) things: Vec<Cutout>,
    pub(super) photos: Vec<Photo>,
    /// Parts of sounds that are not speech; mono at 44.1 kHz.
    pub(super) sounds: Vec<Vec<i16>>,
    pub(super) voices: Vec<Voice>,
}

impl World {
    /// Reads `folder` (as `data/heldout`) with the words of these programs, as far as it is there. Where there are too few things, parts of photographs
    /// stand in for them.
    ///
    /// # Errors
    /// [`TrainError`], where a file cannot be read, or there are no photographs.
    pub(super) fn load(folder: &Path, engines: Engines) -> Result<Self, TrainError> {
        let files = |name: &str| {
            let folder = folder.join(name);
            if folder.is_dir() { list(&folder) } else { Ok(Vec::new()) }
        };
        let photos = files("photos")?.into_par_iter().map(|path| Photo::load(&path));
        let photos: Vec<Photo> = photos.collect::<Result<_, _>>()?;
        if photos.len() < 2 {
            return Err(TrainError::NoData { path: folder.to_owned(), what: "photographs" });
        }
        let mut things = load_cutouts(&folder.join("objects"))?;
        if things.len() < 2 * THINGS {
            let mut rng = ChaCha8Rng::seed_from_u64(0);
            things = photos.iter().filter_map(|photo| Cutout::from_photo(&mut rng, photo)).collect();
        }
        let sounds = files("sounds")?.into_par_iter().map(|path| load_sound(&path));
        let sounds = sounds.collect::<Result<Vec<_>, _>>()?;
        let sounds = sounds.into_iter().filter(|sound| !sound.is_empty()).map(|sound| loudest_part(&sound));
        Ok(Self { things, photos, sounds: sounds.collect(), voices: load_voices(folder, engines)? })
    }

    /// A summary in one line.
    pub(super) fn summary(&self) -> String {
        let voices: Vec<String> =
            self.voices.iter().map(|voice| format!("{} ({} words)", voice.name, voice.words.len())).collect();
        format!(
            "{} things, {} photographs, {} sounds, voices: {}",
            self.things.len(),
            self.photos.len(),
            self.sounds.len(),
            if voices.is_empty() { "none".into() } else { voices.join(", ") }
        )
    }
}

/// Different items of a list, as many as there are in this range; `None` where there are too few.
pub(super) fn pick<'a, T>(
    rng: &mut impl Rng,
    list: &'a [T],
    count: RangeInclusive<usize>,
) -> Option<Vec<&'a T>> {
    let items = index::sample(rng, list.len(), list.len().min(*count.end()));
    (items.len() >= *count.start()).then(|| items.iter().map(|at| &list[at]).collect())
}

/// The part of a sound that begins just before its loudest moment; all of a short one.
fn loudest_part(sound: &[i16]) -> Vec<i16> {
    let loudest = (0..sound.len()).max_by_key(|at| sound[*at].unsigned_abs()).unwrap_or(0);
    let first = loudest.saturating_sub(LONGEST / 4).min(sound.len().saturating_sub(LONGEST));
    sound[first..(first + LONGEST).min(sound.len())].to_vec()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Coloured things, tones and words of two tones by one voice.
    pub(crate) fn small() -> World {
        let tone = |pitch: f32| -> Vec<i16> {
            (0..12_000).map(|at| ((at as f32 * 0.01 * pitch).sin() * 20_000.0) as i16).collect()
        };
        let photo = |from: u32| {
            Photo::new(image::RgbImage::from_fn(80, 60, |x, y| image::Rgb([(from + x) as u8, y as u8, 90])))
        };
        let thing = |at: u32| {
            let bit = |place: u32| 255 * ((at + 1) >> place & 1) as u8;
            let colour = image::Rgba([bit(0), bit(1), bit(2), 255]);
            Cutout::new(&image::RgbaImage::from_pixel(40, 40, colour)).unwrap()
        };
        World {
            things: (0..7).map(thing).collect(),
            photos: [0, 60, 120, 170].map(photo).into(),
            sounds: (1..8).map(|at| tone(2.0 * at as f32)).collect(),
            voices: vec![Voice {
                name: "one".into(),
                words: (1..8).map(|at| vec![tone(3.0 * at as f32), tone(3.1 * at as f32)]).collect(),
            }],
        }
    }

    #[test]
    fn a_long_sound_is_cut_to_its_loudest_part() {
        let mut sound = vec![5i16; 3 * LONGEST];
        sound[2 * LONGEST] = 900;
        let part = loudest_part(&sound);
        assert_eq!(part.len(), LONGEST);
        assert_eq!(part[LONGEST / 4], 900);
        assert_eq!(loudest_part(&sound[..700]).len(), 700);
        *sound.last_mut().unwrap() = 1000;
        assert_eq!(loudest_part(&sound).last(), Some(&1000));
    }

    #[test]
    fn items_are_all_different() {
        let list: Vec<usize> = (0..9).collect();
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut picked = pick(&mut rng, &list, 3..=20).unwrap();
        picked.sort();
        assert!(picked.into_iter().eq(&list));
        assert_eq!(pick(&mut rng, &list, 2..=4).unwrap().len(), 4);
        assert!(pick(&mut rng, &list, 10..=20).is_none());
    }
}
