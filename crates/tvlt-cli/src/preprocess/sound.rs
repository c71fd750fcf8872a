//! Decodes sound files to PCM.

use std::{io::Cursor, path::Path};

use symphonia::core::{
    codecs::audio::AudioDecoderOptions,
    errors::Error,
    formats::{FormatOptions, TrackType, probe::Hint},
    io::MediaSourceStream,
    meta::MetadataOptions,
};
use thiserror::Error;

use super::PreprocessError;
use tvlt::config::file_kind;
pub use tvlt::processor::audio::Sound;
use tvlt::processor::audio::{WavError, is_wav, read_wav};

/// Why a sound is not read.
#[derive(Debug, Error)]
pub enum SoundError {
    /// A WAV file that cannot be read.
    #[error(transparent)]
    Wav(#[from] WavError),
    /// Not one of the formats that are read.
    #[error("it is none of WAV, FLAC, MP3, Ogg Vorbis and AIFF: convert it to one of them")]
    Unknown,
    /// A file of a kind that is known and is no sound.
    #[error("it is {0} and no sound: get the sound itself")]
    Kind(String),
    /// A file that begins as one of the formats that are read, and goes on as none.
    #[error("it is cut off or broken: record or copy it again")]
    Cut,
    /// A file of a known format that is broken or cut off.
    #[error("it is cut off or broken ({0}): record or copy it again")]
    Broken(Error),
    /// The file has no sound in it.
    #[error("there is no sound in it")]
    Silent,
}

/// Reads a sound file, whatever its extension: WAV with this project's own reader, which accepts incomplete files,
/// other formats with a library.
///
/// # Errors
/// [`PreprocessError::Read`], [`PreprocessError::Sound`].
pub fn read_sound(path: &Path) -> Result<Sound, PreprocessError> {
    let bytes = std::fs::read(path).map_err(|source| PreprocessError::Read { path: path.into(), source })?;
    decode(bytes).map_err(|source| PreprocessError::Sound { path: path.into(), source })
}

fn decode(bytes: Vec<u8>) -> Result<Sound, SoundError> {
    if !is_wav(&bytes) {
        return decode_compressed(bytes);
    }
    match read_wav(&bytes) {
        // A compressed format, such as ADPCM.
        Err(WavError::Compressed(tag)) => decode_compressed(bytes).map_err(|error| match error {
            SoundError::Unknown => WavError::Compressed(tag).into(),
            broken => broken,
        }),
        read => Ok(read?),
    }
}

/// Bytes at the beginning of a file by which its kind is told.
const FIRST: usize = 512;

/// Why a file with these first bytes is read as no format.
fn refused(first: &[u8], error: Error) -> SoundError {
    let form = first.get(8..12);
    let begun = match first.get(..4) {
        Some(b"FORM") => form.is_none_or(|form| form == b"AIFF" || form == b"AIFC"),
        Some(b"RIFF" | b"RF64" | b"BW64") => form.is_none_or(|form| form == b"WAVE"),
        Some(b"OggS" | b"fLaC") => true,
        _ => first.starts_with(b"ID3"),
    };
    match error {
        Error::Unsupported(words) if begun && words.starts_with("core (probe)") => SoundError::Cut,
        // A compression that is not read.
        Error::Unsupported(_) if begun => SoundError::Unknown,
        error if begun => SoundError::Broken(error),
        _ if first.starts_with(b"RIFF") => SoundError::Unknown,
        _ => file_kind::of(first).map_or(SoundError::Unknown, |kind| SoundError::Kind(kind.what)),
    }
}

fn decode_compressed(bytes: Vec<u8>) -> Result<Sound, SoundError> {
    let first = bytes[..bytes.len().min(FIRST)].to_vec();
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let probe = symphonia::default::get_probe();
    let mut format = probe
        .probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default())
        .map_err(|error| refused(&first, error))?;
    let track = format.default_track(TrackType::Audio).ok_or(SoundError::Silent)?;
    let id = track.id;
    let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters.ok_or(SoundError::Silent)?, &AudioDecoderOptions::default())
        .map_err(|_| SoundError::Unknown)?;
    let mut sound = Sound { samples: Vec::new(), channels: 0, sampling_rate: 0 };
    let mut interleaved = Vec::new();
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => break,
            // The file is cut off: the samples so far are used, as for a WAV file.
            Err(Error::IoError(_)) if !sound.samples.is_empty() => break,
            Err(error) => return Err(SoundError::Broken(error)),
        };
        if packet.track_id != id {
            continue;
        }
        let decoded = match decoder.decode(&packet) {
            Ok(decoded) => decoded,
            // A broken packet is skipped.
            Err(Error::DecodeError(_)) => continue,
            Err(error) => return Err(SoundError::Broken(error)),
        };
        let (channels, rate) = (decoded.num_planes(), decoded.spec().rate());
        if sound.samples.is_empty() {
            (sound.channels, sound.sampling_rate) = (channels, rate);
        }
        if (channels, rate) != (sound.channels, sound.sampling_rate) {
            return Err(SoundError::Broken(Error::Unsupported("its rate or channels change")));
        }
        decoded.copy_to_vec_interleaved::<f32>(&mut interleaved);
        sound.samples.extend_from_slice(&interleaved);
    }
    if sound.samples.is_empty() {
        return Err(SoundError::Silent);
    }
    sound.check_finite()?;
    Ok(sound)
}
