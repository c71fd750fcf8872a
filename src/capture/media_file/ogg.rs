//! Ogg files: the first pages of all tracks come first, and each begins with its codec's name.
//!
//! Source: RFC 3533, section 6 (pages); the mappings of Vorbis, Theora, Opus (RFC 7845) and FLAC.

use super::tracks::{Bytes, Kind, Tracks};

/// Bytes to read, many times what the first pages of all tracks need.
const HEAD_BYTES: u64 = 16 << 10;
/// Header flag of a track's first page.
const FIRST: u8 = 2;

/// The first bytes of a track's first packet, by codec.
const CODECS: [(&[u8], Kind, &str); 5] = [
    (b"\x80theora", Kind::Picture, "Theora"),
    (b"\x01vorbis", Kind::Sound, "Vorbis"),
    (b"OpusHead", Kind::Sound, "Opus"),
    (b"\x7fFLAC", Kind::Sound, "FLAC"),
    (b"Speex   ", Kind::Sound, "Speex"),
];

/// Reads the tracks from their first pages.
pub async fn tracks(file: &impl Bytes) -> Option<Tracks> {
    let head = file.read(0, HEAD_BYTES).await?;
    let mut rest = head.as_slice();
    let mut tracks = Tracks::default();
    while rest.starts_with(b"OggS") && rest.get(5).is_some_and(|flags| flags & FIRST != 0) {
        let segments = usize::from(*rest.get(26)?);
        let start = 27 + segments;
        let length: usize = rest.get(27..start)?.iter().map(|length| usize::from(*length)).sum();
        let packet = rest.get(start..)?;
        if let Some((_, kind, name)) = CODECS.iter().find(|(magic, ..)| packet.starts_with(magic)) {
            tracks.add(*kind, (*name).to_owned());
        }
        rest = packet.get(length..)?;
    }
    Some(tracks)
}
