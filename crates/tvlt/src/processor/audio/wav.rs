//! Reads WAV files from cameras, recorders and pipes, even those that were cut off or never closed.
//!
//! This is the project's own code, as no library found reads them all: hound 3.5 reads 24 bits in a container of
//! 32 as 32, and symphonia 0.6 reads nothing from a file whose lengths are 0, and not RF64. Compressed files are
//! left to such a library.
//!
//! The format is from `mmreg.h` of the Windows SDK (`WAVEFORMATEXTENSIBLE`), RF64 from EBU Tech 3306. Wrong
//! lengths are handled as libsndfile does: all samples that are in the file are read.

use thiserror::Error;

/// Why a WAV file is not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WavError {
    /// The file does not begin like a WAV file.
    #[error("it is no WAV file")]
    NoWav,
    /// The file has no format or no samples, or ends before them.
    #[error("the WAV file is cut off before its sound ({0} is missing): record or copy it again")]
    Missing(&'static str),
    /// No sound can have this format.
    #[error("the WAV file's format makes no sound ({0}): it is broken")]
    Format(String),
    /// The samples are compressed.
    #[error("the WAV file's sound is compressed (format {0:#06x}), which is not read: save it as PCM")]
    Compressed(u16),
    /// A sample is NaN or infinite.
    #[error(
        "sample {index} of the sound (at {seconds} s) is {what}: a float file must hold numbers alone, save it again"
    )]
    NotFinite {
        /// Number of the sample in its channel, from 0.
        index: usize,
        /// Its time, in seconds.
        seconds: String,
        /// NaN or an infinity.
        what: &'static str,
    },
}

/// A decoded sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// Interleaved samples. Integer formats are scaled to [-1, 1].
    pub samples: Vec<f32>,
    /// Channels.
    pub channels: usize,
    /// Samples a second of each channel.
    pub sampling_rate: u32,
}

impl Sound {
    /// The sound in the form that the processor takes.
    pub fn pcm(&self) -> super::Pcm<'_> {
        super::Pcm { samples: &self.samples, channels: self.channels, sampling_rate: self.sampling_rate }
    }

    /// Checks that every sample is finite.
    ///
    /// # Errors
    /// [`WavError::NotFinite`] for the first that is not.
    pub fn check_finite(&self) -> Result<(), WavError> {
        let Some(place) = self.samples.iter().position(|sample| !sample.is_finite()) else { return Ok(()) };
        let index = place / self.channels.max(1);
        let seconds = format!("{:.3}", index as f64 / f64::from(self.sampling_rate.max(1)));
        let what = if self.samples[place].is_nan() { "no number (NaN)" } else { "infinite" };
        Err(WavError::NotFinite { index, seconds, what })
    }
}

/// Number type of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An integer: unsigned if it has one byte, else signed.
    Whole,
    Float,
    ALaw,
    MuLaw,
}

#[derive(Debug, Clone, Copy)]
struct Format {
    kind: Kind,
    channels: usize,
    sampling_rate: u32,
    /// Bytes of one sample, padding included.
    bytes: usize,
}

/// Whether a file begins as a WAV file: `RIFF`, its big-endian twin `RIFX`, or `RF64` and `BW64` for more than
/// 4 GB.
pub fn is_wav(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [b'R', b'I', b'F', b'F' | b'X', ..] | [b'R', b'F', b'6', b'4', ..] | [b'B', b'W', b'6', b'4', ..]
    ) && bytes.get(8..12) == Some(b"WAVE")
}

/// Reads a WAV file. Integers of n bytes are divided by 2^(8 n - 1); where fewer bits are valid, they are the
/// upper ones. Floats are taken unchanged.
///
/// # Errors
/// [`WavError`].
pub fn read_wav(bytes: &[u8]) -> Result<Sound, WavError> {
    if !is_wav(bytes) {
        return Err(WavError::NoWav);
    }
    let reader = Reader { bytes, big_endian: bytes.starts_with(b"RIFX") };
    let (format, data) = reader.chunks()?;
    let (format, data) =
        (format.ok_or(WavError::Missing("its format"))?, data.ok_or(WavError::Missing("the sound"))?);
    let frame = format.bytes * format.channels;
    let whole = &data[..data.len() / frame * frame];
    let mut samples = Vec::with_capacity(whole.len() / format.bytes);
    samples.extend(whole.chunks_exact(format.bytes).map(|sample| reader.sample(sample, format.kind)));
    let sound = Sound { samples, channels: format.channels, sampling_rate: format.sampling_rate };
    sound.check_finite()?;
    Ok(sound)
}

/// Identifiers of chunks that recorders and editors write. They show whether a chunk of odd length is followed by
/// a pad byte or directly by the next chunk.
const KNOWN: [&[u8; 4]; 24] = [
    b"fmt ", b"data", b"LIST", b"fact", b"bext", b"iXML", b"JUNK", b"junk", b"FLLR", b"PAD ", b"cue ",
    b"smpl", b"inst", b"cart", b"PEAK", b"id3 ", b"ID3 ", b"_PMX", b"aXML", b"axml", b"chna", b"minf",
    b"elm1", b"regn",
];

struct Reader<'a> {
    bytes: &'a [u8],
    big_endian: bool,
}

impl<'a> Reader<'a> {
    /// The format and the bytes of the samples, each `None` where it is missing.
    fn chunks(&self) -> Result<(Option<Format>, Option<&'a [u8]>), WavError> {
        let (mut format, mut data, mut long) = (None, None, None);
        let mut at = 12;
        while let (Some(id), Some(length)) = (self.bytes.get(at..at + 4), self.u32(at + 4)) {
            let body = at + 8;
            let rest = self.bytes.len() - body;
            let mut length = u64::from(length);
            match id {
                // RF64 keeps its lengths here: of the file, of the samples in bytes, and the number of samples.
                b"ds64" => long = self.u64(body + 8),
                b"data" => {
                    if length == u64::from(u32::MAX) || length == 0 {
                        length = long.unwrap_or(length);
                    }
                    // A length of 0 was never filled in, as the writer could not go back (unless chunks follow it).
                    if length == 0 && !self.are_chunks(body) {
                        length = u64::MAX;
                    }
                }
                _ => {}
            }
            let length = usize::try_from(length).unwrap_or(usize::MAX).min(rest);
            let inside = &self.bytes[body..body + length];
            match id {
                b"fmt " if format.is_none() => format = Some(self.format(inside)?),
                b"data" if data.is_none() => data = Some(inside),
                _ => {}
            }
            if format.is_some() && data.is_some() {
                break;
            }
            at = self.next(body + length, length);
        }
        Ok((format, data))
    }

    /// Where the next chunk begins, after one that ends at `end`. A pad byte follows an odd length, but some writers
    /// leave it out.
    fn next(&self, end: usize, length: usize) -> usize {
        let known =
            |at: usize| self.bytes.get(at..at + 4).is_some_and(|id| KNOWN.iter().any(|known| id == *known));
        match length % 2 {
            0 => end,
            _ if known(end) && !known(end + 1) => end,
            _ => end + 1,
        }
    }

    /// Whether the rest of the file, from `at` on, consists of complete chunks, at least one.
    fn are_chunks(&self, mut at: usize) -> bool {
        let start = at;
        while let (Some(id), Some(length)) = (self.bytes.get(at..at + 4), self.u32(at + 4)) {
            let end = (at + 8).checked_add(length as usize).filter(|end| *end <= self.bytes.len());
            match end {
                Some(end) if id.iter().all(|letter| (b' '..=b'~').contains(letter)) => {
                    at = self.next(end, length as usize)
                }
                _ => return false,
            }
        }
        at > start && at >= self.bytes.len()
    }

    fn format(&self, chunk: &[u8]) -> Result<Format, WavError> {
        let short = |at: usize| {
            let bytes = *chunk.get(at..)?.first_chunk::<2>()?;
            Some(if self.big_endian { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
        };
        let whole = || {
            let rate = *chunk.get(4..)?.first_chunk::<4>()?;
            let rate = if self.big_endian { u32::from_be_bytes(rate) } else { u32::from_le_bytes(rate) };
            Some((short(0)?, short(2)?, rate, short(12)?, short(14)?))
        };
        let (mut tag, channels, sampling_rate, block, bits) =
            whole().ok_or(WavError::Missing("its format"))?;
        // In an extensible format, the actual format is at the start of the GUID.
        const EXTENSIBLE: u16 = 0xfffe;
        if tag == EXTENSIBLE {
            tag = short(24).ok_or(WavError::Missing("its format"))?;
        }
        let kind = match tag {
            1 => Kind::Whole,
            3 => Kind::Float,
            6 => Kind::ALaw,
            7 => Kind::MuLaw,
            other => return Err(WavError::Compressed(other)),
        };
        let channels = usize::from(channels);
        let least = usize::from(bits).div_ceil(8);
        // The block size gives the bytes of a sample with its padding; some writers leave it 0.
        let bytes = match usize::from(block).checked_div(channels) {
            Some(bytes) if bytes >= least && usize::from(block) == bytes * channels => bytes,
            _ => least,
        };
        let fits = match kind {
            Kind::Whole => (1..=4).contains(&bytes),
            Kind::Float => bytes == 4 || bytes == 8,
            Kind::ALaw | Kind::MuLaw => bytes == 1,
        };
        if channels == 0 || sampling_rate == 0 || !fits {
            let words = format!(
                "{channels} channels, {sampling_rate} samples a second, {bits} bits in {bytes} bytes"
            );
            return Err(WavError::Format(words));
        }
        Ok(Format { kind, channels, sampling_rate, bytes })
    }

    /// One sample of one channel, in [-1, 1].
    fn sample(&self, bytes: &[u8], kind: Kind) -> f32 {
        // Little-endian; the sample goes into the upper bytes.
        let mut wide = [0; 8];
        let place = &mut wide[8 - bytes.len()..];
        place.copy_from_slice(bytes);
        if self.big_endian {
            place.reverse();
        }
        let bits = u64::from_le_bytes(wide);
        let upper = (bits >> 32) as u32;
        match (kind, bytes.len()) {
            (Kind::Whole, 1) => (f32::from(bits.to_le_bytes()[7]) - 128.0) / 128.0,
            // Dividing by 2^31 keeps 24 bits exactly, and rounds 32 bits only once.
            (Kind::Whole, _) => (f64::from(upper as i32) / f64::from(1u32 << 31)) as f32,
            (Kind::Float, 8) => f64::from_bits(bits) as f32,
            (Kind::Float, _) => f32::from_bits(upper),
            (Kind::ALaw, _) => f32::from(a_law((bits >> 56) as u8)) / 32768.0,
            (Kind::MuLaw, _) => f32::from(mu_law((bits >> 56) as u8)) / 32768.0,
        }
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let bytes = *self.bytes.get(at..)?.first_chunk::<4>()?;
        Some(if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    fn u64(&self, at: usize) -> Option<u64> {
        Some(u64::from_le_bytes(*self.bytes.get(at..)?.first_chunk::<8>()?))
    }
}

/// ITU-T G.711, A-law: three bits of exponent, four of mantissa, every other bit inverted.
fn a_law(code: u8) -> i16 {
    let code = code ^ 0x55;
    let (exponent, mantissa) = (code >> 4 & 7, i16::from(code & 0x0f) << 4);
    let size = match exponent {
        0 => mantissa + 8,
        _ => (mantissa + 0x108) << (exponent - 1),
    };
    if code & 0x80 == 0 { -size } else { size }
}

/// ITU-T G.711, mu-law: the same with a bias, all bits inverted.
fn mu_law(code: u8) -> i16 {
    const BIAS: i16 = 0x84;
    let code = !code;
    let size = (((i16::from(code & 0x0f) << 3) + BIAS) << (code >> 4 & 7)) - BIAS;
    if code & 0x80 == 0 { size } else { -size }
}

#[cfg(test)]
mod tests;
