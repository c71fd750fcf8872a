//! Writes the data's WAV files.

use std::io::Cursor;

use super::DataError;

/// A mono 16-bit file of samples from -1 to 1.
pub(super) fn wav(samples: &[f32], rate: u32) -> Result<Vec<u8>, DataError> {
    let pcm: Vec<i16> = samples.iter().map(|value| (value * 32_767.0) as i16).collect();
    of_pcm(&pcm, rate)
}

/// A mono 16-bit file.
pub(super) fn of_pcm(samples: &[i16], rate: u32) -> Result<Vec<u8>, DataError> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let wrong = |error| DataError::Form(format!("no WAV file of {} samples: {error}", samples.len()));
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).map_err(wrong)?;
    for value in samples {
        writer.write_sample(*value).map_err(wrong)?;
    }
    writer.finalize().map_err(wrong)?;
    Ok(bytes.into_inner())
}
