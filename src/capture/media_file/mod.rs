//! Finds out whether a video file has picture and sound, and their codecs.
//!
//! A browser plays the tracks of a file that it can decode and does not mention the others, so that a video whose
//! picture it cannot decode looks like a sound file. The headers of the file name a codec for each track.
//!
//! Only the headers are read, a part at a time, as the person's video may be larger than the memory. A demultiplexer
//! from a library would read the samples as well, and none was found that reads both MP4 and WebM without loading
//! whole files. Only handler, codec and number of samples are needed.

mod codecs;
mod isobmff;
mod matroska;
mod ogg;
mod tracks;

pub use tracks::{Bytes, Tracks};

/// The tracks of `file`; `None` for a file that is damaged or of an unknown kind.
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
