//! WAV files as this data has them.

use std::io::Cursor;

use super::DataError;

/// Mono 16-bit PCM of samples from -1 to 1.
pub(super) fn wav(samples: &[f32], rate: u32) -> Result<Vec<u8>, DataError> {
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
        writer.write_sample((value * 32_767.0) as i16).map_err(wrong)?;
    }
    writer.finalize().map_err(wrong)?;
    Ok(bytes.into_inner())
}
