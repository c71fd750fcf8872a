use std::{
    fs,
    path::Path,
    pin::pin,
    task::{Context, Poll, Waker},
};

use super::*;
use crate::capture::error::CaptureNotice;

impl Bytes for Vec<u8> {
    fn len(&self) -> u64 {
        Vec::len(self) as u64
    }

    async fn read(&self, start: u64, length: u64) -> Option<Vec<u8>> {
        let end = start.saturating_add(length).min(Bytes::len(self));
        self.get(start as usize..end as usize).map(<[u8]>::to_vec)
    }
}

fn read(bytes: Vec<u8>) -> Option<Tracks> {
    match pin!(tracks(&bytes)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(tracks) => tracks,
        Poll::Pending => panic!("bytes in memory are there at once"),
    }
}

/// The files are made by `make_fixtures.sh` beside them.
fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/video").join(name)).unwrap()
}

#[test]
fn each_file_names_its_codecs() {
    for (name, picture, sound) in [
        ("h264_aac.mp4", Some("H.264"), Some("AAC")),
        ("h264_aac_fragmented.mp4", Some("H.264"), Some("AAC")),
        ("h264_silent.mp4", Some("H.264"), None),
        ("h264_ac3.mp4", Some("H.264"), Some("AC-3")),
        ("h264_alac.mov", Some("H.264"), Some("Apple Lossless")),
        ("h264_ac3.mkv", Some("H.264"), Some("AC-3")),
        ("hevc_aac.mov", Some("HEVC"), Some("AAC")),
        ("hevc_silent.mp4", Some("HEVC"), None),
        ("hevc_opus.mkv", Some("HEVC"), Some("Opus")),
        ("theora_vorbis.ogv", Some("Theora"), Some("Vorbis")),
        ("vp9_opus.webm", Some("VP9"), Some("Opus")),
        ("aac.m4a", None, Some("AAC")),
    ] {
        let expected = Tracks {
            picture: picture.into_iter().map(str::to_owned).collect(),
            sound: sound.into_iter().map(str::to_owned).collect(),
        };
        assert_eq!(read(fixture(name)), Some(expected), "{name}");
    }
}

#[test]
fn only_the_half_that_is_there_and_not_read_is_named() {
    let film = read(fixture("hevc_aac.mov")).unwrap();
    assert_eq!(film.unread(false, true), [CaptureNotice::PictureUndecodable("HEVC".into())]);
    assert_eq!(film.unread(true, false), [CaptureNotice::SoundUndecodable("AAC".into())]);
    assert!(film.unread(true, true).is_empty());
    assert_eq!(film.in_words().unwrap(), "either the picture (HEVC) or the sound (AAC) of this file");
    // A video without a sound track, and a sound file without a picture.
    assert!(read(fixture("h264_silent.mp4")).unwrap().unread(true, false).is_empty());
    assert!(read(fixture("aac.m4a")).unwrap().unread(false, true).is_empty());
}

#[test]
fn an_empty_track_is_silent() {
    let mut film = fixture("h264_aac.mp4");
    let sizes: Vec<usize> = (0..film.len() - 4).filter(|at| &film[*at..at + 4] == b"stsz").collect();
    // Sets the number of samples of the second track to 0; it comes after type, version and common size.
    film[sizes[1] + 12..][..4].fill(0);
    let tracks = read(film).unwrap();
    assert!(tracks.sound.is_empty() && tracks.picture == ["H.264"]);
}

#[test]
fn damaged_and_foreign_files_are_no_panic() {
    for name in ["hevc_aac.mov", "h264_alac.mov", "vp9_opus.webm", "theora_vorbis.ogv"] {
        let whole = fixture(name);
        for end in (0..whole.len()).step_by(97) {
            read(whole[..end].to_vec());
        }
        let mut state = 1_u32;
        for _ in 0..300 {
            let mut damaged = whole.clone();
            for _ in 0..16 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = state as usize / 256 % damaged.len();
                damaged[at] = (state >> 8) as u8;
            }
            read(damaged);
        }
    }
    assert_eq!(read(b"RIFF....AVI LIST".to_vec()), None);
    assert_eq!(read(Vec::new()), None);
}
