//! Files that become samples: which of them belong together, and what is stored of them.

use std::collections::BTreeMap;

use super::archive::layout::{Kind, kind, stem};
use super::media_error::MediaError;
use super::picture;
use super::sound;
use bridge::protocol::teach_state::Size;
use tvlt::teach::natural::Natural;

/// Longest shorter edge of a stored picture, in pixels: that of pictures that are recorded.
pub const SHORT_EDGE: u32 = 256;

/// Files of one name, by their places in the list of files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pair {
    /// The picture.
    pub picture: Option<usize>,
    /// The sound.
    pub sound: Option<usize>,
}

/// Puts pictures and sounds of the same name together, in the order in which people count. Returns the samples, and the
/// places of the files that are left out: with [`MediaError::Kind`] those that are neither, with [`MediaError::Twice`]
/// those whose name is there before.
pub fn pair<'a>(names: impl IntoIterator<Item = &'a str>) -> (Vec<Pair>, Vec<(usize, MediaError)>) {
    let mut pairs: BTreeMap<_, Pair> = BTreeMap::new();
    let mut others = Vec::new();
    for (at, name) in names.into_iter().enumerate() {
        let Some(kind) = kind(name) else {
            others.push((at, MediaError::Kind));
            continue;
        };
        let pair = pairs.entry(Natural(stem(name).to_owned())).or_default();
        let slot = match kind {
            Kind::Picture => &mut pair.picture,
            Kind::Sound => &mut pair.sound,
        };
        if slot.is_some() {
            others.push((at, MediaError::Twice));
        } else {
            *slot = Some(at);
        }
    }
    (pairs.into_values().collect(), others)
}

/// The size of a picture that can be stored as it is: a PNG file that is not too large, of 8 bits a channel. Programs
/// reduce other depths in different ways, but an export is to be read alike by all. `None` where the browser has to
/// convert it.
///
/// # Errors
/// [`MediaError`] of a damaged PNG file.
pub fn ready(bytes: &[u8]) -> Result<Option<Size>, MediaError> {
    if !picture::is_png(bytes) {
        return Ok(None);
    }
    let size = picture::size(bytes)?;
    if size.width.min(size.height) > SHORT_EDGE || !picture::has_eight_bits(bytes)? {
        return Ok(None);
    }
    picture::decode(bytes).map(|pixels| Some(pixels.size))
}

/// A sound as it is stored, mono, and its sampling rate.
///
/// # Errors
/// [`MediaError::Sound`], [`MediaError::Duration`] and [`MediaError::Write`].
pub fn stored_sound(wav: &[u8]) -> Result<(Vec<u8>, u32), MediaError> {
    let sound = sound::decode(wav)?;
    Ok((sound::encode(&sound)?, sound.sample_rate))
}

#[cfg(test)]
mod tests {
    use super::super::picture::Pixels;
    use super::*;

    #[test]
    fn picture_and_sound_of_one_name_are_one_sample() {
        let names = ["10.png", "2.wav", "notes.txt", "2.JPG", "10.jpeg", "3.png"];
        let (pairs, others) = pair(names);
        let sample = |picture, sound| Pair { picture, sound };
        assert_eq!(pairs, [sample(Some(3), Some(1)), sample(Some(5), None), sample(Some(0), None)]);
        assert_eq!(others, [(2, MediaError::Kind), (4, MediaError::Twice)]);
    }

    #[test]
    fn only_small_whole_png_files_are_stored_as_they_are() {
        let colours = |width, height| {
            let rgba = vec![9; width as usize * height as usize * 4];
            picture::encode(&Pixels::new(Size { width, height }, rgba).unwrap()).unwrap()
        };
        assert_eq!(ready(&colours(300, 256)).unwrap(), Some(Size { width: 300, height: 256 }));
        assert_eq!(ready(&colours(300, 257)).unwrap(), None);
        assert_eq!(ready(b"\xff\xd8 a JPEG file").unwrap(), None);
        for (depth, is_ready) in
            [(png::BitDepth::Sixteen, false), (png::BitDepth::Eight, true), (png::BitDepth::One, false)]
        {
            let mut grey = Vec::new();
            let mut encoder = png::Encoder::new(&mut grey, 8, 1);
            encoder.set_color(png::ColorType::Grayscale);
            encoder.set_depth(depth);
            let mut writer = encoder.write_header().unwrap();
            writer.write_image_data(&vec![200; depth as usize]).unwrap();
            writer.finish().unwrap();
            assert_eq!(ready(&grey).unwrap().is_some(), is_ready, "{depth:?}");
        }
        let whole = colours(300, 200);
        assert!(ready(&whole[..whole.len() - 40]).is_err());
    }
}
