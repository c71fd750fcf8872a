//! The tracks of a video file, and the source of bytes that they are read from.

use crate::capture::error::CaptureNotice;

/// Random access to a file's bytes.
#[allow(async_fn_in_trait, reason = "a page has one thread: no future of it is sent anywhere")]
pub trait Bytes {
    /// Bytes of the file.
    fn len(&self) -> u64;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `length` bytes from `start` on, fewer at the file's end; `None` where the file cannot be read.
    async fn read(&self, start: u64, length: u64) -> Option<Vec<u8>>;
}

/// The codecs of a file's tracks, in words ("HEVC").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tracks {
    /// Codecs of its picture tracks; empty for a file without pictures.
    pub picture: Vec<String>,
    /// Codecs of its sound tracks; empty for a silent file.
    pub sound: Vec<String>,
}

impl Tracks {
    /// Notices about tracks that the browser cannot decode; `sees` and `hears` say whether it plays picture and sound.
    pub fn unread(&self, sees: bool, hears: bool) -> Vec<CaptureNotice> {
        let mut unread = Vec::new();
        if !sees && !self.picture.is_empty() {
            unread.push(CaptureNotice::PictureUndecodable(words(&self.picture)));
        }
        if !hears && !self.sound.is_empty() {
            unread.push(CaptureNotice::SoundUndecodable(words(&self.sound)));
        }
        unread
    }

    /// Picture and sound with their codecs in words, for a file of which the browser can decode neither; `None` for
    /// a file that has neither.
    pub fn in_words(&self) -> Option<String> {
        match (self.picture.is_empty(), self.sound.is_empty()) {
            (true, true) => None,
            (false, true) => Some(format!("the picture of this file ({})", words(&self.picture))),
            (true, false) => Some(format!("the sound of this file ({})", words(&self.sound))),
            (false, false) => Some(format!(
                "either the picture ({}) or the sound ({}) of this file",
                words(&self.picture),
                words(&self.sound)
            )),
        }
    }

    /// Adds a track's codec.
    pub fn add(&mut self, kind: Kind, codec: String) {
        let codecs = match kind {
            Kind::Picture => &mut self.picture,
            Kind::Sound => &mut self.sound,
        };
        if !codecs.contains(&codec) {
            codecs.push(codec);
        }
    }
}

/// Kinds of tracks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Pictures.
    Picture,
    /// Sound.
    Sound,
}

fn words(codecs: &[String]) -> String {
    codecs.join(" and ")
}

/// The first `length` bytes of a slice as a big-endian number.
pub fn number(bytes: &[u8], length: usize) -> Option<u64> {
    let bytes = bytes.get(..length)?;
    Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}
