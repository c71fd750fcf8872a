//! WAV files as recorders, pipes and editors leave them.

use super::*;

/// A `fmt ` chunk's body.
fn format(tag: u16, channels: u16, rate: u32, block: u16, bits: u16) -> Vec<u8> {
    let average = rate * u32::from(block);
    [&tag.to_le_bytes()[..], &channels.to_le_bytes(), &rate.to_le_bytes(), &average.to_le_bytes()]
        .concat()
        .into_iter()
        .chain([block.to_le_bytes(), bits.to_le_bytes()].concat())
        .collect()
}

/// The same as an extensible format: `valid` bits of each sample are valid, and the actual format is `tag`.
fn extensible(tag: u16, block: u16, bits: u16, valid: u16) -> Vec<u8> {
    let guid = [&tag.to_le_bytes()[..], b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"].concat();
    [
        &format(0xfffe, 1, 8000, block, bits)[..],
        &22u16.to_le_bytes(),
        &valid.to_le_bytes(),
        &[4, 0, 0, 0],
        &guid,
    ]
    .concat()
}

fn chunk(id: &[u8; 4], length: u32, body: &[u8]) -> Vec<u8> {
    [&id[..], &length.to_le_bytes(), body].concat()
}

/// A file of whole chunks.
fn file(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let chunks: Vec<Vec<u8>> = chunks.iter().map(|(id, body)| chunk(id, body.len() as u32, body)).collect();
    riff(u32::MAX, &chunks.concat())
}

fn riff(length: u32, rest: &[u8]) -> Vec<u8> {
    [b"RIFF", &length.to_le_bytes()[..], b"WAVE", rest].concat()
}

const MONO_16: [u8; 4] = [0, 64, 0, 192];

fn mono_16() -> Vec<u8> {
    format(1, 1, 8000, 2, 16)
}

fn samples(bytes: &[u8]) -> Vec<f32> {
    read_wav(bytes).expect("read").samples
}

#[test]
fn every_kind_of_sample_is_read() {
    let of = |format: &[u8], data: &[u8]| samples(&file(&[(b"fmt ", format), (b"data", data)]));
    assert_eq!(of(&mono_16(), &MONO_16), [0.5, -0.5]);
    assert_eq!(of(&format(1, 1, 8000, 1, 8), &[0, 128, 192]), [-1.0, 0.0, 0.5]);
    let three = [1, 0, 64, 0, 0, 128];
    assert_eq!(of(&format(1, 1, 8000, 3, 24), &three), [0.5 + 2f32.powi(-23), -1.0]);
    // Twenty-four bits in four bytes are the same numbers.
    let four = [0, 1, 0, 64, 0, 0, 0, 128];
    for format in [extensible(1, 4, 32, 24), extensible(1, 4, 24, 24), format(1, 1, 8000, 4, 24)] {
        assert_eq!(of(&format, &four), [0.5 + 2f32.powi(-23), -1.0]);
    }
    assert_eq!(of(&extensible(1, 3, 24, 20), &three), [0.5 + 2f32.powi(-23), -1.0]);
    assert_eq!(of(&extensible(1, 2, 16, 12), &MONO_16), [0.5, -0.5]);
    assert_eq!(of(&format(1, 1, 8000, 4, 32), &[0, 0, 0, 64]), [0.5]);
    let floats = [0.1f32.to_le_bytes(), (-1.5f32).to_le_bytes()].concat();
    assert_eq!(of(&format(3, 1, 8000, 4, 32), &floats), [0.1, -1.5]);
    assert_eq!(of(&extensible(3, 4, 32, 32), &floats), [0.1, -1.5]);
    assert_eq!(of(&format(3, 1, 8000, 8, 64), &0.1f64.to_le_bytes()), [0.1]);
    // Largest and smallest codes of G.711.
    assert_eq!(
        of(&format(6, 1, 8000, 1, 8), &[0xaa, 0x2a, 0xd5, 0x55]),
        [32256.0 / 32768.0, -32256.0 / 32768.0, 8.0 / 32768.0, -8.0 / 32768.0]
    );
    assert_eq!(
        of(&format(7, 1, 8000, 1, 8), &[0x80, 0x00, 0xff]),
        [32124.0 / 32768.0, -32124.0 / 32768.0, 0.0]
    );
    // A useless block size.
    assert_eq!(of(&format(1, 1, 8000, 0, 16), &MONO_16), [0.5, -0.5]);
    let stereo =
        read_wav(&file(&[(b"fmt ", &format(1, 2, 22050, 4, 16)), (b"data", &MONO_16)])).expect("read");
    assert_eq!((stereo.samples, stereo.channels, stereo.sampling_rate), (vec![0.5, -0.5], 2, 22050));
}

#[test]
fn lengths_that_were_never_filled_in_are_the_rest() {
    let format = chunk(b"fmt ", 16, &mono_16());
    for (whole, data) in
        [(u32::MAX, u32::MAX), (0x7fff_ffff, 0x7fff_ffdb), (0, 0), (36, 0x8000_0000), (0, u32::MAX)]
    {
        let rest = [&format[..], &chunk(b"LIST", 4, b"INFO"), &chunk(b"data", data, &MONO_16)].concat();
        assert_eq!(samples(&riff(whole, &rest)), [0.5, -0.5], "{whole:#x} {data:#x}");
    }
    // Cut off, also in the middle of a sample.
    let whole = [&format[..], &chunk(b"data", 6, &[0, 64, 0, 192, 0])].concat();
    assert_eq!(samples(&riff(40, &whole)), [0.5, -0.5]);
    // An empty sound followed by a title chunk.
    let empty = [&format[..], &chunk(b"data", 0, &[]), &chunk(b"LIST", 4, b"INFO")].concat();
    assert!(samples(&riff(48, &empty)).is_empty());
}

#[test]
fn more_than_four_gigabytes_have_their_lengths_elsewhere() {
    for id in [b"RF64", b"BW64"] {
        let sizes = [72u64, 4, 2].map(u64::to_le_bytes).concat();
        let rest = [
            &chunk(b"ds64", 28, &[&sizes[..], &[0; 4]].concat())[..],
            &chunk(b"fmt ", 16, &mono_16()),
            &chunk(b"data", u32::MAX, &MONO_16),
            &chunk(b"LIST", 4, b"INFO"),
        ];
        let mut bytes = riff(u32::MAX, &rest.concat());
        bytes[..4].copy_from_slice(id);
        assert_eq!(samples(&bytes), [0.5, -0.5]);
    }
}

/// As `ffmpeg -rf64 always -f wav pipe:` writes it, which cannot go back to fill in the lengths.
#[test]
fn the_rest_of_more_than_four_gigabytes_is_the_sound_where_its_length_was_never_filled_in() {
    let of = |length: u32, after: &[u8]| {
        let rest = [
            &chunk(b"ds64", 28, &[0; 28])[..],
            &chunk(b"fmt ", 16, &mono_16()),
            &chunk(b"data", length, after),
        ];
        let mut bytes = riff(u32::MAX, &rest.concat());
        bytes[..4].copy_from_slice(b"RF64");
        samples(&bytes)
    };
    assert_eq!(of(u32::MAX, &MONO_16), [0.5, -0.5]);
    assert_eq!(of(0, &MONO_16), [0.5, -0.5]);
    assert!(of(u32::MAX, &chunk(b"LIST", 4, b"INFO")).is_empty());
}

#[test]
fn other_chunks_are_passed_over_with_their_pad_byte_and_without() {
    let format = chunk(b"fmt ", 16, &mono_16());
    let data = chunk(b"data", 4, &MONO_16);
    for id in [b"bext", b"iXML", b"LIST", b"JUNK", b"xyz "] {
        for padded in [true, false] {
            // Without a pad byte, the next chunk must be a known one.
            let odd = chunk(id, 3, if padded { b"abc\0" } else { b"abc" });
            for rest in [
                [&odd[..], &format, &data].concat(),
                [&format[..], &odd, &data].concat(),
                [&data[..], &odd, &format].concat(),
            ] {
                assert_eq!(samples(&riff(rest.len() as u32 + 4, &rest)), [0.5, -0.5], "{id:?} {padded}");
            }
        }
    }
    // A pad byte that is not zero.
    let rest = [&chunk(b"JUNK", 3, b"abcd")[..], &format, &data].concat();
    assert_eq!(samples(&riff(0, &rest)), [0.5, -0.5]);
}

#[test]
fn big_endian_files_are_read() {
    let rest = [
        &b"fmt \0\0\0\x10\0\x01\0\x01\0\0\x1f\x40\0\0\x3e\x80\0\x02\0\x10"[..],
        b"data\0\0\0\x04\x40\0\xc0\0",
    ];
    let bytes = [b"RIFX\0\0\0\x24WAVE", &rest.concat()[..]].concat();
    assert_eq!(samples(&bytes), [0.5, -0.5]);
}

#[test]
fn what_is_no_sound_is_refused() {
    let refused = |bytes: &[u8]| read_wav(bytes).expect_err("refused");
    assert_eq!(refused(b"RIFF"), WavError::NoWav);
    assert_eq!(refused(b"RIFF\0\0\0\0WEBP"), WavError::NoWav);
    assert_eq!(refused(&riff(4, &[])), WavError::Missing("its format"));
    assert_eq!(refused(&file(&[(b"fmt ", &mono_16())])), WavError::Missing("the sound"));
    assert_eq!(refused(&file(&[(b"data", &MONO_16)])), WavError::Missing("its format"));
    let adpcm = format(0x11, 1, 8000, 256, 4);
    assert_eq!(refused(&file(&[(b"fmt ", &adpcm), (b"data", &[0; 256])])), WavError::Compressed(0x11));
    for format in [
        format(1, 0, 8000, 2, 16),
        format(1, 1, 0, 2, 16),
        format(1, 1, 8000, 8, 64),
        format(3, 1, 8000, 2, 16),
    ] {
        assert!(matches!(refused(&file(&[(b"fmt ", &format), (b"data", &[0; 8])])), WavError::Format(_)));
    }
}

#[test]
fn a_sample_that_is_no_number_is_named() {
    for (bad, what) in [(f32::NAN, "NaN"), (f32::INFINITY, "infinite"), (f32::NEG_INFINITY, "infinite")] {
        let mut numbers = vec![0.0f32; 2 * 100];
        numbers[2 * 80 + 1] = bad;
        let data: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let error = read_wav(&file(&[(b"fmt ", &format(3, 2, 16_000, 8, 32)), (b"data", &data)]))
            .expect_err("refused");
        assert!(matches!(error, WavError::NotFinite { index: 80, .. }), "{error}");
        assert!(error.to_string().contains(what) && error.to_string().contains("sample 80 "), "{error}");
        assert!(error.to_string().contains("0.005 s"), "{error}");
    }
    // An f64 that is too large for f32.
    let data = 1e300f64.to_le_bytes();
    assert!(matches!(
        read_wav(&file(&[(b"fmt ", &format(3, 1, 16_000, 8, 64)), (b"data", &data)])),
        Err(WavError::NotFinite { index: 0, .. })
    ));
}
