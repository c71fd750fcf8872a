//! Photographs: wallpapers and the picture sets of programs, games and manuals.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use image::{
    DynamicImage, ImageReader, RgbImage, Rgba, RgbaImage,
    codecs::jpeg::JpegEncoder,
    imageops::{FilterType, overlay},
};

use super::{
    DataError,
    packages::{files, number_of},
    world::{self, Source},
};

/// Length of the shortest side of a stored picture, in pixels; twice a frame's side would show more than a webcam.
const SHORTEST: u32 = 192;

/// Longest side, relative to the shortest.
const LONGEST: f32 = 1.9;

/// JPEG quality of stored pictures.
const QUALITY: u8 = 88;

/// The source packages, with the folders to use and the limit on files of each.
pub(super) const SOURCES: &[Source] = &[
    Source::new("plasma-workspace-wallpapers", "GPL-2+", &["/contents/images/"], 60),
    Source::new(
        "mate-backgrounds",
        "GPL-2+, CC BY-SA 4.0",
        &["/nature/", "/desktop/", "/abstract/Elephants"],
        60,
    ),
    Source::new("lomiri-wallpapers-16.04", "CC BY 4.0, CC BY-SA 3.0 and 4.0", &[""], 60).held_out(),
    Source::new("lomiri-wallpapers-20.04", "CC BY 4.0, CC BY-SA 3.0 and 4.0", &[""], 60),
    Source::new("ukui-wallpapers", "CC BY-SA 3.0", &[""], 60),
    Source::new("lxqt-themes", "CC BY-SA 3.0, LGPL-2.1+", &["/wallpapers/"], 60),
    Source::new("scratch", "CC BY-SA 3.0", &["/Media/Backgrounds/"], 90),
    Source::new("kphotoalbum", "GPL-2+", &["/demo/"], 60).held_out(),
    Source::new("python3-skimage", "BSD-3-Clause", &["/skimage/data/"], 60),
    Source::new("python3-sklearn", "CC BY 2.0, by its README", &["/datasets/images/"], 60),
    Source::new(
        "gcompris-qt-data",
        "public domain, CC0, CC BY 1.0 to 3.0, CC BY-SA 2.0 to 4.0, GFDL, Free Art",
        &[
            "/categorization/",
            "/details/",
            "/explore_monuments/",
            "/explore_farm_animals/",
            "/explore_world_animals/",
            "/explore_world_music/",
            "/erase/",
            "/photo_hunter/",
            "/solar_system/",
        ],
        400,
    ),
    Source::new(
        "tuxpaint-stamps-default",
        "GPL-2",
        &[
            "/animals/",
            "/plants/",
            "/food/",
            "/vehicles/",
            "/household/",
            "/hobbies/",
            "/people/",
            "/sports/",
            "/clothes/",
        ],
        300,
    ),
];

/// Names of pictures that are drawings, or that show letters or digits.
const NOT_PHOTOGRAPHS: &[&str] = &[
    "alphabet",
    "number",
    "digit",
    "letter",
    "clock",
    "screenshot",
    "thumb",
    "icon",
    "logo",
    "cartoon",
    "flag",
    "/text",
    "page.",
    "/_vertical",
    "colorwheel",
    "gravestone",
    "tomb",
    "multimeter",
    "scale",
    "ruler",
    "measur",
    "calculator",
    "phone",
    "keyboard",
    "puzzle",
    "mask",
    "motorcycle_disp",
    "arrow",
];

/// Writes `<split>/photos/<package>-<picture>-<part>.jpg`; a sixth of the pictures is held out.
pub(super) fn build(root: &Path) -> Result<(), DataError> {
    let plan = number_of(&format!("4 {SOURCES:?} {NOT_PHOTOGRAPHS:?} {SHORTEST} {QUALITY}"));
    world::build(
        root,
        "photos",
        "jpg",
        plan,
        SOURCES,
        |folder, source| {
            // One size of each picture: the largest.
            let mut pictures: BTreeMap<String, (u64, PathBuf)> = BTreeMap::new();
            for path in files(folder, &[".jpg", ".jpeg", ".png", ".webp"])? {
                let name = path.to_string_lossy().to_lowercase();
                if !source.takes(&path) || NOT_PHOTOGRAPHS.iter().any(|word| name.contains(word)) {
                    continue;
                }
                let size = path.metadata().map_or(0, |data| data.len());
                let entry = pictures.entry(subject(&path)).or_default();
                if size > entry.0 {
                    *entry = (size, path);
                }
            }
            Ok(pictures.into_iter().map(|(name, (_, path))| (name, path)).collect())
        },
        store,
    )
}

/// A picture's name without its size: "autumn" for "Autumn/contents/images/2560x1600.jpg".
fn subject(path: &Path) -> String {
    let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let name = stem(path);
    let size = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == 'x');
    if size(&name)
        && let Some(folder) = path.ancestors().nth(3)
    {
        return stem(folder);
    }
    name.split('_').filter(|part| !size(part)).collect::<Vec<_>>().join("_")
}

/// The bytes of each part of a picture that is kept; empty where it is not a photograph.
fn store(path: &Path) -> Result<Vec<Vec<u8>>, DataError> {
    let decoded = ImageReader::open(path)
        .and_then(ImageReader::with_guessed_format)
        .map_err(|source| DataError::File { path: path.to_owned(), source })?
        .decode();
    // A file that is not a picture is skipped.
    let Ok(picture) = decoded else { return Ok(Vec::new()) };
    if picture.width().min(picture.height()) < 100 || !is_photograph(&small(&picture).to_rgba8()) {
        return Ok(Vec::new());
    }
    let cut_out = picture.color().has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel[3] < 250);
    let picture = match cut_out {
        true => DynamicImage::from(on_a_ground(&picture, number_of(&path.to_string_lossy()))),
        false => picture,
    };
    let mut parts = Vec::new();
    for part in cut(&picture) {
        let part = small(&part).to_rgb8();
        if is_varied(&part) {
            let mut bytes = Vec::new();
            JpegEncoder::new_with_quality(&mut bytes, QUALITY)
                .encode_image(&part)
                .map_err(|error| DataError::Form(format!("cannot store {}: {error}", path.display())))?;
            parts.push(bytes);
        }
    }
    Ok(parts)
}

/// Cuts a picture: a very long one into pieces side by side; for a large one the quarters are added.
fn cut(picture: &DynamicImage) -> Vec<DynamicImage> {
    let (width, height) = (picture.width(), picture.height());
    let pieces = ((width as f32 / height as f32) / LONGEST).ceil().max(1.0) as u32;
    if pieces > 1 {
        let step = width / pieces;
        return (0..pieces.min(6)).map(|piece| picture.crop_imm(piece * step, 0, step, height)).collect();
    }
    let mut parts = vec![picture.clone()];
    if width.min(height) >= 5 * SHORTEST {
        let (half_width, half_height) = (width / 2, height / 2);
        parts.push(picture.crop_imm(0, half_height / 2, half_width, half_height));
        parts.push(picture.crop_imm(half_width, half_height / 2, half_width, half_height));
    }
    parts
}

/// Scales so that the shortest side is [`SHORTEST`]; never enlarges.
fn small(picture: &DynamicImage) -> DynamicImage {
    let shortest = picture.width().min(picture.height());
    if shortest <= SHORTEST {
        return picture.clone();
    }
    let scaled = |side: u32| (side as f32 * SHORTEST as f32 / shortest as f32).round() as u32;
    picture.resize_exact(scaled(picture.width()), scaled(picture.height()), FilterType::Triangle)
}

/// Puts a picture with a transparent background on a plain gradient.
fn on_a_ground(picture: &DynamicImage, seed: u64) -> RgbImage {
    let (width, height) = (picture.width(), picture.height());
    let margin = width.max(height) / 8;
    // Wide enough to be completely visible in a square.
    let side = width.max(height) + 2 * margin;
    // A grey with a slight tint.
    let colour = |shift: u32| {
        let grey = f32::from((seed >> shift) as u8);
        [8, 16, 24].map(|channel| 0.7 * grey + 0.3 * f32::from((seed >> (shift + channel)) as u8))
    };
    let (from, to) = (colour(0), colour(32));
    let mut ground = RgbaImage::from_fn(side, side, |x, y| {
        let share = (x + y) as f32 / (2 * side) as f32;
        let [red, green, blue] = [0, 1, 2].map(|i| (from[i] + (to[i] - from[i]) * share) as u8);
        Rgba([red, green, blue, 255])
    });
    let place = |len: u32| i64::from((side - len) / 2);
    overlay(&mut ground, &picture.to_rgba8(), place(width), place(height));
    DynamicImage::from(ground).to_rgb8()
}

/// Whether a picture looks like a photograph: few neighbouring pixels are equal, while most are in drawings.
fn is_photograph(picture: &RgbaImage) -> bool {
    let rows = picture.as_raw().chunks_exact(4 * picture.width() as usize);
    let (mut same, mut all) = (0usize, 0usize);
    for (one, next) in rows.flat_map(|row| row.chunks_exact(4).zip(row.chunks_exact(4).skip(1))) {
        if one[3] > 250 && next[3] > 250 {
            all += 1;
            same += usize::from(one == next);
        }
    }
    all > 2000 && 5 * same < 2 * all
}

/// Whether a picture's brightness varies enough.
fn is_varied(picture: &RgbImage) -> bool {
    let luma = |pixel: &[u8]| pixel.iter().map(|value| f64::from(*value)).sum::<f64>() / 3.0;
    let count = f64::from(picture.width() * picture.height());
    let mean = picture.chunks_exact(3).map(luma).sum::<f64>() / count;
    let variance = picture.chunks_exact(3).map(|pixel| (luma(pixel) - mean).powi(2)).sum::<f64>() / count;
    variance > 15.0f64.powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_one_subject_in_all_its_sizes() {
        let of = |path: &str| subject(Path::new(path));
        assert_eq!(of("/w/Autumn/contents/images/2560x1600.jpg"), "autumn");
        assert_eq!(of("/w/Elephants_3840x2160.jpg"), of("/w/Elephants.jpg"));
        assert_ne!(of("/w/Picture_0B_by_a.jpg"), of("/w/Picture_1A_by_a.jpg"));
    }

    #[test]
    fn flat_drawings_are_no_photographs() {
        let flat = RgbaImage::from_fn(200, 200, |x, _| Rgba([if x < 100 { 255 } else { 0 }, 0, 0, 255]));
        assert!(!is_photograph(&flat));
        assert!(is_varied(&DynamicImage::from(flat).to_rgb8()));
        let grained = RgbaImage::from_fn(200, 200, |x, y| {
            let value = ((x * 7919 + y * 104_729) % 251) as u8;
            Rgba([value, value / 2, 255 - value, 255])
        });
        assert!(is_photograph(&grained));
        assert!(!is_varied(&RgbImage::from_pixel(200, 200, image::Rgb([9, 9, 9]))));
    }

    #[test]
    fn what_is_cut_out_gets_a_ground() {
        let cut_out = RgbaImage::from_fn(80, 40, |x, _| Rgba([200, 10, 10, if x < 40 { 255 } else { 0 }]));
        let laid = on_a_ground(&DynamicImage::from(cut_out), 0xff00_00ff_0000);
        assert_eq!(laid.dimensions(), (100, 100));
        assert_eq!(laid.get_pixel(20, 50).0, [200, 10, 10]);
        assert_ne!(laid.get_pixel(80, 50).0, [200, 10, 10]);
    }

    #[test]
    fn long_pictures_are_cut_and_large_ones_shrunk() {
        let long = DynamicImage::new_rgb8(1200, 200);
        assert_eq!(cut(&long).len(), 4);
        let large = DynamicImage::new_rgb8(1920, 1080);
        let parts = cut(&large);
        assert_eq!(parts.len(), 3);
        assert!(parts.iter().map(small).all(|part| part.height() == SHORTEST));
    }
}
