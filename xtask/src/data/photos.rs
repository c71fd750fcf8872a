//! Photographs: wallpapers and the picture sets of programs, games and manuals.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use image::{DynamicImage, ImageReader, codecs::jpeg::JpegEncoder, imageops::FilterType};

use super::{
    DataError,
    packages::{files, number_of},
    world::{self, Source},
};

/// Shortest side of a stored picture, in pixels: twice a frame's would show more than a webcam does.
const SHORTEST: u32 = 192;

/// Longest side, by the shortest.
const LONGEST: f32 = 1.9;

/// JPEG quality of what is stored.
const QUALITY: u8 = 88;

/// Where they come from; `parts` names folders or files, `limit` is the most files taken.
const SOURCES: &[Source] = &[
    Source::new("plasma-workspace-wallpapers", &["/contents/images/"], 60),
    Source::new("mate-backgrounds", &["/nature/", "/desktop/", "/abstract/Elephants.jpg"], 60),
    Source::new("lomiri-wallpapers-16.04", &[""], 60).held_out(),
    Source::new("lomiri-wallpapers-20.04", &[""], 60),
    Source::new("ukui-wallpapers", &[""], 60),
    Source::new("lxqt-themes", &["/wallpapers/"], 60),
    Source::new("scratch", &["/Media/Backgrounds/"], 90),
    Source::new("kphotoalbum", &["/demo/"], 60).held_out(),
    Source::new("python3-skimage", &["/skimage/data/"], 60),
    Source::new("python3-sklearn", &["/datasets/images/"], 60),
    Source::new("opencv-doc", &["/examples/data/", "/examples/alphamat/"], 120),
    Source::new("stellarium-data", &["/landscapes/", "/scenery3d/"], 120),
    Source::new("gimp-help-en", &["/images/filters/examples/"], 60),
    Source::new("colobot-common-textures", &["/textures/"], 40),
    Source::new("zaz-data", &["/level"], 30),
    Source::new("extremetuxracer-data", &["/env/", "/courses/"], 40),
    Source::new("torcs-data", &["/textures/", "/data/img/"], 60),
    Source::new("supertuxkart-data", &["/textures/", "/tracks/"], 100),
];

/// Names of pictures that are drawings, maps, screens or show digits.
const NOT_PHOTOGRAPHS: &[&str] = &[
    "digits",
    "sudoku",
    "letter",
    "licenseplate",
    "vehicle_plate",
    "qr",
    "chessboard",
    "board.",
    "template",
    "mask",
    "calib",
    "screenshot",
    "thumb",
    "preview",
    "normal",
    "_nm.",
    "specular",
    "elev",
    "terrain.png",
    "trees.png",
    "logo",
    "icon",
    "font",
    "splash",
    "imagetextn",
    "imagetextr",
    "text_",
];

/// Writes `<split>/photos/<package>-<picture>-<part>.jpg`; a sixth of the pictures is held out.
pub(super) fn build(root: &Path) -> Result<(), DataError> {
    let plan = number_of(&format!("1 {SOURCES:?} {NOT_PHOTOGRAPHS:?} {SHORTEST} {QUALITY}"));
    world::build(
        root,
        "photos",
        "jpg",
        plan,
        SOURCES,
        |folder, source| {
            // One size of each picture: the largest.
            let mut pictures: BTreeMap<String, (u64, PathBuf)> = BTreeMap::new();
            for path in files(folder, &[".jpg", ".jpeg", ".png"])? {
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

/// What a picture is called, whatever its size: "Autumn/contents/images/2560x1600.jpg" is "autumn".
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

/// The parts of a picture that are kept, each with its bytes; none where it is no photograph.
fn store(path: &Path) -> Result<Vec<Vec<u8>>, DataError> {
    let decoded = ImageReader::open(path)
        .and_then(ImageReader::with_guessed_format)
        .map_err(|source| DataError::File { path: path.to_owned(), source })?
        .decode();
    // A file that is no picture is no loss.
    let Ok(picture) = decoded else { return Ok(Vec::new()) };
    if picture.color().has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel[3] < 250) {
        return Ok(Vec::new());
    }
    if picture.width().min(picture.height()) < 100 {
        return Ok(Vec::new());
    }
    let mut parts = Vec::new();
    for part in cut(&picture) {
        let part = shrink(&part);
        if is_photograph(&part) {
            let mut bytes = Vec::new();
            JpegEncoder::new_with_quality(&mut bytes, QUALITY)
                .encode_image(&part)
                .map_err(|error| DataError::Form(format!("cannot store {}: {error}", path.display())))?;
            parts.push(bytes);
        }
    }
    Ok(parts)
}

/// The whole picture, or pieces side by side where it is very long; of a large one, its quarters too.
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
fn shrink(picture: &DynamicImage) -> image::RgbImage {
    let shortest = picture.width().min(picture.height());
    if shortest <= SHORTEST {
        return picture.to_rgb8();
    }
    let scaled = |side: u32| (side as f32 * SHORTEST as f32 / shortest as f32).round() as u32;
    picture.resize_exact(scaled(picture.width()), scaled(picture.height()), FilterType::Triangle).to_rgb8()
}

/// Whether it looks like one: few neighbouring pixels are exactly alike, as they are in drawings, and it
/// is not all of one colour.
fn is_photograph(picture: &image::RgbImage) -> bool {
    let bytes = picture.as_raw();
    let row = 3 * picture.width() as usize;
    let alike = bytes.chunks_exact(row).flat_map(|row| row.chunks_exact(3).zip(row.chunks_exact(3).skip(1)));
    let (mut same, mut all, mut sum, mut squares) = (0usize, 0usize, 0.0f64, 0.0f64);
    for (one, next) in alike {
        all += 1;
        same += usize::from(one == next);
        let luma = f64::from(one[0]) + f64::from(one[1]) + f64::from(one[2]);
        sum += luma / 3.0;
        squares += (luma / 3.0).powi(2);
    }
    let count = all.max(1) as f64;
    let variance = squares / count - (sum / count).powi(2);
    (same as f64) < 0.25 * count && variance > 15.0f64.powi(2)
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

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
        let flat =
            RgbImage::from_fn(200, 200, |x, _| if x < 100 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) });
        assert!(!is_photograph(&flat));
        let grained = RgbImage::from_fn(200, 200, |x, y| {
            let value = ((x * 7919 + y * 104_729) % 251) as u8;
            Rgb([value, value / 2, 255 - value])
        });
        assert!(is_photograph(&grained));
    }

    #[test]
    fn long_pictures_are_cut_and_large_ones_shrunk() {
        let long = DynamicImage::new_rgb8(1200, 200);
        assert_eq!(cut(&long).len(), 4);
        let large = DynamicImage::new_rgb8(1920, 1080);
        let parts = cut(&large);
        assert_eq!(parts.len(), 3);
        assert!(parts.iter().map(shrink).all(|part| part.height() == SHORTEST));
    }
}
