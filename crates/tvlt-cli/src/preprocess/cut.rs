//! Finds pictures that are cut off and that the library would decode nevertheless, with grey in place of the rest.

use image::ImageFormat;

/// Whether a picture's file ends before the picture does.
pub(super) fn is_cut(format: ImageFormat, bytes: &[u8]) -> bool {
    match format {
        ImageFormat::Jpeg => jpeg_is_cut(bytes),
        ImageFormat::WebP => webp_is_cut(bytes),
        _ => false,
    }
}

/// Whether a JPEG has no end marker (ITU-T T.81, B.1.1). PIL refuses such a file, too. A thumbnail's own end marker
/// does not count, as it lies within a segment.
fn jpeg_is_cut(bytes: &[u8]) -> bool {
    // Behind the start marker.
    let mut at = 2;
    while let Some(&[first, marker]) = bytes.get(at..at + 2) {
        at += match (first, marker) {
            (0xff, 0xd9) => return false,
            // A byte that fills, before a marker.
            (0xff, 0xff) => 1,
            // An escaped byte of the compressed data, or a marker without a segment.
            (0xff, 0x00 | 0x01 | 0xd0..=0xd8) => 2,
            (0xff, _) => match bytes.get(at + 2..at + 4) {
                Some(&[high, low]) => 2 + usize::from(u16::from_be_bytes([high, low])),
                _ => return true,
            },
            // Compressed data.
            _ => 1,
        };
    }
    true
}

/// Whether a WebP is shorter than its header says.
fn webp_is_cut(bytes: &[u8]) -> bool {
    match bytes.get(4..8) {
        Some(&[a, b, c, d]) => (bytes.len() as u64) < 8 + u64::from(u32::from_le_bytes([a, b, c, d])),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jpeg_ends_with_its_own_end_marker() {
        // A start, a segment with the end of a thumbnail in it, a scan with an escaped byte, and the end.
        let whole = b"\xff\xd8\xff\xe1\0\x06..\xff\xd9\xff\xda\0\x03.abc\xff\0d\xff\xd0e\xff\xff\xd9";
        assert!(!jpeg_is_cut(whole));
        assert!(!jpeg_is_cut(&[&whole[..], b"more"].concat()));
        assert!((0..whole.len()).all(|end| jpeg_is_cut(&whole[..end])));
    }
}
