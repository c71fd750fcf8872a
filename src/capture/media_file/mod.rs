//! What a video file holds: whether it has a picture and a sound, and in which codecs.
//!
//! A browser plays the half of a file that it can read and says nothing of the other, so that a film without its
//! picture looks like a sound file. The file itself tells: its headers name a codec for each track.
//!
//! Only the headers are read, a part at a time, because a person's film may be larger than the memory. A demultiplexer
//! from a library would read the samples as well, and none at hand reads both MP4 and WebM without waiting for whole
//! files; of the headers only handler, codec and number of samples are needed.

mod codecs;
mod isobmff;
mod matroska;
mod ogg;
mod tracks;

pub use tracks::{Bytes, Tracks};

/// What `file` holds; `None` for a kind of file that is not known here, or a damaged one.
pub async fn tracks(file: &impl Bytes) -> Option<Tracks> {
    let head = file.read(0, 12).await?;
    match head.as_slice() {
        [0x1a, 0x45, 0xdf, 0xa3, ..] => matroska::tracks(file).await,
        [b'O', b'g', b'g', b'S', ..] => ogg::tracks(file).await,
        [_, _, _, _, kind @ ..] if isobmff::STARTS.iter().any(|start| kind.starts_with(*start)) => {
            isobmff::tracks(file).await
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
