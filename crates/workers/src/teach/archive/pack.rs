//! Writes a ZIP piece by piece.

use std::io::Write;

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::error::ArchiveError;
use super::layout::SAMPLES;
use super::manifest::{self, Manifest};

/// Name of the file with what was learnt.
pub const HEAD: &str = "head.safetensors";

/// The effort of packing: little, as sounds get hardly smaller with more.
const EFFORT: i64 = 1;

/// What the file says to who finds it.
const README: &str = "\
These are classes that somebody has taught the page TVLT live, with the pictures and sounds they were taught by. \
To go on with them, open the page, choose \"Your own\", and import this file. To use them in a page of your own, see \
tvlt.js on the page's host. To use them without any page, run \
`tvlt recognise --model MODEL --head head.safetensors --clips FOLDER --output answers.json`, where MODEL is the model \
that classes.json names and FOLDER holds pictures (PNG) and sounds (WAV); picture and sound of one name are one clip. \
`tvlt teach --model MODEL --samples samples --output head.safetensors` teaches them anew. In samples, each folder is a \
class, each folder in it a recording, and each picture with the sound of its name a sample; the class background \
shows the empty scene.
";

/// A ZIP that is being written. `W` gets its bytes in order and is never read.
pub struct Packer<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
}

impl<W: Write> Packer<W> {
    /// Begins a ZIP.
    pub fn new(writer: W) -> Self {
        Self { zip: ZipWriter::new_stream(writer) }
    }

    /// Adds a sample: a PNG and/or a WAV file.
    ///
    /// # Errors
    /// [`ArchiveError::Write`].
    pub fn sample(
        &mut self,
        class: &str,
        burst: &str,
        name: &str,
        png: Option<&[u8]>,
        wav: Option<&[u8]>,
    ) -> Result<(), ArchiveError> {
        let place = format!("{SAMPLES}/{class}/{burst}/{name}");
        if let Some(png) = png {
            // It is compressed already.
            self.file(&format!("{place}.png"), png, CompressionMethod::Stored)?;
        }
        if let Some(wav) = wav {
            self.file(&format!("{place}.wav"), wav, CompressionMethod::Deflated)?;
        }
        Ok(())
    }

    /// Adds the other files and ends the ZIP; `head` is missing where nothing could be learnt yet. Returns the writer.
    ///
    /// # Errors
    /// [`ArchiveError::Write`].
    pub fn finish(mut self, manifest: &Manifest, head: Option<&[u8]>) -> Result<W, ArchiveError> {
        if let Some(head) = head {
            self.file(HEAD, head, CompressionMethod::Deflated)?;
        }
        self.file(manifest::NAME, manifest.to_json()?.as_bytes(), CompressionMethod::Deflated)?;
        self.file("README.txt", README.as_bytes(), CompressionMethod::Deflated)?;
        Ok(self.zip.finish().map_err(failed)?.into_inner())
    }

    fn file(&mut self, name: &str, bytes: &[u8], method: CompressionMethod) -> Result<(), ArchiveError> {
        let effort = (method == CompressionMethod::Deflated).then_some(EFFORT);
        let options = SimpleFileOptions::default().compression_method(method).compression_level(effort);
        self.zip.start_file(name, options).map_err(failed)?;
        self.zip.write_all(bytes).map_err(failed)
    }
}

fn failed(error: impl std::fmt::Display) -> ArchiveError {
    ArchiveError::Write(error.to_string())
}
