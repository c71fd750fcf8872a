//! Pictures and sounds of kinds that are not read, which a person may have put among clips.

use std::collections::BTreeMap;
use std::fmt;

/// Extensions of such pictures and sounds, and of videos.
const EXTENSIONS: [&str; 44] = [
    "3gp", "aac", "ac3", "amr", "arw", "au", "avi", "avif", "caf", "cr2", "cr3", "dng", "eps", "heic",
    "heif", "ico", "jp2", "jxl", "m4a", "m4b", "m4v", "mid", "mka", "mkv", "mov", "mp2", "mp4", "mpeg",
    "mpg", "nef", "opus", "pcm", "ppm", "psd", "raw", "snd", "spx", "svg", "tga", "tif", "tiff", "w64",
    "webm", "wma",
];

/// How many files were passed over, by their extensions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unread(BTreeMap<String, usize>);

impl Unread {
    /// Counts a file with this extension (in small letters), if it is a picture's or a sound's.
    pub(super) fn add(&mut self, extension: &str) {
        if EXTENSIONS.contains(&extension) {
            *self.0.entry(extension.to_owned()).or_default() += 1;
        }
    }

    /// Prints what was passed over, if anything.
    pub fn print(&self) {
        if !self.0.is_empty() {
            println!("{self}");
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<String> = self.0.iter().map(|(kind, count)| format!("{count} .{kind}")).collect();
        let files = if self.0.values().sum::<usize>() == 1 { "file was" } else { "files were" };
        write!(
            f,
            "{} {files} passed over, as such pictures and sounds are not read: convert them to PNG or JPEG, WAV or FLAC",
            kinds.join(", ")
        )
    }
}
