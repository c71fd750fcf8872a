//! WebM and Matroska files: nested elements, each with its id and length.
//!
//! Source: RFC 8794 (EBML), sections 4 to 6, and RFC 9559 (Matroska), section 5.1.4 (`Tracks`).

use super::codecs;
use super::tracks::{Bytes, Kind, Tracks, number};

const SEGMENT: u64 = 0x1853_8067;
const TRACKS: u64 = 0x1654_ae6b;
const TRACK_ENTRY: u64 = 0xae;
const TRACK_TYPE: u64 = 0x83;
const CODEC_ID: u64 = 0x86;
/// Id of the element with pictures and sound. The tracks are described before it.
const CLUSTER: u64 = 0x1f43_b675;

/// Limit on the size of the tracks' description. It has a few kilobytes; anything far larger is damaged.
const MOST_TRACKS_BYTES: u64 = 16 << 20;
/// Limit on the elements before the tracks, above that of any real file.
const MOST_ELEMENTS: usize = 1000;

/// Reads the tracks from the headers.
pub async fn tracks(file: &impl Bytes) -> Option<Tracks> {
    let mut at = 0;
    for _ in 0..MOST_ELEMENTS {
        let head = Head::read(&file.read(at, 16).await?)?;
        let body = at + head.bytes;
        at = match head.id {
            SEGMENT => body,
            TRACKS => {
                let length = head.length.filter(|length| *length <= MOST_TRACKS_BYTES)?;
                return Some(described(&file.read(body, length).await?));
            }
            CLUSTER => return None,
            // The file's own header, and other elements before the tracks.
            _ => body.checked_add(head.length?)?,
        };
    }
    None
}

/// An element's id and length.
struct Head {
    /// Bytes of id and length.
    bytes: u64,
    id: u64,
    /// Bytes of the content; `None` for an unknown length.
    length: Option<u64>,
}

impl Head {
    fn read(data: &[u8]) -> Option<Self> {
        let id_bytes = data.first()?.leading_zeros() as usize + 1;
        let id = number(data, id_bytes)?;
        let rest = data.get(id_bytes..)?;
        let length_bytes = rest.first()?.leading_zeros() as usize + 1;
        if id_bytes > 4 || length_bytes > 8 {
            return None;
        }
        let bits = (1 << (7 * length_bytes)) - 1;
        let length = number(rest, length_bytes)? & bits;
        // All ones mean an unknown length.
        let length = (length != bits).then_some(length);
        Some(Self { bytes: (id_bytes + length_bytes) as u64, id, length })
    }
}

/// The elements in order, up to the first incomplete one.
fn elements(mut data: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    std::iter::from_fn(move || {
        let head = Head::read(data)?;
        let start = head.bytes as usize;
        let end = start.checked_add(usize::try_from(head.length?).ok()?)?;
        let body = data.get(start..end)?;
        data = &data[end..];
        Some((head.id, body))
    })
}

fn described(data: &[u8]) -> Tracks {
    let mut tracks = Tracks::default();
    for (_, entry) in elements(data).filter(|(id, _)| *id == TRACK_ENTRY) {
        let value = |wanted| elements(entry).find(|(id, _)| *id == wanted).map(|(_, body)| body);
        let kind = match value(TRACK_TYPE).and_then(|body| number(body, body.len().min(8))) {
            Some(1) => Kind::Picture,
            Some(2) => Kind::Sound,
            _ => continue,
        };
        if let Some(id) = value(CODEC_ID) {
            let id = String::from_utf8_lossy(id);
            tracks.add(kind, codecs::of_matroska(id.trim_end_matches('\0')));
        }
    }
    tracks
}
