//! MP4 and QuickTime files: nested boxes, each with its length and a type of four characters.
//!
//! Source: ISO/IEC 14496-12, sections 4.2 (boxes), 8.4.3 (`hdlr`), 8.5.2 (`stsd`) and 8.7.3 (`stsz`).

use super::codecs;
use super::tracks::{Bytes, Kind, Tracks, number};

/// Types of boxes that a file may begin with.
pub const STARTS: [&[u8; 4]; 8] = [b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp"];

/// Limit on the size of the headers. They have a few megabytes for hours of video; anything far larger is invalid.
const MOST_HEADER_BYTES: u64 = 64 << 20;
/// Limit on the boxes at the top level, above that of any file that is not an endless stream.
const MOST_BOXES: usize = 100_000;

/// Reads the tracks from the headers.
pub async fn tracks(file: &impl Bytes) -> Option<Tracks> {
    let mut at = 0;
    for _ in 0..MOST_BOXES {
        let head = file.read(at, 16).await?;
        let head = Head::read(&head)?;
        let length = head.length.unwrap_or(file.len().checked_sub(at)?);
        if &head.kind == b"moov" {
            let body = length.checked_sub(head.bytes).filter(|length| *length <= MOST_HEADER_BYTES)?;
            return of_movie(&file.read(at + head.bytes, body).await?);
        }
        at = at.checked_add(length.max(head.bytes))?;
    }
    None
}

/// A box's length and kind.
struct Head {
    /// Bytes of length and kind.
    bytes: u64,
    /// Bytes of the whole box; `None` for one that reaches to the end.
    length: Option<u64>,
    kind: [u8; 4],
}

impl Head {
    fn read(data: &[u8]) -> Option<Self> {
        let kind = data.get(4..8)?.try_into().ok()?;
        Some(match number(data, 4)? {
            0 => Self { bytes: 8, length: None, kind },
            1 => Self { bytes: 16, length: Some(number(data.get(8..)?, 8)?), kind },
            length => Self { bytes: 8, length: Some(length), kind },
        })
    }
}

/// The boxes in order, up to the first incomplete one.
fn boxes(mut data: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let head = Head::read(data)?;
        let length = head.length.unwrap_or(data.len() as u64);
        let length = usize::try_from(length).ok()?;
        let body = data.get(head.bytes as usize..length)?;
        data = &data[length..];
        Some((head.kind, body))
    })
}

/// The first box at this path.
fn find<'a>(data: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    let [first, rest @ ..] = path else { return Some(data) };
    boxes(data).filter(|(kind, _)| kind == *first).find_map(|(_, body)| find(body, rest))
}

fn of_movie(movie: &[u8]) -> Option<Tracks> {
    let mut tracks = Tracks::default();
    // In a fragmented file the samples are counted elsewhere.
    let fragmented = find(movie, &[b"mvex"]).is_some();
    for (_, track) in boxes(movie).filter(|(kind, _)| kind == b"trak") {
        let Some(handler) = find(track, &[b"mdia", b"hdlr"]).and_then(|body| body.get(8..12)) else {
            continue;
        };
        let kind = match handler {
            b"vide" => Kind::Picture,
            b"soun" => Kind::Sound,
            _ => continue,
        };
        let Some(table) = find(track, &[b"mdia", b"minf", b"stbl"]) else { continue };
        // An empty track has nothing to decode, so it does not count as unreadable.
        if samples(table) == Some(0) && !fragmented {
            continue;
        }
        let entry = find(table, &[b"stsd"]).and_then(|body| boxes(body.get(8..)?).next());
        if let Some((codec, entry)) = entry {
            tracks.add(kind, codec_of(codec, entry));
        }
    }
    Some(tracks)
}

/// How many samples a track has; `None` where the table is missing.
fn samples(table: &[u8]) -> Option<u64> {
    let sizes = find(table, &[b"stsz"]).or_else(|| find(table, &[b"stz2"]))?;
    number(sizes.get(8..)?, 4)
}

fn codec_of(kind: [u8; 4], entry: &[u8]) -> String {
    let told = if &kind == b"mp4a" { object_type(entry) } else { None };
    told.map_or_else(|| codecs::of_sample_entry(kind), str::to_owned)
}

/// The codec in an `mp4a` entry's descriptor. Its depth differs between MP4 and QuickTime, so it is searched for.
///
/// Source: ISO/IEC 14496-1, sections 7.2.6.5 to 7.2.6.7.
fn object_type(entry: &[u8]) -> Option<&'static str> {
    let at = entry.windows(4).position(|window| window == b"esds")?;
    // After the version comes an ES descriptor, which begins with an id and flags and contains the decoder's.
    let stream = descriptor(entry.get(at + 8..)?, 3)?;
    let decoder = descriptor(stream.get(3..)?, 4)?;
    let audio_object_type = decoder.get(13..).and_then(|rest| {
        let configuration = descriptor(rest, 5)?;
        let bits = number(configuration, 2)?;
        Some(match bits >> 11 {
            // 31 means that the type is 32 plus the next six bits.
            31 => 32 + (bits >> 5 & 0x3f) as u8,
            bits => bits as u8,
        })
    });
    codecs::of_object_type(*decoder.first()?, audio_object_type)
}

/// The content of the descriptor at the start, which must have this tag.
fn descriptor(data: &[u8], tag: u8) -> Option<&[u8]> {
    let (first, mut rest) = data.split_first()?;
    if *first != tag {
        return None;
    }
    // The length has seven bits in each byte, and may be padded with more bytes than it needs.
    for _ in 0..4 {
        let (byte, after) = rest.split_first()?;
        rest = after;
        if byte & 0x80 == 0 {
            return Some(rest);
        }
    }
    None
}
